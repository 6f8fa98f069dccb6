// Hot path: bench/ingest. PUBACKs are written where they will be sent from; one write per connection and batch.
import { pubackBytes, writePuback } from './packet/puback.ts';

const slotBytesFirst = 64;

interface Slot {
  batch: number;
  bytes: Buffer;
  end: number;
}

/**
 * PUBACKs that wait for their batch to be durable. At most two batches are not durable at a time (the open one and the
 * one being written), so two buffers are enough.
 */
export class Acknowledgements {
  readonly #slots: readonly [Slot, Slot] = [emptySlot(), emptySlot()];
  /** PUBACKs waiting in both batches. */
  waiting = 0;

  /** Notes a PUBACK; true when it is the first of its batch, so that the caller registers for the batch. */
  add(batch: number, packetId: number): boolean {
    const slot = this.#slots[(batch & 1) as 0 | 1];
    const first = slot.batch !== batch;
    if (first) {
      slot.batch = batch;
      slot.end = 0;
    }
    if (slot.end + pubackBytes > slot.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(slotBytesFirst, slot.bytes.length * 2));
      slot.bytes.copy(grown, 0, 0, slot.end);
      slot.bytes = grown;
    }
    writePuback(slot.bytes, slot.end, packetId);
    slot.end += pubackBytes;
    this.waiting++;
    return first;
  }

  /** The bytes to send for a durable batch; call `sent` when they have left, or `kept` when the socket still holds them. */
  take(batch: number): Buffer | undefined {
    const slot = this.#slots[(batch & 1) as 0 | 1];
    if (slot.batch !== batch) return undefined;
    slot.batch = -1;
    this.waiting -= slot.end / pubackBytes;
    return slot.bytes.subarray(0, slot.end);
  }

  /** The socket keeps the bytes of this batch: the next ones need a buffer of their own. */
  keep(batch: number): void {
    this.#slots[(batch & 1) as 0 | 1].bytes = noBytes;
  }
}

const noBytes = Buffer.alloc(0);

function emptySlot(): Slot {
  return { batch: -1, bytes: noBytes, end: 0 };
}
