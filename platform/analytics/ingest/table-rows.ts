// Hot path: bench/ingest. Rows are written as the engine will read them, once, into the bytes that the log will write.
import type { ProductRef } from '#core/device.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { Refusal } from '#core/ports/ingest.ts';
import type { Cell, ReportBatch } from '#core/report-batch.ts';
import { tsvEscape } from '../store/tsv.ts';
import { type CompiledModel, checkValue, outOfRange, wrongType } from './compiled-model.ts';
import type { DeviceState } from './device-state.ts';
import { encodePrefix, setRows } from './record.ts';
import { extraText, microsText, millisText } from './tsv.ts';

/** Rows of one record end here and a new record begins. */
export const recordBytesMax = 1024 * 1024;
/** Longest single row: a point whose row would be longer is refused. */
export const rowBytesMax = 512 * 1024;

const bytesFirst = 16 * 1024;

/** The rows of one product in one batch: the TSV for the log, and the same as columns for last values and live streams. */
export class TableRows implements ReportBatch {
  readonly product: ProductRef;
  readonly compiled: CompiledModel;
  readonly properties: ReportBatch['properties'];
  readonly devices: ReportBatch['devices'][number][] = [];
  readonly states: DeviceState[] = [];
  readonly ts: number[] = [];
  readonly cells: Cell[] = [];
  readonly extras = new Map<number, Record<string, Json>>();
  rows = 0;
  received = 0;
  readonly #prefix: Buffer;
  readonly #scratch: Cell[];
  #bytes: Buffer;
  #end: number;

  constructor(product: ProductRef, compiled: CompiledModel) {
    this.product = product;
    this.compiled = compiled;
    this.properties = compiled.model.properties;
    const columns = ['device', 'ts', 'received', ...this.properties.map((property) => property.id), 'extra'];
    this.#prefix = encodePrefix({ tenant: product.tenant, table: product.name, columns });
    this.#scratch = new Array<Cell>(this.properties.length).fill(undefined);
    this.#bytes = Buffer.allocUnsafeSlow(bytesFirst);
    this.#end = this.#prefix.copy(this.#bytes);
  }

  get full(): boolean {
    return this.#end > recordBytesMax;
  }

  /** Checks a report and appends its row; what does not fit leaves nothing behind. */
  append(state: DeviceState, ts: number, received: number, values: JsonObject): Refusal | undefined {
    const { index, properties, open } = this.compiled;
    const scratch = this.#scratch;
    let extra: Record<string, Json> | undefined;
    let found = 0;
    for (let i = 0; i < scratch.length; i++) scratch[i] = undefined;
    for (const key in values) {
      const value = values[key] as Json;
      const at = index.get(key);
      if (at === undefined) {
        if (!open) return { reason: 'unknown-property', field: key.slice(0, 128), expected: 'a property of the product' };
        extra ??= {};
        Object.defineProperty(extra, key, { value, enumerable: true, configurable: true, writable: true });
        found++;
      } else if (value !== null) {
        const property = properties[at] as CompiledModel['properties'][number];
        const cell = checkValue(property, value);
        if (cell === wrongType) return { reason: 'type', field: key, expected: property.expected };
        if (cell === outOfRange) return { reason: 'range', field: key, expected: property.expected };
        scratch[at] = cell as Cell;
        found++;
      }
    }
    if (found === 0) return { reason: 'shape', field: '', expected: 'at least one value' };
    return this.#write(state, ts, received, extra);
  }

  #write(state: DeviceState, ts: number, received: number, extra: Record<string, Json> | undefined): Refusal | undefined {
    const scratch = this.#scratch;
    let line = `${state.device.name}\t${microsText(ts)}\t${millisText(received)}`;
    for (let i = 0; i < scratch.length; i++) {
      const cell = scratch[i];
      if (cell === undefined) line += '\t\\N';
      else if (typeof cell === 'string') line += `\t${tsvEscape(cell)}`;
      else line += `\t${cell}`;
    }
    const extraCell = extra === undefined ? '{}' : extraText(extra);
    if (extraCell === undefined || line.length + extraCell.length > rowBytesMax / 3) {
      return { reason: 'too-large', field: '', expected: `a point of at most ${Math.floor(rowBytesMax / 3)} characters` };
    }
    line += `\t${extraCell}\n`;
    this.#room(line.length * 3);
    this.#end += this.#bytes.write(line, this.#end);
    if (extra !== undefined) this.extras.set(this.rows, extra);
    this.states.push(state);
    this.devices.push(state.device);
    this.ts.push(ts);
    for (let i = 0; i < scratch.length; i++) this.cells.push(scratch[i]);
    this.rows++;
    return undefined;
  }

  /** The record for the log; the bytes stay untouched until `clear`. */
  record(): Buffer {
    setRows(this.#bytes, this.rows);
    return this.#bytes.subarray(0, this.#end);
  }

  /** Makes it empty for the next batch; the memory stays. */
  clear(): void {
    this.#end = this.#prefix.length;
    this.rows = 0;
    this.devices.length = 0;
    this.states.length = 0;
    this.ts.length = 0;
    this.cells.length = 0;
    this.extras.clear();
  }

  #room(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + bytes));
    this.#bytes.copy(grown, 0, 0, this.#end);
    this.#bytes = grown;
  }
}
