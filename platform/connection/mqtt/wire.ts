// Hot path: bench/ingest. What a connection sends in one turn of the event loop leaves in one write.
import { Socket } from 'node:net';
import type { PacketSink } from '../trace/tracer.ts';
import type { Transport } from '../transport/transport.ts';
import { farewellMs, unsentBytesMax } from './limits.ts';
import { encodeDisconnect } from './packet/disconnect.ts';
import type { ReasonCode } from './packet/reason.ts';

/** Why reading from the socket stands still; bits, so that several causes may overlap. */
export const pauses = { login: 1, congestion: 2, unacknowledged: 4, unsent: 8, quota: 16, rate: 32 } as const;

/** Writes what wires collected, once per turn of the event loop, after everything that was read in it. */
export class Flusher {
  #dirty: Wire[] = [];
  #scheduled = false;
  readonly #flush = (): void => {
    this.#scheduled = false;
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const wire of dirty) wire.flush();
  };

  add(wire: Wire): void {
    this.#dirty.push(wire);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#flush);
  }
}

/** The two directions of one connection's bytes: when it is read, and what waits to be written. */
export class Wire {
  readonly transport: Transport;
  readonly #flusher: Flusher;
  #out: Buffer | Buffer[] | undefined;
  #outBytes = 0;
  #closed = false;
  #stopped = false;
  /** Why reading stands still, as bits; 0 while it goes on. */
  paused = 0;
  bytesOut = 0;
  /** Since when the peer has not taken what was sent, ms; 0 while it does. */
  blockedSince = 0;
  /** Largest packet that the peer takes. */
  takesBytes = Number.POSITIVE_INFINITY;
  /** Set while somebody traces this connection. */
  sink: PacketSink | undefined;

  constructor(transport: Transport, flusher: Flusher) {
    this.transport = transport;
    this.#flusher = flusher;
  }

  /** Bytes that the peer has not taken. */
  get unsent(): number {
    return this.blockedSince === 0 ? this.#outBytes : this.#outBytes + this.transport.writableLength;
  }

  /** True when more must not be sent now. */
  get blocked(): boolean {
    return this.unsent > unsentBytesMax;
  }

  /** True while nothing holds reading back. */
  get reading(): boolean {
    return this.paused === 0 && !this.#closed;
  }

  send(bytes: Buffer): void {
    if (this.#closed) return;
    this.sink?.packet('out', bytes);
    const out = this.#out;
    this.#outBytes += bytes.length;
    if (out === undefined) {
      this.#out = bytes;
      this.#flusher.add(this);
    } else if (Array.isArray(out)) out.push(bytes);
    else this.#out = [out, bytes];
  }

  /** Sends one packet unless it is larger than the peer takes [MQTT5-3.1.2-24]; false then. */
  answer(packet: Buffer): boolean {
    if (packet.length > this.takesBytes) return false;
    this.send(packet);
    return true;
  }

  flush(): void {
    const out = this.#out;
    if (out === undefined) return;
    const bytes = this.#outBytes;
    this.#out = undefined;
    this.#outBytes = 0;
    this.bytesOut += bytes;
    const taken = this.transport.write(Array.isArray(out) ? Buffer.concat(out, bytes) : out);
    if (!taken && this.blockedSince === 0) this.blockedSince = Date.now();
  }

  /** Tells a peer of MQTT 5 why; the connection closes then [MQTT5-3.14.4-2]. */
  bid(code: ReasonCode, text: string): void {
    this.answer(encodeDisconnect({ reason: code, reasonString: text }, this.takesBytes));
  }

  /**
   * Sends what waits, then closes, after which nothing is sent [MQTT5-3.14.4-1]; a peer that does not take it is cut off after `farewellMs`. `done`
   * says that the peer will send no more.
   */
  close(done = false): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    // A plain socket that nothing is on its way through is closed in one step: half-closing it first would cost as much as letting a client in.
    const { transport } = this;
    if (done && isPlain(transport) && transport.writableLength === 0) {
      transport.destroy();
      return;
    }
    transport.setTimeout(farewellMs, () => transport.destroy());
    transport.destroySoon();
  }

  /** A login is mostly decided before more comes, so it stops the socket only where something does: see `stop`. */
  pause(cause: number): void {
    this.paused |= cause;
    if (cause !== pauses.login) this.stop();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.transport.pause();
  }

  /** True when nothing holds reading back any more. */
  clear(cause: number): boolean {
    if (this.paused === 0) return false;
    this.paused &= ~cause;
    if (this.paused !== 0) return false;
    this.#stopped = false;
    return true;
  }
}

/** TLS and WebSocket say goodbye themselves. */
function isPlain(transport: Transport): boolean {
  return transport.constructor === Socket;
}
