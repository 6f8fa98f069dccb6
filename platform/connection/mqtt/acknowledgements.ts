// Hot path: bench/ingest. What we owe a peer waits in a ring of numbers, in order; one write per connection and turn.
import { type AckType, ackBytesMax, encodeAck, writeAck } from './packet/acks.ts';
import type { ProtocolLevel } from './packet/level.ts';

const wordsPerEntry = 3;
const entriesFirst = 8;
const needsIngest = 1 << 28;
const needsJournal = 1 << 29;
const hasText = 1 << 30;

/**
 * PUBACK, PUBREC, PUBREL and PUBCOMP in the order in which they must leave [MQTT-4.6.0-2] [MQTT-4.6.0-3] [MQTT-4.6.0-4], each until the
 * batch of the ingest log, the batch of the session journal, or both, are durable. The owner bounds how many wait by not reading further.
 */
export class Acknowledgements {
  #ring = new Int32Array(entriesFirst * wordsPerEntry);
  #head = 0;
  #texts: Map<number, string> | undefined;
  /** How many wait. */
  waiting = 0;
  /** PUBACKs among them, which a client counts against our Receive Maximum. */
  pubacks = 0;

  /** `ingest` and `journal` are the batches to wait for, -1 for none. `text` is told to clients of MQTT 5 where it is not ''. */
  add(type: AckType, packetId: number, reason: number, ingest: number, journal: number, text: string): void {
    if ((this.waiting + 1) * wordsPerEntry > this.#ring.length) this.#grow();
    const at = ((this.#head + this.waiting) * wordsPerEntry) % this.#ring.length;
    let word = packetId | (reason << 16) | ((type - 4) << 24);
    if (ingest !== -1) word |= needsIngest;
    if (journal !== -1) word |= needsJournal;
    if (text !== '') {
      word |= hasText;
      this.#texts ??= new Map();
      this.#texts.set(packetId | (type << 16), text);
    }
    this.#ring[at] = word;
    this.#ring[at + 1] = ingest;
    this.#ring[at + 2] = journal;
    this.waiting++;
    if (type === 4) this.pubacks++;
  }

  /** The bytes of all that may leave now that batches up to `ingest` and `journal` are durable; undefined when there is nothing. */
  take(ingest: number, journal: number, level: ProtocolLevel): Buffer | undefined {
    const ring = this.#ring;
    let count = 0;
    while (count < this.waiting) {
      const at = ((this.#head + count) * wordsPerEntry) % ring.length;
      const word = ring[at] as number;
      // Differences, so that numbers may wrap around.
      if ((word & needsIngest) !== 0 && (((ring[at + 1] as number) - ingest) | 0) > 0) break;
      if ((word & needsJournal) !== 0 && (((ring[at + 2] as number) - journal) | 0) > 0) break;
      if ((word & hasText) !== 0) break;
      count++;
    }
    if (count === 0) return this.#takeText(ingest, journal, level);
    const out = Buffer.allocUnsafe(count * ackBytesMax);
    let end = 0;
    for (let i = 0; i < count; i++) {
      const word = ring[(this.#head * wordsPerEntry) % ring.length] as number;
      end += writeAck(out, end, this.#drop(word), word & 0xffff, (word >>> 16) & 0xff, level);
    }
    return out.subarray(0, end);
  }

  /** One with a text has a length of its own. */
  #takeText(ingest: number, journal: number, level: ProtocolLevel): Buffer | undefined {
    if (this.waiting === 0) return undefined;
    const at = (this.#head * wordsPerEntry) % this.#ring.length;
    const word = this.#ring[at] as number;
    if ((word & hasText) === 0) return undefined;
    if ((word & needsIngest) !== 0 && (((this.#ring[at + 1] as number) - ingest) | 0) > 0) return undefined;
    if ((word & needsJournal) !== 0 && (((this.#ring[at + 2] as number) - journal) | 0) > 0) return undefined;
    const type = this.#drop(word);
    const key = (word & 0xffff) | (type << 16);
    const text = this.#texts?.get(key) ?? '';
    this.#texts?.delete(key);
    return encodeAck(type, word & 0xffff, (word >>> 16) & 0xff, level, text);
  }

  #drop(word: number): AckType {
    const type = (((word >>> 24) & 3) + 4) as AckType;
    if (type === 4) this.pubacks--;
    this.#head = (this.#head + 1) % (this.#ring.length / wordsPerEntry);
    this.waiting--;
    return type;
  }

  #grow(): void {
    const old = this.#ring;
    const grown = new Int32Array(old.length * 2);
    const first = this.#head * wordsPerEntry;
    grown.set(old.subarray(first), 0);
    grown.set(old.subarray(0, first), old.length - first);
    this.#ring = grown;
    this.#head = 0;
  }
}
