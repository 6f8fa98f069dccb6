import { createTopicFinder } from './publish-topic.ts';
import type { PacketOrigin, Trace } from './trace.ts';
import type { PacketSink, TracedOwner } from './tracer.ts';

/** Packets that are held of a connection whose login is not decided; further ones are not traced. */
const heldPacketsMax = 16;
/** Bytes of the same. */
const heldBytesMax = 128 * 1024;

export interface TracedConnectionNeeds {
  /** Those that run. */
  readonly traces: () => readonly Trace[];
  /** Called when a trace took its last packet. */
  readonly full: (trace: Trace) => void;
  readonly now: () => number;
}

interface Held {
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly first: number;
  readonly body: Buffer;
}

/** One connection's packets on their way into the traces that concern it. */
export class TracedConnection implements PacketSink {
  readonly #needs: TracedConnectionNeeds;
  readonly #clientId: string;
  readonly #peer: { readonly address: string; readonly listener: string };
  readonly #level: number;
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #origin: PacketOrigin | undefined;
  #traces: readonly Trace[] = [];
  #topicIn = createTopicFinder('');
  #topicOut = createTopicFinder('');

  constructor(
    needs: TracedConnectionNeeds,
    clientId: string,
    peer: { readonly address: string; readonly listener: string },
    level: number,
  ) {
    this.#needs = needs;
    this.#clientId = clientId;
    this.#peer = peer;
    this.#level = level;
  }

  packet(direction: 'in' | 'out', bytes: Uint8Array, first?: number): void {
    if (first !== undefined) this.#take(direction, first, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    else this.#frames(direction, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  }

  settle(owner: TracedOwner | undefined): PacketSink | undefined {
    if (owner === undefined) return undefined;
    const { kind, name, tenant } = owner;
    const { address, listener } = this.#peer;
    const origin = { kind, owner: name, clientId: this.#clientId, address, listener, level: this.#level };
    this.#traces = this.#needs.traces().filter((trace) => trace.tenant === tenant && trace.concerns(origin));
    if (this.#traces.length === 0) return undefined;
    // Asked again, it goes on with the aliases that it knows.
    if (this.#origin !== undefined) return this;
    this.#origin = origin;
    const mount = kind === 'device' ? `devices/${name}/` : '';
    this.#topicIn = createTopicFinder(mount);
    this.#topicOut = createTopicFinder(mount);
    for (const { at, direction, first, body } of this.#held.splice(0)) this.#record(origin, at, direction, first, body);
    return this;
  }

  #frames(direction: 'in' | 'out', bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const first = bytes[at++] as number;
      let length = 0;
      for (let shift = 0; at < bytes.length; shift += 7) {
        const byte = bytes[at++] as number;
        length += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) break;
      }
      this.#take(direction, first, bytes.subarray(at, at + length));
      at += length;
    }
  }

  #take(direction: 'in' | 'out', first: number, body: Buffer): void {
    const at = this.#needs.now();
    if (this.#origin !== undefined) this.#record(this.#origin, at, direction, first, body);
    else if (this.#held.length < heldPacketsMax && this.#heldBytes + body.length <= heldBytesMax) {
      this.#heldBytes += body.length;
      this.#held.push({ at, direction, first, body: Buffer.from(body) });
    }
  }

  #record(origin: PacketOrigin, at: number, direction: 'in' | 'out', first: number, body: Buffer): void {
    const find = direction === 'in' ? this.#topicIn : this.#topicOut;
    const topic = first >> 4 === 3 ? find(body, (first >> 1) & 3, this.#level) : undefined;
    for (const trace of this.#traces) if (trace.add(origin, at, direction, first, body, topic)) this.#needs.full(trace);
  }
}
