// Hot: runs once per read of every connection. One read with k PUBACKs leads to one write with k packets and no copy.
import { connect, type Socket } from 'node:net';
import type { Histogram } from './histogram.ts';
import { connectPacket, disconnectPacket, type PublishRing, pingPacket } from './packets.ts';
import type { LoadSession } from './plan.ts';

const keepAliveSeconds = 600;
const partialBytesMax = 64;
/** A broker that acknowledges one by one would otherwise cost a write per message; the window stays at least this full. */
const refillShare = 0.1;

/** What all connections of one generator share: one read buffer (reads are handled synchronously), counters and the clock of the run. */
export interface LoadState {
  readonly readBuffer: Buffer;
  readonly latency: Histogram;
  /** Closed loop: every acknowledgement sends the next message. */
  refill: boolean;
  measuring: boolean;
  sent: number;
  acked: number;
  measuredAcked: number;
  lastAckMs: number;
  readonly errors: Map<string, number>;
}

/** One MQTT connection that publishes from a ring of ready-made packets. */
export class Publisher {
  readonly #state: LoadState;
  readonly #ring: PublishRing;
  readonly #inflightMax: number;
  readonly #sentAt: Float64Array;
  #socket: Socket | undefined;
  #place = 0;
  #ackPlace = 0;
  #inflight = 0;
  #timeMs: number | undefined;
  #partial = 0;
  readonly #joined = Buffer.alloc(partialBytesMax);
  #connected: ((error?: Error) => void) | undefined;
  #closing = false;
  readonly #refillAt: number;

  constructor(state: LoadState, ring: PublishRing, inflightMax: number, deviceTimeMs: number | undefined) {
    this.#state = state;
    this.#ring = ring;
    this.#inflightMax = inflightMax;
    this.#sentAt = new Float64Array(ring.places);
    this.#timeMs = deviceTimeMs;
    this.#refillAt = Math.max(1, Math.floor(inflightMax * refillShare));
  }

  get inflight(): number {
    return this.#inflight;
  }

  /** Resolves when the broker accepted the login. */
  open(host: string, port: number, session: LoadSession): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#connected = (error) => {
        this.#connected = undefined;
        if (error === undefined) resolve();
        else reject(error);
      };
      const onread = { buffer: this.#state.readBuffer, callback: (bytes: number, buffer: Uint8Array) => this.#read(bytes, buffer) };
      const socket = connect({ host, port, noDelay: true, onread });
      this.#socket = socket;
      socket.once('connect', () => socket.write(connectPacket(session, keepAliveSeconds)));
      socket.on('error', (error) => this.#fail(error.message));
      socket.once('close', () => {
        if (!this.#closing) this.#fail('the broker closed the connection');
      });
    });
  }

  /** Sends up to `count` messages in one write, as many as the in-flight bound allows; returns how many. */
  send(count: number, now: number): number {
    const ring = this.#ring;
    const k = Math.min(count, this.#inflightMax - this.#inflight);
    if (k <= 0 || this.#socket === undefined) return 0;
    const from = this.#place;
    // The ring is twice the bound, so a run of k packets wraps at most once.
    const first = Math.min(k, ring.places - from);
    this.#mark(from, first, now);
    const socket = this.#socket;
    if (first === k) {
      socket.write(ring.bytes.subarray(from * ring.packetBytes, (from + k) * ring.packetBytes));
    } else {
      this.#mark(0, k - first, now);
      socket.cork();
      socket.write(ring.bytes.subarray(from * ring.packetBytes));
      socket.write(ring.bytes.subarray(0, (k - first) * ring.packetBytes));
      socket.uncork();
    }
    this.#place = (from + k) % ring.places;
    this.#inflight += k;
    this.#state.sent += k;
    return k;
  }

  ping(): void {
    this.#socket?.write(pingPacket);
  }

  close(): void {
    this.#closing = true;
    this.#socket?.end(disconnectPacket);
  }

  destroy(): void {
    this.#closing = true;
    this.#socket?.destroy();
  }

  #mark(from: number, count: number, now: number): void {
    for (let place = from; place < from + count; place++) this.#sentAt[place] = now;
    if (this.#timeMs === undefined) return;
    for (let place = from; place < from + count; place++) this.#ring.stamp(place, this.#timeMs++);
  }

  #read(bytes: number, buffer: Uint8Array): boolean {
    if (this.#partial === 0) this.#parse(buffer, bytes);
    else this.#parseJoined(buffer, bytes);
    return true;
  }

  /** A packet was cut by the read before: completes it byte by byte, then goes on in place. */
  #parseJoined(buffer: Uint8Array, bytes: number): void {
    let taken = 0;
    while (taken < bytes && !(this.#partial >= 2 && this.#partial === 2 + (this.#joined[1] ?? 0))) {
      this.#joined[this.#partial++] = buffer[taken++] ?? 0;
    }
    if (this.#partial < 2 || this.#partial < 2 + (this.#joined[1] ?? 0)) return;
    const length = this.#partial;
    this.#partial = 0;
    this.#parse(this.#joined, length);
    if (taken < bytes) this.#parse(buffer.subarray(taken, bytes), bytes - taken);
  }

  #parse(buffer: Uint8Array, bytes: number): void {
    const now = performance.now();
    let acks = 0;
    let at = 0;
    while (at + 2 <= bytes) {
      const end = at + 2 + (buffer[at + 1] ?? 0);
      if (end > bytes) break;
      const type = (buffer[at] ?? 0) >> 4;
      if (type === 4) {
        this.#acknowledge(((buffer[at + 2] ?? 0) << 8) | (buffer[at + 3] ?? 0), now);
        acks++;
      } else if (type === 2) {
        const code = buffer[at + 3] ?? 0xff;
        this.#connected?.(code === 0 ? undefined : new Error(`the broker refused the login with code ${code}`));
      }
      at = end;
    }
    while (at < bytes) this.#joined[this.#partial++] = buffer[at++] ?? 0;
    if (acks === 0) return;
    this.#state.acked += acks;
    this.#state.lastAckMs = now;
    if (this.#state.measuring) this.#state.measuredAcked += acks;
    if (this.#state.refill && this.#inflightMax - this.#inflight >= this.#refillAt) this.send(this.#inflightMax, now);
  }

  /** PUBACKs come in the order of the PUBLISHes [MQTT-4.6.0-2], so the ring's place is known without a look-up. */
  #acknowledge(id: number, now: number): void {
    const place = this.#ackPlace;
    if ((place % this.#inflightMax) + 1 !== id) this.#note(`PUBACK ${id} out of order`);
    this.#ackPlace = place + 1 === this.#ring.places ? 0 : place + 1;
    this.#inflight--;
    if (this.#state.measuring) this.#state.latency.record((now - (this.#sentAt[place] ?? now)) * 1000);
  }

  #fail(message: string): void {
    if (this.#connected !== undefined) this.#connected(new Error(message));
    else if (!this.#closing) this.#note(message);
    this.#closing = true;
    this.#socket = undefined;
  }

  #note(message: string): void {
    this.#state.errors.set(message, (this.#state.errors.get(message) ?? 0) + 1);
  }
}
