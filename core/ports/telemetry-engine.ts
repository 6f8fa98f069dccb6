export interface TelemetryQueryOptions {
  /** Output format of ClickHouse, e.g. `JSONCompactEachRow`. */
  readonly format: string;
  /** The query fails with `QUERY_TIMEOUT` after this time. */
  readonly timeoutMs?: number;
  /** The query fails with `QUERY_TOO_LARGE` when its result is larger. */
  readonly resultBytesMax?: number;
  readonly signal?: AbortSignal;
}

/** The columnar engine that holds telemetry: ClickHouse SQL in, bytes out; the same text in both modes. */
export interface TelemetryEngine {
  /** Runs one statement without a result (DDL, settings). Throws `ENGINE_DOWN` while the engine is away. */
  exec(sql: string): Promise<void>;
  /** `sql` is `INSERT INTO … (columns) FORMAT TSV`; resolves when the rows are fsynced in the table. */
  insert(sql: string, rows: readonly Uint8Array[]): Promise<void>;
  /** Runs one query. Throws `ENGINE_DOWN`, `QUERY_TIMEOUT`, `QUERY_TOO_LARGE`. */
  query(sql: string, options: TelemetryQueryOptions): Promise<Uint8Array>;
  state(): 'starting' | 'up' | 'down' | 'closed';
  /** Calls back on every change of state; returns the unsubscriber. */
  onState(listener: (state: 'starting' | 'up' | 'down' | 'closed') => void): () => void;
  close(): Promise<void>;
}
