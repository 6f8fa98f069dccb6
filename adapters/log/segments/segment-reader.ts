import { type FileHandle, open } from 'node:fs/promises';
import { invariant } from '#core/invariant.ts';
import type { LogPosition, LogRead } from '#core/ports/ingest-log.ts';
import type { Corruptions } from './corruption.ts';
import { headerSize } from './format.ts';
import { findRecord, ReadBuffer, readRun, type Stretch } from './scan.ts';
import type { Segment } from './segment-folder.ts';

export interface SegmentReaderOptions {
  /** Ascending; grows and shrinks while the log lives. */
  readonly segments: readonly Segment[];
  readonly mark: number;
  readonly corruptions: Corruptions;
}

/** Reads durable records, one caller at a time, over one buffer and one open file. */
export class SegmentReader {
  readonly #options: SegmentReaderOptions;
  readonly #buffer = new ReadBuffer();
  #file: { readonly number: number; readonly handle: FileHandle } | undefined;
  #reading = false;

  constructor(options: SegmentReaderOptions) {
    this.#options = options;
  }

  async read(position: LogPosition, bytesMax: number): Promise<LogRead> {
    invariant(!this.#reading, 'the log has one reader: the view of a read ends with the next one');
    this.#reading = true;
    try {
      return await this.#readFrom(position, bytesMax);
    } finally {
      this.#reading = false;
      await this.closeGone();
    }
  }

  /** Closes the file of a deleted segment: while it is open, its blocks stay taken. */
  async closeGone(): Promise<void> {
    if (this.#reading || this.#options.segments.some(({ number }) => number === this.#file?.number)) return;
    await this.close();
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close();
  }

  async #readFrom(position: LogPosition, bytesMax: number): Promise<LogRead> {
    let place = position;
    for (;;) {
      const segment = this.#segmentAt(place);
      if (segment === undefined) return { records: [], next: place };
      const from = segment.number === place.segment ? Math.max(place.offset, headerSize) : headerSize;
      const { end } = segment;
      const stretch: Stretch = { file: await this.#open(segment), key: { mark: this.#options.mark, segment: segment.number }, from, end };
      const run = await readRun(stretch, bytesMax, this.#buffer);
      place = { segment: segment.number, offset: run.next };
      if (run.records.length > 0) return { records: run.records, next: place };
      if (run.damaged) place = { segment: segment.number, offset: await this.#skip(segment, { ...stretch, from: run.next }) };
    }
  }

  /** The segment to read from next: the one of the position, or the following one when it is used up or gone. */
  #segmentAt(position: LogPosition): Segment | undefined {
    return this.#options.segments.find(
      ({ number, end }) => (number === position.segment && position.offset < end) || (number > position.segment && end > headerSize),
    );
  }

  async #skip(segment: Segment, stretch: Stretch): Promise<number> {
    const next = (await findRecord({ ...stretch, from: stretch.from + 1 })) ?? stretch.end;
    await this.#options.corruptions.setAside(segment.path, { ...stretch, end: next });
    return next;
  }

  async #open(segment: Segment): Promise<FileHandle> {
    if (this.#file?.number === segment.number) return this.#file.handle;
    await this.close();
    const handle = await open(segment.path, 'r');
    this.#file = { number: segment.number, handle };
    return handle;
  }
}
