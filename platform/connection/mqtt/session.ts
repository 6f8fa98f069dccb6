// Hot path: bench/ingest. One read gives many packets; their acknowledgements leave in one write when the batch is durable.
import type { DeviceRef } from '#core/device.ts';
import type { CommitWaiter } from '#core/ports/ingest.ts';
import type { QuotaWaiter, TenantMeter } from '#core/ports/quotas.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Channel, LiveSession } from '../session/channels.ts';
import type { Peer } from '../transport/peer.ts';
import type { Transport } from '../transport/transport.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { count, type MqttGateway } from './gateway.ts';
import {
  closedTenantWaitMs,
  connectBytesMax,
  connectWaitMs,
  farewellMs,
  subscriptionsPerSessionMax,
  unacknowledgedPublishesMax,
  unsentBytesMax,
} from './limits.ts';
import { answerConnect, type ConnectAnswer, refuseFull } from './login.ts';
import { Outbox } from './outbox.ts';
import { type Connect, parseConnect, type Will } from './packet/connect.ts';
import { checkEmpty, pingresp } from './packet/empty.ts';
import { FrameReader, type OnPacket } from './packet/frame.ts';
import { parsePuback } from './packet/puback.ts';
import { createPublishView, readPublish } from './packet/publish.ts';
import { encodeSuback, subscribeFailure } from './packet/suback.ts';
import { parseSubscribe } from './packet/subscribe.ts';
import { encodeUnsuback } from './packet/unsuback.ts';
import { parseUnsubscribe } from './packet/unsubscribe.ts';
import { ProtocolError, packetType } from './protocol.ts';
import { topicMatches, withinLevels } from './topic.ts';

/** Why reading from the socket stands still; bits, so that several causes may overlap. */
const pause = { login: 1, congestion: 2, unacknowledged: 4, unsent: 8, quota: 16 } as const;
const noBytes = Buffer.alloc(0);

/** One MQTT connection from its first byte to its last. */
export class MqttSession implements CommitWaiter, LiveSession, QuotaWaiter {
  readonly #gateway: MqttGateway;
  readonly #socket: Transport;
  readonly #peer: Peer;
  readonly #reader = new FrameReader(connectBytesMax);
  readonly #view = createPublishView();
  readonly #acknowledgements = new Acknowledgements();
  readonly #outbox = new Outbox((packet) => this.#send(packet));
  readonly #subscriptions = new Map<string, 0 | 1>();
  readonly #onPacket: OnPacket = (first, bytes, start, end) => this.#packet(first, bytes, start, end);
  #state: 'new' | 'login' | 'open' | 'closed' = 'new';
  #paused = 0;
  #lastRead: number;
  #idleMax = connectWaitMs;
  #device: DeviceRef | undefined;
  #dialect: Dialect | undefined;
  #channel: Channel | undefined;
  #meter: TenantMeter | undefined;
  #heldSince = 0;
  #will: Will | undefined;
  clientId = '';

  constructor(gateway: MqttGateway, socket: Transport, peer: Peer) {
    this.#gateway = gateway;
    this.#socket = socket;
    this.#peer = peer;
    this.#lastRead = gateway.now;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('drain', () => this.#resume(pause.unsent));
    socket.on('error', () => this.end('network-error'));
    socket.on('close', () => this.end('connection-lost'));
    if (gateway.ingest.congested) this.congestion(true);
  }

  get subscribed(): boolean {
    return this.#subscriptions.size > 0;
  }

  /** Ends connections that say nothing: no CONNECT in time, or one and a half keep-alive times of silence [MQTT-3.1.2-24]. */
  sweep(now: number): void {
    if ((this.#paused & pause.quota) !== 0 && now - this.#heldSince > closedTenantWaitMs) {
      const quota = this.#meter?.closedBy;
      if (quota !== undefined) this.end(`quota ${quota}`);
    }
    if (this.#paused !== 0) this.#lastRead = now;
    else if (this.#idleMax > 0 && now - this.#lastRead > this.#idleMax) this.end(this.#state === 'open' ? 'keep-alive' : 'no-connect');
  }

  congestion(congested: boolean): void {
    if (congested) this.#pause(pause.congestion);
    else this.#resume(pause.congestion);
  }

  end(reason: string): void {
    if (this.#state === 'closed') return;
    const open = this.#state === 'open';
    this.#state = 'closed';
    // Counted by kind only: what a peer did wrong in detail would make counters without bound.
    count(this.#gateway.counters.disconnects, reason.split(':', 1)[0] as string);
    if (open && reason !== 'client' && this.#will !== undefined) this.#publishWill(this.#will);
    if (this.#meter !== undefined) this.#leaveQueue(this.#meter);
    if (this.#channel !== undefined) this.#gateway.channels.leave(this.#channel, this, reason);
    this.#gateway.counters.dropped += this.#outbox.dropped;
    this.#socket.setTimeout(farewellMs, () => this.#socket.destroy());
    this.#socket.destroySoon();
  }

  /** All publications of this batch are on disk: acknowledge them. */
  committed(batch: number): void {
    const bytes = this.#acknowledgements.take(batch);
    if (bytes === undefined || this.#state === 'closed') return;
    this.#gateway.counters.acknowledged += bytes.length / 4;
    this.#send(bytes);
    if (this.#socket.writableLength > 0) this.#acknowledgements.keep(batch);
    if ((this.#paused & pause.unacknowledged) !== 0 && this.#acknowledgements.waiting < unacknowledgedPublishesMax / 2) {
      this.#resume(pause.unacknowledged);
    }
  }

  /** The tenant may send again, and it is this session's turn. */
  proceed(): void {
    this.#resume(pause.quota);
  }

  /** Stops reading and closes once what was read is acknowledged. */
  drain(): void {
    this.#pause(pause.congestion);
    if (this.#acknowledgements.waiting === 0) this.end('shutting-down');
  }

  offer(topic: string, payload: Buffer, qos: 0 | 1): void {
    let granted = -1;
    for (const [filter, max] of this.#subscriptions) {
      if (max > granted && topicMatches(filter, topic)) granted = max;
    }
    if (granted === -1) return;
    this.#gateway.counters.delivered++;
    this.#outbox.deliver(topic, payload, Math.min(granted, qos) as 0 | 1);
  }

  #read(chunk: Buffer): void {
    this.#lastRead = this.#gateway.now;
    this.#gateway.counters.bytesIn += chunk.length;
    this.#meter?.received(chunk.length);
    try {
      if (this.#state !== 'closed') this.#reader.feed(chunk, this.#onPacket);
    } catch (error) {
      this.#fail(error);
    }
    if (this.#acknowledgements.waiting >= unacknowledgedPublishesMax) this.#pause(pause.unacknowledged);
  }

  /** A peer's mistake and a bug of ours end alike: this session alone is hurt. */
  #fail(error: unknown): void {
    if (error instanceof ProtocolError) {
      this.end(`protocol-error ${error.clause}: ${error.message}`.slice(0, 200));
      return;
    }
    this.#gateway.log.error({ err: error, device: this.#device?.name }, 'a session failed; this is a bug');
    this.end('internal-error');
  }

  #packet(first: number, bytes: Buffer, start: number, end: number): boolean {
    if (this.#state === 'open') {
      if (first >> 4 === packetType.publish) return this.#publish(first, bytes, start, end);
      this.#dispatch(first, bytes, start, end);
    } else if (this.#state === 'login') {
      // What was sent right behind CONNECT waits until the login is decided.
      return false;
    } else if (this.#state === 'new') {
      if (first >> 4 !== packetType.connect) throw new ProtocolError('MQTT-3.1.0-1', 'the first packet is not a CONNECT');
      this.#connect(parseConnect(first, bytes, start, end));
    }
    return true;
  }

  #dispatch(first: number, bytes: Buffer, start: number, end: number): void {
    switch (first >> 4) {
      case packetType.puback:
        this.#outbox.acknowledged(parsePuback(first, bytes, start, end));
        break;
      case packetType.pingreq:
        checkEmpty(first, start, end);
        this.#send(pingresp);
        break;
      case packetType.subscribe:
        this.#subscribe(first, bytes, start, end);
        break;
      case packetType.unsubscribe:
        this.#unsubscribe(first, bytes, start, end);
        break;
      case packetType.disconnect:
        checkEmpty(first, start, end);
        this.end('client');
        break;
      case packetType.connect:
        throw new ProtocolError('MQTT-3.1.0-2', 'a second CONNECT');
      default:
        throw new ProtocolError('MQTT-2.2.1', `a packet of type ${first >> 4} is not taken`);
    }
  }

  #connect(connect: Connect): void {
    this.#state = 'login';
    this.#pause(pause.login);
    answerConnect(this.#gateway, connect, this.#peer).then(
      (answer) => {
        if (this.#state !== 'login') return;
        // Only now, as connecting is counted in the same turn: no other session comes between.
        const refused = answer.session === undefined ? undefined : refuseFull(this.#gateway, answer.session);
        this.#answer(connect, refused ?? answer);
      },
      () => this.end('login-failed'),
    );
  }

  #answer(connect: Connect, { connack, reason, session }: ConnectAnswer): void {
    this.#send(connack);
    if (session === undefined) this.end(reason);
    else this.#open(connect, session.device, session.dialect, session.clientId);
  }

  #open(connect: Connect, device: DeviceRef, dialect: Dialect, clientId: string): void {
    this.#state = 'open';
    this.#device = device;
    this.#dialect = dialect;
    this.clientId = clientId;
    this.#will = connect.will;
    this.#idleMax = connect.keepAliveSeconds * 1500;
    this.#reader.packetBytesMax = this.#gateway.packetBytesMax;
    this.#gateway.counters.accepted++;
    this.#channel = this.#gateway.channels.join(device, this);
    this.#meter = this.#channel.meter;
    this.#resume(pause.login);
  }

  /** False when it must wait for its tenant's quota. */
  #publish(first: number, bytes: Buffer, start: number, end: number): boolean {
    if (!(this.#meter as TenantMeter).takeMessage()) return this.#overQuota(first);
    const view = this.#view;
    readPublish(view, first, bytes, start, end);
    if (view.qos === 2) throw new ProtocolError('QoS 2', 'QoS 2 is not offered');
    this.#gateway.counters.publishes++;
    const device = this.#device as DeviceRef;
    (this.#dialect as Dialect).onPublish(device, view.topic, bytes, view.payloadStart, view.payloadEnd);
    if (view.qos === 1 && this.#acknowledgements.add(this.#gateway.ingest.batch, view.packetId)) this.#gateway.ingest.await(this);
    this.#tellSiblings(view.topic, bytes, view.payloadStart, view.payloadEnd, view.qos as 0 | 1);
    return true;
  }

  /** QoS 0 promises nothing and is dropped; what wants an acknowledgement waits, unread, and with it all that the peer sends after it. */
  #overQuota(first: number): boolean {
    const meter = this.#meter as TenantMeter;
    if ((first & 0x06) === 0) {
      this.#gateway.counters.overQuota++;
      meter.refused(meter.lacking);
      return true;
    }
    if ((this.#paused & pause.quota) === 0) this.#heldSince = this.#gateway.now;
    this.#pause(pause.quota);
    meter.wait(this);
    return false;
  }

  /** Sessions of the same device see each other's publications where they subscribed to them. */
  #tellSiblings(topic: string, bytes: Buffer, start: number, end: number, qos: 0 | 1): void {
    const sessions = (this.#channel as Channel).sessions;
    for (let i = 0; i < sessions.length; i++) {
      const session = sessions[i] as LiveSession;
      if (session.subscribed) session.offer(topic, bytes.subarray(start, end), qos);
    }
  }

  #leaveQueue(meter: TenantMeter): void {
    meter.leave(this);
    if ((this.#paused & pause.quota) !== 0 && meter.closedBy !== undefined) meter.refused(meter.closedBy);
  }

  #publishWill(will: Will): void {
    const device = this.#device as DeviceRef;
    const meter = this.#meter as TenantMeter;
    if (!meter.takeMessage()) {
      meter.refused(meter.lacking);
      return;
    }
    (this.#dialect as Dialect).onPublish(device, will.topic, will.payload, 0, will.payload.length);
    this.#tellSiblings(will.topic, will.payload, 0, will.payload.length, will.qos === 0 ? 0 : 1);
  }

  #subscribe(first: number, bytes: Buffer, start: number, end: number): void {
    const { packetId, subscriptions } = parseSubscribe(first, bytes, start, end);
    const codes = subscriptions.map(({ filter, qos }) => {
      const room = this.#subscriptions.has(filter) || this.#subscriptions.size < subscriptionsPerSessionMax;
      const allowed = withinLevels(filter) && (this.#dialect as Dialect).maySubscribe(this.#device as DeviceRef, filter);
      if (!room || !allowed) return subscribeFailure;
      const granted = Math.min(qos, 1) as 0 | 1;
      this.#subscriptions.set(filter, granted);
      return granted;
    });
    this.#send(encodeSuback(packetId, codes));
  }

  #unsubscribe(first: number, bytes: Buffer, start: number, end: number): void {
    const { packetId, filters } = parseUnsubscribe(first, bytes, start, end);
    for (const filter of filters) this.#subscriptions.delete(filter);
    this.#send(encodeUnsuback(packetId));
  }

  #send(packet: Buffer): void {
    if (this.#socket.write(packet)) return;
    if (this.#socket.writableLength > unsentBytesMax) this.end('slow-consumer');
    else this.#pause(pause.unsent);
  }

  #pause(cause: number): void {
    if (this.#paused === 0) this.#socket.pause();
    this.#paused |= cause;
  }

  #resume(cause: number): void {
    if (this.#paused === 0) return;
    this.#paused &= ~cause;
    if (this.#paused !== 0 || this.#state === 'closed') return;
    // What was read and had to wait comes before what is still to be read.
    if (this.#reader.holding) this.#read(noBytes);
    if (this.#isReading()) this.#socket.resume();
  }

  /** Asked anew after a call that may have paused or closed it. */
  #isReading(): boolean {
    return this.#paused === 0 && this.#state !== 'closed';
  }
}
