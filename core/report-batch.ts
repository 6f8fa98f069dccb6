import type { DeviceRef, ProductRef } from './device.ts';
import type { Json } from './json.ts';
import type { Property } from './thing-model.ts';

/** A stored cell: undefined where the report did not name the property; an int64 beyond 2^53 is its decimal string. */
export type Cell = number | string | boolean | undefined;

/**
 * Committed reports of one product, as columns: row r has `devices[r]`, `ts[r]` (µs), and its cells at
 * `cells[r * properties.length + c]`. Valid only during the call that hands it over: the arrays are reused.
 */
export interface ReportBatch {
  readonly product: ProductRef;
  readonly properties: readonly Property[];
  readonly rows: number;
  readonly devices: readonly DeviceRef[];
  readonly ts: readonly number[];
  readonly cells: readonly Cell[];
  /** Keys the model does not name, by row; only in open products. */
  readonly extras: ReadonlyMap<number, Readonly<Record<string, Json>>>;
  /** When the batch was received, ms. */
  readonly received: number;
}
