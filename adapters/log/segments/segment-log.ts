import { randomInt } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { invariant } from '#core/invariant.ts';
import type { Logger } from '#core/logger.ts';
import type { IngestLog, LogPosition } from '#core/ports/ingest-log.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { createCorruptions } from './corruption.ts';
import { lockFolder } from './folder-lock.ts';
import { decodeHeader, formatVersion, headerSize, type SegmentKey } from './format.ts';
import { comparePositions } from './position.ts';
import { findEnd } from './scan.ts';
import { type SegmentFile, type SegmentFiles, segmentFiles } from './segment-file.ts';
import { listSegments, type Segment, segmentPath } from './segment-folder.ts';
import { SegmentReader } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';

/** Size at which a segment is closed and the next begun. */
export const segmentBytesMaxDefault = 64 * 1024 * 1024;
/** Bound on what is durable and not yet in the tables. */
export const logBytesMaxDefault = 4 * 1024 * 1024 * 1024;

export interface SegmentLogOptions {
  readonly folder: string;
  readonly log: Logger;
  /** What `stats()` gives as the bound; whoever appends stops there. */
  readonly bytesMax?: number;
  readonly segmentBytesMax?: number;
  /** Stands in for the disk in tests of its faults. */
  readonly files?: SegmentFiles;
}

/**
 * The ingest log as segment files in one folder, for one process. Opening cuts a torn tail (logged); a damaged middle is found when it is read,
 * set aside in `corrupt/` and told by `stats()`, and reading goes on at the next valid record.
 */
export async function openSegmentLog(options: SegmentLogOptions): Promise<IngestLog> {
  const { folder, log, bytesMax = logBytesMaxDefault, segmentBytesMax = segmentBytesMaxDefault, files = segmentFiles } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const numbers = await listSegments(folder);
    const checkpoint = await recallCheckpoint(folder, numbers);
    const segments = await recallSegments(folder, numbers, checkpoint, log);
    const active = await reopenLast(segments, checkpoint.position, segmentBytesMax, files);
    return assemble({ folder, log, bytesMax, segmentBytesMax, files }, lock, checkpoint, segments, active);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function assemble(
  options: Required<SegmentLogOptions>,
  lock: { release(): Promise<void> },
  checkpoint: Checkpoint,
  segments: Segment[],
  active: { segment: Segment; file: SegmentFile } | undefined,
): IngestLog {
  const { folder, log } = options;
  const listeners = new Set<() => void>();
  const corruptions = createCorruptions(folder, log);
  const released = () => checkpoint.position;
  const onDurable = () => {
    for (const listener of listeners) listener();
  };
  const { mark } = checkpoint;
  const reader = new SegmentReader({ segments, mark, corruptions });
  const writer = new SegmentWriter(
    { ...options, mark, segments, released, onDurable, onDropped: () => reader.closeGone() },
    Math.max(released().segment, segments.at(-1)?.number ?? 0),
    active,
  );
  let releasing = Promise.resolve();

  return {
    append: (records) => writer.append(records),
    read: (position, readBytesMax) => reader.read(position, readBytesMax),
    first: () => (segments[0] === undefined ? released() : { segment: segments[0].number, offset: headerSize }),
    end,
    released,
    stats: () => ({ bytes: bytesKept(), bytesMax: options.bytesMax, blocked: writer.blocked, corruptions: corruptions.list }),
    release(position) {
      const next = releasing.then(() => release(position));
      releasing = next.catch(() => undefined);
      return next;
    },
    onDurable(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await writer.close();
      await releasing;
      await reader.close();
      await checkpoint.close();
      await lock.release();
    },
  };

  function end(): LogPosition {
    const last = segments.at(-1);
    const end = last === undefined ? released() : { segment: last.number, offset: last.end };
    return comparePositions(end, released()) < 0 ? released() : end;
  }

  function bytesKept(): number {
    const from = released();
    let bytes = 0;
    for (const { number, end } of segments) {
      if (number > from.segment) bytes += end - headerSize;
      else if (number === from.segment) bytes += Math.max(0, end - Math.max(from.offset, headerSize));
    }
    return bytes;
  }

  async function release(position: LogPosition): Promise<void> {
    invariant(comparePositions(position, end()) <= 0, 'only what is durable can be released');
    if (comparePositions(position, released()) > 0) await checkpoint.store(position);
    while (segments[0] !== undefined && !writer.isActive(segments[0]) && isBefore(segments[0], released())) {
      const gone = segments.shift();
      if (gone !== undefined) await rm(gone.path, { force: true });
    }
    await reader.closeGone();
    writer.retry();
  }
}

function isBefore(segment: Segment, position: LogPosition): boolean {
  return comparePositions({ segment: segment.number, offset: segment.end }, position) <= 0;
}

/** The checkpoint holds the log's mark; when it is lost, any segment's header has the mark too and everything kept is replayed. */
async function recallCheckpoint(folder: string, numbers: readonly number[]): Promise<Checkpoint> {
  const existing = await openCheckpoint(folder);
  if (existing !== undefined) return existing;
  let mark: number | undefined;
  for (const number of numbers) mark ??= (await readHeader(segmentPath(folder, number)))?.mark;
  if (mark === undefined && numbers.length > 0) {
    throw new Error(`${folder} has segments but neither a readable checkpoint nor a readable header: restore one of them from a backup`);
  }
  const created = await openCheckpoint(folder, { mark: mark ?? randomInt(1, 2 ** 32), position: { segment: 0, offset: 0 } });
  invariant(created !== undefined, 'a checkpoint was created');
  return created;
}

async function readHeader(path: string) {
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(headerSize);
    const { bytesRead } = await file.read(header, 0, headerSize, 0);
    const decoded = decodeHeader(header.subarray(0, bytesRead));
    if (decoded !== undefined && decoded.version !== formatVersion) {
      throw new Error(`${path} has log format ${decoded.version}; this version of Thalamus reads format ${formatVersion}`);
    }
    return decoded;
  } finally {
    await file.close();
  }
}

/** The segments not yet released, ascending; the last one is cut back to its last valid record. */
async function recallSegments(folder: string, numbers: readonly number[], checkpoint: Checkpoint, log: Logger): Promise<Segment[]> {
  const segments: Segment[] = [];
  const { position, mark } = checkpoint;
  for (const number of numbers) {
    const path = segmentPath(folder, number);
    const { size } = await stat(path);
    const last = number === numbers.at(-1);
    if (number < position.segment || (last && size < headerSize)) {
      await rm(path);
      continue;
    }
    const header = await readHeader(path);
    if (header === undefined) log.warn({ file: path }, 'a segment’s header is damaged; its records are read all the same');
    if (header !== undefined && header.mark !== mark) throw new Error(`${path} belongs to another log`);
    // What is released may be damaged: it is not read again, and must not make the tail look torn before it.
    const from = number === position.segment ? Math.max(position.offset, headerSize) : headerSize;
    const end = last && from < size ? await cutTail(path, { mark, segment: number }, from, size, log) : size;
    segments.push({ number, path, end });
  }
  return segments;
}

async function cutTail(path: string, key: SegmentKey, from: number, size: number, log: Logger): Promise<number> {
  const file = await open(path, 'r+');
  try {
    const end = await findEnd({ file, key, from, end: size });
    if (end < size) {
      await file.truncate(end);
      await file.sync();
      log.warn({ file: path, offset: end, bytes: size - end }, 'the torn end of the ingest log was cut');
    }
    return end;
  } finally {
    await file.close();
  }
}

/** The last segment goes on unless it is full, or shorter than what was released from it: its places would be given twice. */
async function reopenLast(segments: readonly Segment[], released: LogPosition, segmentBytesMax: number, files: SegmentFiles) {
  const last = segments.at(-1);
  if (last === undefined || last.end >= segmentBytesMax) return undefined;
  if (last.number === released.segment && last.end < released.offset) return undefined;
  return { segment: last, file: await files.open(last.path) };
}
