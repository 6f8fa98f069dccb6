// Hot path: bench/ingest. One publication on its way to subscribers; a view of the read buffer until somebody keeps it.
import type { ProtocolLevel } from '../packet/level.ts';
import { encodePublish } from '../packet/publish.ts';
import type { Subscriber } from './subscriber.ts';

const noIds: readonly number[] = [];

/** What was published: made only when somebody wants it. */
export class Message {
  readonly tenant: string;
  /** As its tenant's tree has it. */
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** ms since the epoch; 0 where it never expires. */
  readonly expiresAt: number;
  /** Who published it; undefined for what the platform itself says. */
  readonly source: Subscriber | undefined;
  payload: Buffer;
  /** Properties that are handed on unaltered, as bytes. */
  forwarded: Buffer;
  #kept = false;
  #frame: Buffer | undefined;
  #frameLevel: ProtocolLevel = 4;
  #frameTopic = '';

  constructor(
    tenant: string,
    topic: string,
    payload: Buffer,
    qos: 0 | 1 | 2,
    retain: boolean,
    forwarded: Buffer,
    expiresAt: number,
    source: Subscriber | undefined,
  ) {
    this.tenant = tenant;
    this.topic = topic;
    this.payload = payload;
    this.qos = qos;
    this.retain = retain;
    this.forwarded = forwarded;
    this.expiresAt = expiresAt;
    this.source = source;
  }

  /** Copies what may be a view of a read buffer, once, for whoever outlives the call. */
  keep(): this {
    if (this.#kept) return this;
    this.#kept = true;
    this.payload = Buffer.from(this.payload);
    this.forwarded = Buffer.from(this.forwarded);
    return this;
  }

  /** True when nobody is to get it any more [MQTT5-3.3.2-5]. */
  expired(now: number): boolean {
    return this.expiresAt !== 0 && now >= this.expiresAt;
  }

  /** Its packet of QoS 0 as most subscribers get it, encoded once for all that follow each other with the same level. */
  frame(level: ProtocolLevel, topic: string): Buffer {
    if (this.#frame !== undefined && this.#frameLevel === level && this.#frameTopic === topic) return this.#frame;
    const { payload, forwarded } = this;
    this.#frameLevel = level;
    this.#frameTopic = topic;
    this.#frame = encodePublish(level, {
      ...{ topic, payload, forwarded, qos: 0, retain: false, duplicate: false, packetId: 0 },
      ...{ expirySeconds: -1, topicAlias: 0, topicOmitted: false, subscriptionIds: noIds },
    });
    return this.#frame;
  }
}
