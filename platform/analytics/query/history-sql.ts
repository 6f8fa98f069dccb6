import type { ProductRef } from '#core/device.ts';
import type { Property } from '#core/thing-model.ts';
import { quoteName, textLiteral, timeLiteral } from '../store/literal.ts';
import { tableOf } from '../store/tables.ts';
import type { Aggregate } from './history-shape.ts';

/** Rows of some devices of one product in [from, to), both in microseconds. */
export interface Selection {
  readonly product: ProductRef;
  readonly devices: readonly string[];
  readonly properties: readonly Property[];
  readonly from: number;
  readonly to: number;
}

/** The last report of the page before. */
export interface HistoryCursor {
  readonly device: string;
  readonly ts: number;
}

/**
 * Whether rows of the same (device, ts) are merged while reading. `FINAL` is always exact but three times slower; `as-stored` is
 * exact where no key is there twice, which is nearly always: the result says whether one was, and then the question is asked again.
 */
export type Merging = 'as-stored' | 'final';

/** Months never share a row, so each is merged alone. */
export const exactReads = 'SETTINGS do_not_merge_across_partitions_select_final = 1';

export interface RawPage {
  readonly rows: number;
  readonly after: HistoryCursor | undefined;
}

/** Columns: device, µs, one per property. */
export function rawSql(selection: Selection, merging: Merging, page: RawPage): string {
  const { rows, after } = page;
  const { properties } = selection;
  const columns = properties.map((property) => exact(property, quoteName(property.id)));
  const reported = properties.map(({ id }) => `isNotNull(${quoteName(id)})`).join(' OR ');
  const rest = after === undefined ? '' : ` AND (device != ${textLiteral(after.device)} OR ts > ${timeLiteral(after.ts)})`;
  return `SELECT device, toUnixTimestamp64Micro(ts), ${columns.join(', ')} ${source(selection, merging)}${rest} AND (${reported})
ORDER BY device, ts LIMIT ${rows} ${exactReads}`;
}

/** Columns: device, bucket number, repeated rows, then per property its count and the aggregates. */
export function bucketSql(selection: Selection, merging: Merging, bucketMicros: number, wanted: readonly Aggregate[]): string {
  const columns = selection.properties.flatMap((property) => {
    const column = quoteName(property.id);
    return [`count(${column})`, ...wanted.map((aggregate) => aggregateSql(property, column, aggregate))];
  });
  return grouped(selection, merging, bucketMicros, columns);
}

/** Columns: device, bucket number, repeated rows, then per property time and value of its first and last point and, where its type has an order, of its least and greatest. */
export function chartSql(selection: Selection, merging: Merging, bucketMicros: number): string {
  const columns = selection.properties.flatMap((property) => {
    const column = quoteName(property.id);
    const ends = [
      [`minIf(ts, isNotNull(${column}))`, `argMin(${column}, ts)`],
      [`maxIf(ts, isNotNull(${column}))`, `argMax(${column}, ts)`],
    ];
    const extremes = [
      [`argMin(ts, ${column})`, `min(${column})`],
      [`argMax(ts, ${column})`, `max(${column})`],
    ];
    return (hasOrder(property) ? [...ends, ...extremes] : ends).map(
      ([time, value = '']) => `toUnixTimestamp64Micro(${time}), ${exact(property, value)}`,
    );
  });
  return grouped(selection, merging, bucketMicros, columns);
}

/** Points per bucket that `chartSql` gives for a property. */
export function chartPointsOf(property: Property): number {
  return hasOrder(property) ? 4 : 2;
}

function hasOrder({ type }: Property): boolean {
  return type !== 'text' && type !== 'enum';
}

function grouped(selection: Selection, merging: Merging, bucketMicros: number, columns: readonly string[]): string {
  const repeats = merging === 'final' ? '0' : 'count() - uniqExact(ts)';
  return `SELECT device, intDiv(toUnixTimestamp64Micro(ts), ${bucketMicros}) AS bucket_, ${repeats}, ${columns.join(', ')} ${source(selection, merging)}
GROUP BY device, bucket_ ORDER BY device, bucket_ ${exactReads}`;
}

function source({ product, devices, from, to }: Selection, merging: Merging): string {
  return `FROM ${tableOf(product)}${merging === 'final' ? ' FINAL' : ''} WHERE device IN (${devices.map(textLiteral).join(', ')}) AND ts >= ${timeLiteral(from)} AND ts < ${timeLiteral(to)}`;
}

function aggregateSql(property: Property, column: string, aggregate: Aggregate): string {
  switch (aggregate) {
    case 'first':
      return exact(property, `argMin(${column}, ts)`);
    case 'last':
      return exact(property, `argMax(${column}, ts)`);
    case 'min':
    case 'max':
      return exact(property, `${aggregate}(${column})`);
    case 'sum':
      return `sum(toFloat64(${column}))`;
    case 'avg':
    case 'count':
      return `${aggregate}(${column})`;
  }
}

/** JSON numbers hold 53 bits: whole numbers of 64 come as text. */
function exact({ type }: Property, sql: string): string {
  return type === 'int64' ? `toString(${sql})` : sql;
}
