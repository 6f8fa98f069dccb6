// Hot path: bench/ingest. Messages on their way out, as this peer takes them: its level, its aliases, its largest packet.
import type { MqttGateway } from './gateway.ts';
import type { ProtocolLevel } from './packet/level.ts';
import { encodePublish, publishBytes } from './packet/publish.ts';
import type { Message } from './route/message.ts';
import type { ClientSession } from './session/client-session.ts';
import type { Wire } from './wire.ts';

/** Most topics that we give an alias on one connection. */
const outgoingAliasesMax = 32;
/** What giving a topic its alias adds to a packet. */
const aliasPropertyBytes = 3;

/** Encodes what goes to one peer. */
export class Sender {
  readonly #gateway: MqttGateway;
  readonly #wire: Wire;
  readonly #session: ClientSession;
  readonly #level: ProtocolLevel;
  readonly #packetBytesMax: number;
  readonly #aliasMax: number;
  #aliases: Map<string, number> | undefined;
  messages = 0;

  constructor(gateway: MqttGateway, wire: Wire, session: ClientSession, level: ProtocolLevel, packetBytesMax: number, aliasMax: number) {
    this.#gateway = gateway;
    this.#wire = wire;
    this.#session = session;
    this.#level = level;
    this.#packetBytesMax = packetBytesMax;
    this.#aliasMax = Math.min(aliasMax, outgoingAliasesMax);
  }

  /** QoS 0. False when the message is larger than the peer takes. */
  plain(message: Message, retain: boolean, ids: readonly number[]): boolean {
    if (retain || ids.length > 0 || this.#aliasMax > 0 || (this.#level === 5 && message.expiresAt !== 0))
      return this.send(message, 0, 0, retain, false, ids);
    const frame = message.frame(this.#level, this.#shown(message.topic));
    if (frame.length > this.#packetBytesMax) return false;
    this.#count();
    this.#wire.send(frame);
    return true;
  }

  /** Any QoS. False when the message is larger than the peer takes. */
  send(message: Message, packetId: number, qos: 0 | 1 | 2, retain: boolean, duplicate: boolean, ids: readonly number[]): boolean {
    const topic = this.#shown(message.topic);
    const { payload, forwarded } = message;
    // [MQTT5-3.3.2-6]
    const remaining = message.expiresAt === 0 ? -1 : Math.max(0, Math.ceil((message.expiresAt - this.#gateway.clock()) / 1000));
    const fields = {
      topic,
      payload,
      qos,
      retain,
      duplicate,
      packetId,
      forwarded,
      expirySeconds: remaining,
      topicAlias: 0,
      topicOmitted: false,
    };
    const outgoing = { ...fields, subscriptionIds: ids };
    const bytes = this.#packetBytesMax === Number.POSITIVE_INFINITY ? 0 : publishBytes(this.#level, outgoing);
    if (bytes > this.#packetBytesMax) return false;
    if (this.#aliasMax > 0 && bytes + aliasPropertyBytes <= this.#packetBytesMax) this.#alias(outgoing);
    this.#count();
    this.#wire.send(encodePublish(this.#level, outgoing));
    return true;
  }

  /** Topics of a device are told without its mount, unless it asked for them with it. */
  #shown(topic: string): string {
    const { mount, fullNames } = this.#session;
    return mount === '' || fullNames || !topic.startsWith(mount) ? topic : topic.slice(mount.length);
  }

  /** Within the peer's maximum [MQTT5-3.1.2-26] [MQTT5-3.1.2-27] [MQTT5-3.3.2-11]. */
  #alias(outgoing: { topic: string; topicAlias: number; topicOmitted: boolean }): void {
    this.#aliases ??= new Map();
    const known = this.#aliases.get(outgoing.topic);
    if (known !== undefined) {
      outgoing.topicAlias = known;
      outgoing.topicOmitted = true;
    } else if (this.#aliases.size < this.#aliasMax) {
      outgoing.topicAlias = this.#aliases.size + 1;
      this.#aliases.set(outgoing.topic, outgoing.topicAlias);
    }
  }

  #count(): void {
    this.messages++;
    this.#gateway.counters.delivered++;
  }
}
