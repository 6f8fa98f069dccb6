import type { FileHandle } from 'node:fs/promises';
import { damaged, incomplete, recordHeaderSize, recordLengthAt, type SegmentKey } from './format.ts';

/** Smallest read from a segment file. */
export const logReadBytes = 1024 * 1024;

/** A stretch `[from, end)` of one segment file. */
export interface Stretch {
  readonly file: FileHandle;
  readonly key: SegmentKey;
  readonly from: number;
  readonly end: number;
}

/** A buffer that grows when one record needs it and is used again by every read. */
export class ReadBuffer {
  #buffer = Buffer.allocUnsafeSlow(logReadBytes);

  /** Reads up to `bytes` bytes of the stretch; fewer only at its end. */
  async fill(stretch: Stretch, bytes: number): Promise<Buffer> {
    const wanted = Math.min(Math.max(bytes, logReadBytes), stretch.end - stretch.from);
    if (wanted > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(wanted);
    let length = 0;
    while (length < wanted) {
      const { bytesRead } = await stretch.file.read(this.#buffer, length, wanted - length, stretch.from + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return this.#buffer.subarray(0, length);
  }
}

export interface Run {
  /** Views over the buffer, valid until its next use. */
  readonly records: readonly Uint8Array[];
  readonly next: number;
  /** Something that is no record begins at `next`. */
  readonly damaged: boolean;
}

/** The valid records that follow each other from `from` on: at most `bytesMax` of them, at least one when there is one. */
export async function readRun(stretch: Stretch, bytesMax: number, buffer: ReadBuffer): Promise<Run> {
  let bytes = await buffer.fill(stretch, bytesMax);
  const records: Uint8Array[] = [];
  let at = 0;
  let sum = 0;
  while (stretch.from + at < stretch.end) {
    const length = recordLengthAt(bytes, at, stretch.key, stretch.from + at, stretch.end);
    if (length === damaged) return { records, next: stretch.from + at, damaged: true };
    if (length === incomplete) {
      if (records.length > 0) break;
      if (bytes.length < recordHeaderSize) return { records, next: stretch.from, damaged: true };
      const needed = recordHeaderSize + bytes.readUInt32LE(4);
      bytes = await buffer.fill(stretch, needed);
      // The file is shorter than it was: the record's end is gone.
      if (bytes.length < needed) return { records, next: stretch.from, damaged: true };
      continue;
    }
    if (records.length > 0 && sum + length > bytesMax) break;
    records.push(bytes.subarray(at + recordHeaderSize, at + recordHeaderSize + length));
    sum += length;
    at += recordHeaderSize + length;
  }
  return { records, next: stretch.from + at, damaged: false };
}

/** Where the next valid record begins at or after `from`, undefined when none does: search for the mark, then check. */
export async function findRecord(stretch: Stretch): Promise<number | undefined> {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(stretch.key.mark);
  const searched = new ReadBuffer();
  const candidate = new ReadBuffer();
  let from = stretch.from;
  while (from + recordHeaderSize <= stretch.end) {
    const bytes = await searched.fill({ ...stretch, from }, logReadBytes);
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) {
      const run = await readRun({ ...stretch, from: from + at }, 1, candidate);
      if (run.records.length > 0) return from + at;
    }
    if (bytes.length < recordHeaderSize) return undefined;
    // A mark may straddle two reads.
    from += bytes.length - (mark.length - 1);
  }
  return undefined;
}

/** End of the last valid record: what lies behind it was being written when the power or the process went. */
export async function findEnd(stretch: Stretch): Promise<number> {
  const buffer = new ReadBuffer();
  let from = stretch.from;
  while (from < stretch.end) {
    const run = await readRun({ ...stretch, from }, logReadBytes, buffer);
    if (run.damaged) {
      const next = await findRecord({ ...stretch, from: run.next + 1 });
      if (next === undefined) return run.next;
      from = next;
    } else from = run.next;
  }
  return from;
}
