import { rm } from 'node:fs/promises';
import { invariant } from '#core/invariant.ts';
import type { Logger } from '#core/logger.ts';
import type { LogPosition } from '#core/ports/ingest-log.ts';
import { encodeRecords, headerSize, logRecordBytesMax, recordHeaderSize } from './format.ts';
import { comparePositions } from './position.ts';
import type { SegmentFile, SegmentFiles } from './segment-file.ts';
import { type Segment, segmentPath } from './segment-folder.ts';

/** Most bytes in one write: what waits beyond it goes into the next one. */
export const commitBytesMax = 32 * 1024 * 1024;
/** First and longest pause before a failed write is tried again. */
export const writeRetryFirstMs = 20;
export const writeRetryMsMax = 1_000;

export interface SegmentWriterOptions {
  readonly folder: string;
  readonly files: SegmentFiles;
  readonly segmentBytesMax: number;
  readonly mark: number;
  readonly log: Logger;
  /** Ascending; the writer adds to its end and moves the last one's `end`. */
  readonly segments: Segment[];
  readonly released: () => LogPosition;
  readonly onDurable: () => void;
  /** A segment was deleted to make room. */
  readonly onDropped: () => Promise<void>;
}

interface Append {
  readonly records: readonly Uint8Array[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

const noSpace = new Set(['ENOSPC', 'EDQUOT']);

/** Appends with group commit: everything that arrives during one write goes into the next. A failed write is repeated until it succeeds. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  #active: { readonly segment: Segment; readonly file: SegmentFile } | undefined;
  #lastNumber: number;
  #waiting: Append[] = [];
  #running: Promise<void> | undefined;
  #blocked: string | undefined;
  #closed = false;
  #wake: () => void = () => {};

  constructor(options: SegmentWriterOptions, lastNumber: number, active?: { segment: Segment; file: SegmentFile }) {
    this.#options = options;
    this.#lastNumber = lastNumber;
    this.#active = active;
  }

  get blocked(): string | undefined {
    return this.#blocked;
  }

  /** True for the segment that is written to: it can't be deleted. */
  isActive(segment: Segment): boolean {
    return this.#active?.segment === segment;
  }

  append(records: readonly Uint8Array[]): Promise<void> {
    let bytes = 0;
    for (const record of records) {
      invariant(record.length <= logRecordBytesMax, `a record of ${record.length} bytes is longer than ${logRecordBytesMax}`);
      bytes += record.length + recordHeaderSize;
    }
    if (this.#closed) return Promise.reject(new Error('the ingest log is closed'));
    if (records.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, bytes, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Tries a failed write again now: room may have been made. */
  retry(): void {
    this.#wake();
  }

  /** Writes what is waiting and ends; behind a full disk it is rejected instead, it was never acknowledged. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#running;
    const active = this.#active;
    this.#active = undefined;
    await active?.file.close();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      try {
        await this.#commit(group.flatMap((append) => append.records));
      } catch (error) {
        for (const append of [...group, ...this.#waiting.splice(0)]) append.reject(error as Error);
        break;
      }
      for (const append of group) append.resolve();
      this.#options.onDurable();
    }
    this.#running = undefined;
  }

  #takeGroup(): Append[] {
    let bytes = 0;
    const beyond = this.#waiting.findIndex((append, index) => {
      bytes += append.bytes;
      return index > 0 && bytes > commitBytesMax;
    });
    return this.#waiting.splice(0, beyond === -1 ? this.#waiting.length : beyond);
  }

  async #commit(records: readonly Uint8Array[]): Promise<void> {
    let pauseMs = writeRetryFirstMs;
    for (;;) {
      try {
        await this.#write(records);
        this.#unblock();
        return;
      } catch (error) {
        const roomMade = await this.#recover(error as NodeJS.ErrnoException);
        if (this.#closed) throw new Error('the ingest log was closed while its disk could not be written', { cause: error });
        if (roomMade) continue;
        await this.#pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, writeRetryMsMax);
      }
    }
  }

  async #write(records: readonly Uint8Array[]): Promise<void> {
    if (this.#active === undefined || this.#active.segment.end >= this.#options.segmentBytesMax) await this.#beginSegment();
    const active = this.#active;
    invariant(active !== undefined, 'a segment was begun');
    const { segment, file } = active;
    const buffers = encodeRecords({ mark: this.#options.mark, segment: segment.number }, segment.end, records);
    await file.write(buffers, segment.end);
    segment.end += buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  }

  async #beginSegment(): Promise<void> {
    const { folder, files, mark, segments } = this.#options;
    const full = this.#active;
    this.#active = undefined;
    await full?.file.close();
    this.#lastNumber += 1;
    const segment: Segment = { number: this.#lastNumber, path: segmentPath(folder, this.#lastNumber), end: headerSize };
    const file = await files.create(segment.path, { mark, segment: segment.number });
    segments.push(segment);
    this.#active = { segment, file };
  }

  /**
   * After a full disk the segment is cut back to its durable end and goes on. After any other fault its cached pages can't be trusted
   * (the kernel may have dropped them and call the next sync a success), so the records are written again into a new segment.
   * Resolves to true when room was made by deleting what is released.
   */
  async #recover(error: NodeJS.ErrnoException): Promise<boolean> {
    if (this.#blocked === undefined)
      this.#options.log.error({ err: error, folder: this.#options.folder }, 'the ingest log can not be written');
    this.#blocked = `${error.code ?? 'error'}: ${error.message}`;
    const active = this.#active;
    if (active === undefined) return false;
    const { segment, file } = active;
    const full = noSpace.has(error.code ?? '');
    const cut = await file.truncate(segment.end).then(
      () => true,
      () => false,
    );
    const released = comparePositions(this.#options.released(), { segment: segment.number, offset: segment.end }) >= 0;
    if (full && cut && !released) return false;
    this.#active = undefined;
    await file.close().catch(() => undefined);
    // Nothing in it is needed any more: on a full disk, deleting it is the only way to make room.
    const needless = released || segment.end === headerSize;
    if (needless) await this.#drop(segment);
    return full && released;
  }

  async #drop(segment: Segment): Promise<void> {
    const at = this.#options.segments.indexOf(segment);
    if (at !== -1) this.#options.segments.splice(at, 1);
    await rm(segment.path, { force: true }).catch(() => undefined);
    await this.#options.onDropped();
  }

  #unblock(): void {
    if (this.#blocked === undefined) return;
    this.#options.log.info({ was: this.#blocked }, 'the ingest log can be written again');
    this.#blocked = undefined;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
