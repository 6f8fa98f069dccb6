import { crc32c } from '@node-rs/crc32';

/**
 * A segment is a 32-byte header and then records, back to back:
 *
 *   header   "thalamus" · u32 version · u32 segment · u32 mark · u32 CRC32C of the 20 bytes before · 8 zero bytes
 *   record   u32 mark · u32 length · u32 CRC32C of the payload · payload                      (all little-endian)
 *
 * The mark is a random number of the log. It begins every record, so that reading finds the next record after a
 * damaged stretch by searching for it, and no device can forge one in its payload. The checksum starts from mark, segment, offset
 * and length, so a record is valid only at its own place: one copied or left behind elsewhere never passes.
 */
export const formatVersion = 1;
export const headerSize = 32;
export const recordHeaderSize = 12;

/** Longest record: a longer one is a bug of the caller, and a length above it in a file is damage. */
export const logRecordBytesMax = 64 * 1024 * 1024;

const magic = Buffer.from('thalamus', 'latin1');
const checkedSize = 20;

/** What a record's checksum depends on besides its bytes. */
export interface SegmentKey {
  readonly mark: number;
  readonly segment: number;
}

export function encodeHeader(key: SegmentKey): Buffer {
  const header = Buffer.alloc(headerSize);
  magic.copy(header);
  header.writeUInt32LE(formatVersion, 8);
  header.writeUInt32LE(key.segment, 12);
  header.writeUInt32LE(key.mark, 16);
  header.writeUInt32LE(crc32c(header.subarray(0, checkedSize)), checkedSize);
  return header;
}

/** Undefined when the header is damaged: the records can still be read with the log's mark. */
export function decodeHeader(header: Buffer): (SegmentKey & { readonly version: number }) | undefined {
  if (header.length < headerSize || !header.subarray(0, 8).equals(magic)) return undefined;
  if (header.readUInt32LE(checkedSize) !== crc32c(header.subarray(0, checkedSize))) return undefined;
  return { version: header.readUInt32LE(8), segment: header.readUInt32LE(12), mark: header.readUInt32LE(16) };
}

export function recordChecksum(key: SegmentKey, offset: number, payload: Uint8Array): number {
  const seed = key.mark ^ Math.imul(key.segment, 0x9e3779b1) ^ Math.imul(offset, 0x85ebca6b) ^ Math.imul(payload.length, 0xc2b2ae35);
  return crc32c(payload, seed >>> 0);
}

export function encodeRecordHeader(target: Buffer, at: number, key: SegmentKey, offset: number, payload: Uint8Array): void {
  target.writeUInt32LE(key.mark, at);
  target.writeUInt32LE(payload.length, at + 4);
  target.writeUInt32LE(recordChecksum(key, offset, payload), at + 8);
}

/** Buffers to write at `offset` of the segment, payloads not copied unless there are very many. */
export function encodeRecords(key: SegmentKey, offset: number, records: readonly Uint8Array[]): Uint8Array[] {
  const headers = Buffer.allocUnsafe(records.length * recordHeaderSize);
  const buffers: Uint8Array[] = [];
  let place = offset;
  for (const [index, record] of records.entries()) {
    const at = index * recordHeaderSize;
    encodeRecordHeader(headers, at, key, place, record);
    buffers.push(headers.subarray(at, at + recordHeaderSize), record);
    place += recordHeaderSize + record.length;
  }
  // One system call takes 1024 buffers; a second one would be a second wait for the disk.
  return buffers.length > 1024 ? [Buffer.concat(buffers)] : buffers;
}

export const damaged = -1;
export const incomplete = -2;

/**
 * Looks at the bytes at `buffer[at]`, which lie at `offset` of a segment whose records end at `end`: the payload's length when a valid
 * record begins there, `damaged` when none does, `incomplete` when the buffer ends before the record.
 */
export function recordLengthAt(buffer: Buffer, at: number, key: SegmentKey, offset: number, end: number): number {
  if (offset + recordHeaderSize > end) return damaged;
  if (at + recordHeaderSize > buffer.length) return incomplete;
  if (buffer.readUInt32LE(at) !== key.mark) return damaged;
  const length = buffer.readUInt32LE(at + 4);
  if (length > logRecordBytesMax || offset + recordHeaderSize + length > end) return damaged;
  const start = at + recordHeaderSize;
  if (start + length > buffer.length) return incomplete;
  const sum = recordChecksum(key, offset, buffer.subarray(start, start + length));
  return sum === buffer.readUInt32LE(at + 8) ? length : damaged;
}
