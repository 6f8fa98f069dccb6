// Hot path: bench/ingest. Publications of one client, from its packets to their acknowledgements.
import type { TenantMeter } from '#core/ports/quotas.ts';
import type { RateMeter } from '../limits/guard.ts';
import type { Principal } from '../principal.ts';
import { count } from './counters.ts';
import type { Debts } from './debts.ts';
import type { MqttGateway } from './gateway.ts';
import { reasonCharactersMax, unacknowledgedPublishesMax } from './limits.ts';
import type { ProtocolLevel } from './packet/level.ts';
import { payloadIsText } from './packet/message-properties.ts';
import { createPublishView, readPublish } from './packet/publish.ts';
import { reason } from './packet/reason.ts';
import { ProtocolError, packetType } from './protocol.ts';
import { publish } from './publish.ts';
import { withinLevels } from './route/topic.ts';
import type { ClientSession } from './session/client-session.ts';
import { Target } from './target.ts';

/** What a publication may make its connection do. */
export interface Publisher {
  /** Stops reading until the tenant's bucket or the month lets more in. */
  holdForQuota(): void;
  /** Stops reading for so many milliseconds. */
  holdFor(ms: number): void;
}

/** Made when a client publishes for the first time. */
export class Inbound {
  readonly #gateway: MqttGateway;
  readonly #session: ClientSession;
  readonly #principal: Principal;
  readonly #level: ProtocolLevel;
  readonly #meter: TenantMeter;
  readonly #rate: RateMeter | undefined;
  readonly #debts: Debts;
  readonly #publisher: Publisher;
  readonly #explains: boolean;
  readonly #view = createPublishView();
  readonly #target = new Target();
  /** Of this connection only [MQTT5-3.3.2-7]. */
  #aliases: string[] | undefined;
  #toldLimit = '';
  #toldAt = 0;
  messages = 0;

  constructor(
    gateway: MqttGateway,
    session: ClientSession,
    principal: Principal,
    level: ProtocolLevel,
    meter: TenantMeter,
    rate: RateMeter | undefined,
    debts: Debts,
    publisher: Publisher,
    explains: boolean,
  ) {
    this.#gateway = gateway;
    this.#session = session;
    this.#principal = principal;
    this.#level = level;
    this.#meter = meter;
    this.#rate = rate;
    this.#debts = debts;
    this.#publisher = publisher;
    this.#explains = explains;
  }

  /** Takes one PUBLISH and owes what its QoS asks for [MQTT-3.3.4-1] [MQTT-4.3.2-2]; false when it must wait, unread. */
  publish(first: number, bytes: Buffer, start: number, end: number): boolean {
    const gateway = this.#gateway;
    const atMostOnce = (first & 0x06) === 0;
    if (atMostOnce && gateway.guard.level >= 3) {
      this.#drop('overload.qos0');
      return true;
    }
    const wait = this.#rate?.take(end - start) ?? 0;
    if (wait > 0) return this.#overRate(atMostOnce, wait);
    if (!this.#meter.takeMessage()) {
      this.#rate?.giveBack(end - start);
      return this.#overQuota(atMostOnce);
    }
    const view = this.#view;
    readPublish(view, first, bytes, start, end, this.#level);
    const topic = this.#topic();
    if (topic !== this.#target.topic) this.#checkLevels(topic);
    this.#target.aim(this.#principal, this.#session.routes, topic);
    gateway.counters.publishes++;
    this.messages++;
    const { qos, packetId } = view;
    if (qos === 0) this.#hand(bytes, 0);
    else if (qos === 1) {
      this.#needRoom();
      const before = gateway.journal.appended;
      this.#hand(bytes, 1);
      this.#owe(packetType.puback, packetId, before);
    } else this.#exactlyOnce(bytes, packetId);
    return true;
  }

  /** A repetition is acknowledged and goes nowhere [MQTT-4.3.3-2] [MQTT5-4.3.3-8]. */
  #exactlyOnce(bytes: Buffer, packetId: number): void {
    const session = this.#session;
    const { journal, verdict } = this.#gateway;
    const before = journal.appended;
    if (session.inbound.has(packetId)) {
      verdict.reason = reason.success;
      verdict.text = '';
      // What it repeats may not be durable yet.
      verdict.ingested = this.#principal.kind === 'device';
      this.#owe(packetType.pubrec, packetId, session.persistent ? -1 : before);
      return;
    }
    this.#needRoom();
    this.#hand(bytes, 2);
    // A refused one leaves its identifier free [MQTT5-4.3.3-9].
    if (verdict.reason < 0x80 || this.#level < 5) {
      session.inbound.add(packetId);
      if (session.persistent) journal.received(session.id, packetId);
    }
    this.#owe(packetType.pubrec, packetId, before);
  }

  #hand(bytes: Buffer, qos: 0 | 1 | 2): void {
    const { payloadStart, payloadEnd, retain, expirySeconds, forwarded, isText } = this.#view;
    if (isText && !payloadIsText(bytes, payloadStart, payloadEnd)) {
      // [MQTT5-3.3.2-4] lets us refuse it.
      const { verdict } = this.#gateway;
      verdict.reason = reason.payloadFormatInvalid;
      verdict.text = 'the payload is not UTF-8 as its format indicator says';
      verdict.ingested = false;
      return;
    }
    publish(
      this.#gateway,
      this.#session,
      this.#principal,
      this.#target,
      bytes,
      payloadStart,
      payloadEnd,
      qos,
      retain,
      forwarded,
      expirySeconds,
    );
  }

  /** Acknowledgements carry the identifier of what they are for [MQTT-2.3.1-6] [MQTT5-2.2.1-5] [MQTT5-4.3.2-4], which stands for a new message then [MQTT5-4.3.2-5]. `before` tells whether the journal got something to write for it. */
  #owe(type: 4 | 5, packetId: number, before: number): void {
    const { verdict, ingest, journal } = this.#gateway;
    const ingestBatch = verdict.ingested ? ingest.batch : -1;
    const journalBatch = journal.appended === before ? -1 : journal.batch;
    const told = this.#level === 5;
    // [MQTT5-3.1.2-29] [MQTT5-3.4.2-2] [MQTT5-3.5.2-2]
    const text = this.#explains ? verdict.text.slice(0, reasonCharactersMax) : '';
    this.#debts.owe(type, packetId, told ? verdict.reason : 0, ingestBatch, journalBatch, text);
  }

  /** [MQTT5-3.3.4-7]: more than we said we take at a time ends the connection; older versions are read more slowly instead. */
  #needRoom(): void {
    if (this.#level === 5 && this.#debts.pubacks + this.#session.inboundCount >= unacknowledgedPublishesMax)
      throw new ProtocolError('MQTT5-3.3.4-7', 'more unacknowledged publications than our Receive Maximum', reason.receiveMaximumExceeded);
  }

  #checkLevels(topic: string): void {
    const { topicLevelsMax } = this.#gateway.limits();
    if (withinLevels(topic, topicLevelsMax)) return;
    this.#gateway.limited(this.#session, 'topic.levels');
    throw new ProtocolError('limit', `the topic has more than ${topicLevelsMax} levels`, reason.topicNameInvalid);
  }

  #topic(): string {
    const { topic, topicAlias } = this.#view;
    if (topicAlias === 0) return topic;
    // [MQTT5-3.3.2-8]
    if (topicAlias > this.#gateway.limits().topicAliasMax)
      throw new ProtocolError(
        'MQTT5-3.3.2-9',
        `the topic alias is above ${this.#gateway.limits().topicAliasMax}`,
        reason.topicAliasInvalid,
      );
    this.#aliases ??= [];
    if (topic === '') {
      const known = this.#aliases[topicAlias];
      if (known === undefined) throw new ProtocolError('MQTT5-3.3.2-12', 'the topic alias stands for no topic', reason.protocolError);
      return known;
    }
    this.#aliases[topicAlias] = topic;
    return topic;
  }

  #overRate(atMostOnce: boolean, wait: number): boolean {
    const { limit, holds } = this.#rate as RateMeter;
    if (!atMostOnce || holds) {
      this.#tell(limit);
      this.#publisher.holdFor(wait);
      return false;
    }
    this.#drop(limit);
    return true;
  }

  /** QoS 0 promises nothing and is dropped; what wants an acknowledgement waits, unread, and with it all that the peer sends after it. */
  #overQuota(atMostOnce: boolean): boolean {
    const { lacking } = this.#meter;
    if (!atMostOnce) {
      this.#tell(`quota.${lacking}`);
      this.#publisher.holdForQuota();
      return false;
    }
    this.#gateway.counters.overQuota++;
    this.#meter.refused(lacking);
    this.#drop(`quota.${lacking}`);
    return true;
  }

  #drop(limit: string): void {
    count(this.#gateway.counters.dropped, limit);
    this.#tell(limit);
  }

  /** Counts every time, but tells the diary only once a second: a flood must not cost more than what it is. */
  #tell(limit: string): void {
    const { guard, now } = this.#gateway;
    if (limit === this.#toldLimit && now === this.#toldAt) guard.fired(limit);
    else this.#gateway.limited(this.#session, limit);
    this.#toldLimit = limit;
    this.#toldAt = now;
  }
}
