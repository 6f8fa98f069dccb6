/** A place in the log: segment number and byte offset within it. Ordered by (segment, offset). */
export interface LogPosition {
  readonly segment: number;
  readonly offset: number;
}

export interface LogRead {
  /** Whole records in order; views over one buffer that is valid until the next read. */
  readonly records: readonly Uint8Array[];
  /** Where the next read goes on. */
  readonly next: LogPosition;
}

/** A stretch that could not be read and was set aside, for the operator to see. */
export interface LogCorruption {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  readonly keptAs: string;
}

/** The durable queue between devices and tables: what was appended survives anything that leaves the disk intact. */
export interface IngestLog {
  /**
   * Resolves when all records are on disk (one write and one fdatasync for everything waiting).
   * A full disk does not reject: it waits, retries and reports through `blocked`. The records must not be changed meanwhile.
   */
  append(records: readonly Uint8Array[]): Promise<void>;
  /** Durable records from `position` on, at most `bytesMax` of them but at least one when there is one. */
  read(position: LogPosition, bytesMax: number): Promise<LogRead>;
  /** The oldest record still kept. */
  first(): LogPosition;
  /** The end of what is durable. */
  end(): LogPosition;
  /** Bytes durable but not yet released, the bound on them, and whether writes fail at the moment (disk full). */
  stats(): {
    readonly bytes: number;
    readonly bytesMax: number;
    readonly blocked: string | undefined;
    readonly corruptions: readonly LogCorruption[];
  };
  /** Remembers durably that everything before `position` is in the tables, and deletes whole segments before it. */
  release(position: LogPosition): Promise<void>;
  /** Where reading goes on after a restart: the last released position. */
  released(): LogPosition;
  /** Calls back when records became durable; returns the unsubscriber. */
  onDurable(listener: () => void): () => void;
  close(): Promise<void>;
}
