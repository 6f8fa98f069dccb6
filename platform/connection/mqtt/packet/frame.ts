// Hot path: bench/ingest. Frames are found in place; bytes are copied only when a packet is split between two reads.
import { ProtocolError } from '../protocol.ts';
import { reason } from './reason.ts';

/**
 * Called for each whole packet: `first` is the fixed header's first byte, the body lies in `bytes[start, end)`. False when the packet must
 * wait: the reader keeps it and what follows, and hands it over again at the next `feed`.
 */
export type OnPacket = (first: number, bytes: Buffer, start: number, end: number) => boolean;

/** Cuts a byte stream into MQTT packets (§2.2). Holds one unfinished packet, bounded by `packetBytesMax`, or what was read and must wait. */
export class FrameReader {
  /** May be raised once the peer is known. */
  packetBytesMax: number;
  /** True while a whole packet waits. */
  holding = false;
  #rest: Buffer | undefined;
  #restLength = 0;

  constructor(packetBytesMax: number) {
    this.packetBytesMax = packetBytesMax;
  }

  /** Throws `ProtocolError` for a length that is malformed or over the bound, before anything is buffered for it. */
  feed(chunk: Buffer, onPacket: OnPacket): void {
    let bytes = chunk;
    let end = chunk.length;
    this.holding = false;
    if (this.#rest !== undefined) {
      bytes = this.#join(chunk);
      end = this.#restLength;
    }
    let at = 0;
    while (at + 2 <= end) {
      let length = bytes[at + 1] as number;
      let body = at + 2;
      if (length > 127) {
        length &= 127;
        let shift = 7;
        let more = true;
        while (more) {
          if (shift > 21) throw new ProtocolError('MQTT-2.2.3', 'the remaining length has more than four bytes');
          if (body >= end) {
            this.#keep(bytes, at, end, 0);
            return;
          }
          const byte = bytes[body++] as number;
          length += (byte & 127) << shift;
          shift += 7;
          more = byte > 127;
        }
      }
      if (length > this.packetBytesMax) {
        throw new ProtocolError('limit', `a packet of ${length} bytes, at most ${this.packetBytesMax} are taken`, reason.packetTooLarge);
      }
      const next = body + length;
      if (next > end) {
        this.#keep(bytes, at, end, next - at);
        return;
      }
      if (!onPacket(bytes[at] as number, bytes, body, next)) {
        this.holding = true;
        this.#keep(bytes, at, end, 0);
        return;
      }
      at = next;
    }
    if (at < end) this.#keep(bytes, at, end, 0);
    else this.#rest = undefined;
  }

  /** Sets unfinished bytes aside, with room for the whole packet when its length is known. */
  #keep(bytes: Buffer, at: number, end: number, whole: number): void {
    if (bytes === this.#rest && at === 0 && bytes.length >= whole) return;
    const rest = Buffer.allocUnsafe(Math.max(whole, end - at, 16));
    bytes.copy(rest, 0, at, end);
    this.#rest = rest;
    this.#restLength = end - at;
  }

  #join(chunk: Buffer): Buffer {
    let rest = this.#rest as Buffer;
    const length = this.#restLength + chunk.length;
    if (rest.length < length) {
      const grown = Buffer.allocUnsafe(length);
      rest.copy(grown, 0, 0, this.#restLength);
      rest = grown;
      this.#rest = rest;
    }
    chunk.copy(rest, this.#restLength);
    this.#restLength = length;
    return rest;
  }
}
