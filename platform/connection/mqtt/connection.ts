// Hot path: bench/ingest. One read gives many packets; their acknowledgements leave in one write when their batch is durable.
import type { QuotaWaiter, TenantMeter } from '#core/ports/quotas.ts';
import type { Login, Principal } from '../principal.ts';
import type { Channel, LiveSession } from '../session/channels.ts';
import type { Peer } from '../transport/peer.ts';
import type { Transport } from '../transport/transport.ts';
import type { Refused } from './admission.ts';
import { noBytes } from './bytes.ts';
import { count } from './counters.ts';
import { type Debtor, Debts } from './debts.ts';
import { Door, type Doorway } from './door.ts';
import { disconnectCode, isSilent } from './end-reason.ts';
import type { MqttGateway } from './gateway.ts';
import type { Greeting } from './greeting.ts';
import { Inbound, type Publisher } from './inbound.ts';
import {
  closedTenantWaitMs,
  connectBytesMax,
  connectWaitMs,
  explainedPacketBytesMin,
  sendWaitMs,
  unacknowledgedPublishesMax,
} from './limits.ts';
import { idleMs, openSession } from './opening.ts';
import { encodeConnack } from './packet/connack.ts';
import { type Connect, parseConnect, type Will } from './packet/connect.ts';
import { checkEmpty, pingresp } from './packet/empty.ts';
import { FrameReader, type OnPacket } from './packet/frame.ts';
import type { ProtocolLevel } from './packet/level.ts';
import { type ReasonCode, reason } from './packet/reason.ts';
import { ProtocolError, packetType } from './protocol.ts';
import { type OpenConnection, takeAcknowledgement, takeDisconnect, takeSubscribe, takeUnsubscribe } from './requests.ts';
import type { Message } from './route/message.ts';
import { Sender } from './sender.ts';
import type { ClientSession, LiveLine } from './session/client-session.ts';
import { pauses, Wire } from './wire.ts';

let nextId = 1;

/** One MQTT connection from its first byte to its last; what goes wrong in it ends it alone [MQTT-4.8.0-1] [MQTT-4.8.0-2] [MQTT5-4.13.1-1]. */
export class MqttConnection implements Debtor, QuotaWaiter, LiveSession, LiveLine, Publisher, Doorway, OpenConnection {
  readonly #gateway: MqttGateway;
  /** No other connection ever has it. */
  readonly id = String(nextId++);
  readonly peer: Peer;
  readonly wire: Wire;
  readonly #reader = new FrameReader(connectBytesMax);
  readonly #onPacket: OnPacket = (first, bytes, start, end) => this.#packet(first, bytes, start, end);
  #state: 'new' | 'login' | 'open' | 'closed' = 'new';
  #lastRead: number;
  #idleMax = connectWaitMs;
  level: ProtocolLevel = 4;
  bytesIn = 0;
  lastPublishAt = 0;
  connectedAt = 0;
  keepAliveSeconds = 0;
  cleanStart = true;
  window = 0;
  #door: Door | undefined;
  #expiresAt = Number.POSITIVE_INFINITY;
  credential = '';
  #session: ClientSession | undefined;
  #will: Will | undefined;
  #sender: Sender | undefined;
  #inbound: Inbound | undefined;
  #debts: Debts | undefined;
  #channel: Channel | undefined;
  #meter: TenantMeter | undefined;
  #heldSince = 0;
  #explains = false;
  #draining = false;

  constructor(gateway: MqttGateway, transport: Transport, peer: Peer) {
    this.#gateway = gateway;
    this.peer = peer;
    this.wire = new Wire(transport, gateway.flusher);
    this.#lastRead = gateway.now;
    if (gateway.ingest.congested || gateway.journal.congested) this.congestion(true);
  }

  get clientId(): string {
    return this.#session?.clientId ?? this.#door?.introduction.clientId ?? '';
  }

  get username(): string | undefined {
    return this.#door?.introduction.username;
  }

  get session(): ClientSession | undefined {
    return this.#session;
  }

  get principal(): Principal | undefined {
    return this.#session?.principal;
  }

  get blocked(): boolean {
    return this.#state !== 'open' || this.wire.blocked;
  }

  /** Asks anew whether somebody traces it. */
  trace(): void {
    const session = this.#session;
    if (session === undefined) return;
    const owner = { tenant: session.tenant, kind: session.kind, name: session.owner };
    this.wire.sink = this.wire.sink?.settle(owner) ?? this.#gateway.tracer.of(owner, session.clientId, this.peer, this.level);
  }

  /** Publications taken from and sent to the client. */
  get messages(): { readonly in: number; readonly out: number } {
    return { in: this.#inbound?.messages ?? 0, out: this.#sender?.messages ?? 0 };
  }

  /** Ends connections that say nothing: no CONNECT in time, or one and a half keep-alive times of silence [MQTT-3.1.2-24]; and slow ones. */
  sweep(now: number): void {
    const { paused, blockedSince } = this.wire;
    if (blockedSince !== 0 && now - blockedSince > sendWaitMs) this.end('slow-consumer');
    if (now >= this.#expiresAt) this.end('login-expired');
    if ((paused & pauses.quota) !== 0 && now - this.#heldSince > closedTenantWaitMs) {
      const quota = this.#meter?.closedBy;
      if (quota !== undefined) this.end(`quota ${quota}`);
    }
    if (paused !== 0) this.#lastRead = now;
    else if (this.#idleMax > 0 && now - this.#lastRead > this.#idleMax) this.end(this.#state === 'open' ? 'keep-alive' : 'no-connect');
  }

  congestion(congested: boolean): void {
    if (congested) this.wire.pause(pauses.congestion);
    else this.#resume(pauses.congestion);
  }

  /** Closes the connection; a client of MQTT 5 is told `code` and `text` first [MQTT5-4.13.2-1]. Its session lives on as it was asked to. */
  end(why: string, code: ReasonCode = disconnectCode(why), text = ''): void {
    if (this.#state === 'closed') return;
    const open = this.#state === 'open';
    this.#state = 'closed';
    // Counted by kind only: what a peer did wrong in detail would make counters without bound.
    const kind = why.split(':', 1)[0] as string;
    count(this.#gateway.counters.disconnects, kind);
    if (open && this.level === 5 && !isSilent(why)) this.wire.bid(code, text || kind);
    this.wire.close(why === 'client');
    this.#door?.close();
    this.#debts?.close();
    const session = this.#session;
    // With the will, where it is to be said [MQTT-3.1.2-8].
    if (session?.line === this) this.#gateway.sessions.leave(session, why === 'client' ? undefined : this.#will);
    const meter = this.#meter;
    meter?.leave(this);
    if ((this.wire.paused & pauses.quota) !== 0 && meter?.closedBy !== undefined) meter.refused(meter.closedBy);
    if (this.#channel !== undefined) this.#gateway.channels.leave(this.#channel, this, kind);
    this.#gateway.ended(this, why);
  }

  /** The peer took what we sent. */
  drained(): void {
    this.wire.blockedSince = 0;
    this.#resume(pauses.unsent);
    this.#session?.pump();
  }

  /** The tenant may send again, and it is this connection's turn. */
  proceed(): void {
    this.#resume(pauses.quota);
  }

  /** Stops reading and closes once what was read is acknowledged. */
  drain(): void {
    this.#draining = true;
    this.wire.pause(pauses.congestion);
    if ((this.#debts?.waiting ?? 0) === 0) this.end('shutting-down');
  }

  publish(message: Message, packetId: number, qos: 1 | 2, retain: boolean, duplicate: boolean, ids: readonly number[]): boolean {
    return (this.#sender as Sender).send(message, packetId, qos, retain, duplicate, ids);
  }

  publishAtMostOnce(message: Message, retain: boolean, ids: readonly number[]): void {
    if (this.blocked) this.#session?.lose(this.#state === 'open' ? 'slow-consumer' : 'offline');
    else if (!(this.#sender as Sender).plain(message, retain, ids)) this.#session?.lose('packet-too-large');
  }

  release(packetId: number, code: number, batch: number): void {
    this.owe(packetType.pubrel, packetId, code, batch);
  }

  holdForQuota(): void {
    if ((this.wire.paused & pauses.quota) === 0) this.#heldSince = this.#gateway.now;
    this.wire.pause(pauses.quota);
    this.#meter?.wait(this);
  }

  holdFor(ms: number): void {
    this.wire.pause(pauses.rate);
    setTimeout(() => this.#resume(pauses.rate), ms).unref();
  }

  read(chunk: Buffer): void {
    this.#lastRead = this.#gateway.now;
    this.bytesIn += chunk.length;
    this.#gateway.counters.bytesIn += chunk.length;
    this.#meter?.received(chunk.length);
    try {
      if (this.#state !== 'closed') this.#reader.feed(chunk, this.#onPacket);
    } catch (error) {
      this.#fail(error);
    }
    this.#debts?.pay();
    if (this.#debts !== undefined && this.#debts.waiting >= unacknowledgedPublishesMax) this.wire.pause(pauses.unacknowledged);
    if (this.wire.blocked) this.wire.pause(pauses.unsent);
  }

  owe(type: 6 | 7, packetId: number, code: number, batch: number): void {
    const debts = this.#owing();
    debts.owe(type, packetId, code, -1, batch, '');
    debts.pay();
  }

  paid(): void {
    if (this.#draining) this.drain();
    if ((this.wire.paused & pauses.unacknowledged) !== 0 && this.#owing().waiting < unacknowledgedPublishesMax / 2)
      this.#resume(pauses.unacknowledged);
  }

  #owing(): Debts {
    this.#debts ??= new Debts(this.#gateway, this);
    return this.#debts;
  }

  /** A peer's mistake and a bug of ours end alike: this connection alone is hurt. */
  #fail(error: unknown): void {
    if (!(error instanceof ProtocolError)) {
      this.#gateway.log.error({ err: error, client: this.clientId }, 'an MQTT connection failed; this is a bug');
      this.end('internal-error');
      return;
    }
    if (this.#state !== 'open' && error.answer !== undefined) this.wire.send(error.answer);
    this.end(`protocol-error ${error.clause}: ${error.message}`.slice(0, 200), error.reason, error.message);
  }

  #packet(first: number, bytes: Buffer, start: number, end: number): boolean {
    this.wire.sink?.packet('in', bytes.subarray(start, end), first);
    if (this.#state === 'open') {
      if (first >> 4 === packetType.publish) return this.#publish(first, bytes, start, end);
      this.#dispatch(first, bytes, start, end);
    } else if (this.#state === 'login') return first >> 4 === packetType.auth && this.#door?.auth(first, bytes, start, end) === true;
    else if (this.#state === 'new') {
      if (first >> 4 !== packetType.connect)
        throw new ProtocolError('MQTT-3.1.0-1', 'the first packet is not a CONNECT', reason.protocolError);
      this.#connect(parseConnect(first, bytes, start, end), first, bytes.subarray(start, end));
    }
    return true;
  }

  #dispatch(first: number, bytes: Buffer, start: number, end: number): void {
    const session = this.#session as ClientSession;
    switch (first >> 4) {
      case packetType.puback:
      case packetType.pubrec:
      case packetType.pubrel:
      case packetType.pubcomp:
        takeAcknowledgement(this.#gateway, this, session, first, bytes, start, end);
        break;
      case packetType.pingreq:
        checkEmpty(first, start, end);
        this.wire.send(pingresp); // [MQTT-3.12.4-1]
        break;
      case packetType.subscribe:
        takeSubscribe(this.#gateway, this, session, first, bytes, start, end);
        break;
      case packetType.unsubscribe:
        takeUnsubscribe(this.#gateway, this, session, first, bytes, start, end);
        break;
      case packetType.disconnect:
        this.end(takeDisconnect(this.#gateway, this, session, first, bytes, start, end));
        break;
      case packetType.auth:
        if (this.level < 5 || this.#door === undefined)
          throw new ProtocolError('MQTT5-4.12.1-1', 'AUTH without an authentication method in CONNECT', reason.protocolError);
        this.#door.again(first, bytes, start, end, (login) => this.#renewed(login));
        break;
      case packetType.connect:
        throw new ProtocolError('MQTT-3.1.0-2', 'a second CONNECT', reason.protocolError);
      default:
        throw new ProtocolError('MQTT-2.2.1', `a packet of type ${first >> 4} is not taken`, reason.protocolError);
    }
  }

  #publish(first: number, bytes: Buffer, start: number, end: number): boolean {
    if (this.#inbound === undefined) {
      const session = this.#session as ClientSession;
      const principal = session.principal as Principal;
      const rate = this.#gateway.guard.meter(principal, this.peer);
      const meter = this.#meter as TenantMeter;
      this.#inbound = new Inbound(this.#gateway, session, principal, this.level, meter, rate, this.#owing(), this, this.#explains);
    }
    this.lastPublishAt = this.#gateway.now;
    return this.#inbound.publish(first, bytes, start, end);
  }

  #connect(connect: Connect, first: number, packet: Buffer): void {
    this.#state = 'login';
    this.level = connect.level;
    this.wire.takesBytes = connect.properties.packetBytesMax;
    this.wire.pause(pauses.login);
    this.wire.sink = this.#gateway.tracer.of(undefined, connect.clientId, this.peer, connect.level);
    this.wire.sink?.packet('in', packet, first);
    this.#door = new Door(this.#gateway, this, connect);
  }

  send(bytes: Buffer): void {
    this.wire.send(bytes);
  }

  /** Sends an answer that there is no doing without: a peer that takes no packet of its size [MQTT5-3.1.2-24] can't be served. */
  answer(packet: Buffer): void {
    if (!this.wire.answer(packet)) this.end('packet-too-large');
  }

  listen(listening: boolean): void {
    if (listening) this.#resume(pauses.login);
    else this.wire.pause(pauses.login);
  }

  greeted(connect: Connect, greeting: Greeting): void {
    if (this.#state !== 'login') return;
    // Synchronous from here on, as connections are counted in the same turn: no other one comes between.
    const opened = greeting.ok ? openSession(this.#gateway, connect, greeting.login, this) : greeting.refused;
    if (!greeting.ok || !('session' in opened)) {
      this.#refuse(opened as Refused, greeting.login);
      return;
    }
    const { session, channel, keepAliveSeconds, connack } = opened;
    const { principal, credential, expiresAt } = greeting.login;
    this.credential = credential;
    this.#expiresAt = expiresAt ?? Number.POSITIVE_INFINITY;
    this.#session = session;
    this.#will = connect.will;
    this.keepAliveSeconds = keepAliveSeconds;
    this.cleanStart = connect.cleanStart;
    this.connectedAt = this.#gateway.clock();
    this.#meter = this.#gateway.quotas.meter(principal.tenant);
    this.window = Math.min(connect.properties.receiveMax, this.#gateway.limits().inflightMax);
    const { packetBytesMax, topicAliasMax, requestProblemInformation } = connect.properties;
    this.#explains = requestProblemInformation && packetBytesMax >= explainedPacketBytesMin;
    this.#sender = new Sender(this.#gateway, this.wire, session, this.level, packetBytesMax, topicAliasMax);
    this.#channel = channel;
    session.attach(this);
    const authMethod = this.#door?.method;
    const auth = authMethod === undefined ? {} : { authMethod, authData: greeting.authData };
    const answer = encodeConnack(this.level, { ...connack, ...auth });
    if (!session.loading) this.#open(answer, session);
    else
      this.#gateway.loadSession(session).then(
        (repeat) => this.#open(answer, session, repeat),
        (error) => this.#fail(error),
      );
  }

  /** CONNACK comes first [MQTT-3.2.0-1] [MQTT-3.1.4-4] [MQTT5-3.1.4-5] [MQTT5-3.2.0-1], once [MQTT5-3.2.0-2]; `repeat` sends again what was not acknowledged. */
  #open(connack: Buffer, session: ClientSession, repeat?: () => void): void {
    if (this.#state !== 'login' || !this.wire.answer(connack)) {
      this.end('packet-too-large');
      return;
    }
    this.#state = 'open';
    if (this.#door?.method === undefined) this.#door = undefined;
    this.#lastRead = this.#gateway.now;
    this.#idleMax = idleMs(this.keepAliveSeconds);
    this.#reader.packetBytesMax = this.#gateway.packetBytesMax;
    this.#gateway.counters.accepted++;
    this.#gateway.opened(this);
    this.trace();
    repeat?.();
    session.outboxIfAny?.pump();
    this.#resume(pauses.login);
  }

  /** Says why, then closes [MQTT-3.2.2-5] [MQTT5-3.2.2-7]: nothing else is taken [MQTT-3.1.4-5] [MQTT5-3.1.4-6] or sent [MQTT5-3.14.0-1]. */
  #refuse(refused: Refused, login: Login | undefined): void {
    const { code, why, text } = refused;
    this.#gateway.refused(this, refused, login);
    this.answer(encodeConnack(this.level, { reason: code, sessionPresent: false, reasonString: text }, this.wire.takesBytes));
    this.end(`refused: ${why}`);
  }

  #renewed(login: Login & { readonly ok: true }): boolean {
    const principal = this.#session?.principal;
    if (principal === undefined || login.principal.name !== principal.name || login.principal.kind !== principal.kind) return false;
    this.#expiresAt = login.expiresAt ?? Number.POSITIVE_INFINITY;
    return true;
  }

  #resume(cause: number): void {
    if (!this.wire.clear(cause) || this.#state === 'closed') return;
    // What was read and had to wait comes before what is still to be read.
    if (this.#reader.holding) this.read(noBytes);
    if (this.wire.reading) this.wire.transport.resume();
  }
}
