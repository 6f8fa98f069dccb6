import type { Access } from '#core/access/access.ts';
import type { DeviceRef, ProductRef } from '#core/device.ts';
import { Fault } from '#core/errors.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import type { Property } from '#core/thing-model.ts';
import type { TelemetryStore } from '../store/telemetry-store.ts';
import {
  type Aggregate,
  type HistoryQuery,
  type HistoryResult,
  historyReportsDefault,
  historyValuesMax,
  type Series,
} from './history-shape.ts';
import { bucketSql, chartPointsOf, chartSql, type HistoryCursor, type Merging, rawSql, type Selection } from './history-sql.ts';
import { type Row, selectRows, valueOfCell } from './rows.ts';

export interface HistoryNeeds {
  readonly engine: TelemetryEngine;
  readonly store: TelemetryStore;
  readonly directory: DeviceDirectory;
}

type Point = Series['points'][number];
type SeriesOf = (device: string, property: Property) => Point[];

/** Property names that an answer lists when it was asked for an unknown one. */
const namesToldMax = 20;

/** Grouped rows begin with device, bucket number and how many rows were repeated. */
const firstColumn = 3;

const aggregatesDefault: readonly Aggregate[] = ['avg', 'min', 'max'];

/** Values of some devices' properties over time: raw by pages, aggregated in buckets, or thinned to the pixels of a chart. */
export async function readHistory(
  needs: HistoryNeeds,
  tenant: string,
  access: Access,
  query: HistoryQuery,
  signal?: AbortSignal,
): Promise<HistoryResult> {
  const selections = await select(needs, tenant, access, query);
  const series: Series[] = [];
  const bySeries = new Map<string, Point[]>();
  const pointsOf: SeriesOf = (device, property) => bySeries.get(`${device} ${property.id}`) ?? [];
  const wanted = query.aggregates ?? aggregatesDefault;
  for (const { devices, properties } of selections) {
    for (const device of devices) {
      for (const property of properties) {
        const points: Point[] = [];
        bySeries.set(`${device} ${property.id}`, points);
        const columns = query.bucket === undefined ? ['ts', 'value'] : ['ts', ...wanted];
        series.push({ device, property: property.id, unit: property.unit ?? null, columns, points });
      }
    }
  }
  const read = (sql: string) => selectRows(needs.engine, sql, signal);

  if (query.bucket !== undefined) {
    const bucketMicros = query.bucket * 1000;
    refuseUnordered(selections, query, wanted);
    refuseTooMany(query, series.length, bucketMicros, wanted.length + 1, 'bucket', 'a longer bucket');
    for (const selection of selections) {
      const rows = await exactly((merging) => read(bucketSql(selection, merging, bucketMicros, wanted)), bucketsRepeat);
      for (const row of rows) addBuckets(row, selection, query.bucket, wanted.length, pointsOf);
    }
    return { resolution: 'bucket', bucketMs: query.bucket, series, next: null };
  }
  if (query.pixels !== undefined) {
    const bucketMicros = Math.max(1, Math.ceil((query.to - query.from) / query.pixels));
    refuseTooMany(query, series.length, bucketMicros, 4, 'pixels', 'fewer pixels');
    for (const selection of selections) {
      const rows = await exactly((merging) => read(chartSql(selection, merging, bucketMicros)), bucketsRepeat);
      for (const row of rows) addChart(row, selection, pointsOf);
    }
    return { resolution: 'chart', bucketMs: bucketMicros / 1000, series, next: null };
  }
  return { resolution: 'raw', bucketMs: null, series, next: await readPage(selections, query, pointsOf, read) };
}

async function select(
  { store, directory }: HistoryNeeds,
  tenant: string,
  access: Access,
  query: HistoryQuery,
): Promise<readonly Selection[]> {
  const names = [...new Set(query.devices)];
  const found = await Promise.all(names.map((name) => directory.device(tenant, name)));
  const products = new Map<ProductRef, DeviceRef[]>();
  for (const [i, device] of found.entries()) {
    if (device === undefined) throw new Fault('NOT_FOUND', `There is no device “${names[i]}”.`);
    access.need('data.query', device);
    products.set(device.product, [...(products.get(device.product) ?? []), device]);
  }
  const wanted = new Set(query.properties);
  for (const id of wanted) {
    if ([...products.keys()].some(({ model }) => model.properties.some((property) => property.id === id))) continue;
    const known = [...products.keys()].flatMap(({ model }) => model.properties.map((property) => property.id));
    const place = {
      field: `properties.${query.properties.indexOf(id)}`,
      expected: `one of ${[...new Set(known)].slice(0, namesToldMax).join(', ')}`,
    };
    throw new Fault('BAD_REQUEST', `None of these devices has a property “${id}”.`, { places: [place] });
  }
  await Promise.all([...products.keys()].map((product) => store.ensure(product)));
  return [...products]
    .map(([product, devices]) => ({
      product,
      devices: devices.map(({ name }) => name).sort(),
      properties: product.model.properties.filter(({ id }) => wanted.has(id)),
      from: query.from,
      to: query.to,
    }))
    .filter(({ properties }) => properties.length > 0)
    .sort((a, b) => (a.product.name < b.product.name ? -1 : 1));
}

function refuseUnordered(selections: readonly Selection[], query: HistoryQuery, wanted: readonly Aggregate[]): void {
  const needsNumber = wanted.find((aggregate) => aggregate !== 'first' && aggregate !== 'last' && aggregate !== 'count');
  if (needsNumber === undefined) return;
  for (const property of selections.flatMap(({ properties }) => properties)) {
    if (property.type !== 'text' && property.type !== 'enum' && property.type !== 'bool') continue;
    const place = { field: `aggregates.${Math.max(0, query.aggregates?.indexOf(needsNumber) ?? 0)}`, expected: 'first, last or count' };
    throw new Fault('BAD_REQUEST', `“${property.id}” is of type ${property.type}, which has no ${needsNumber}.`, { places: [place] });
  }
}

function refuseTooMany(
  query: HistoryQuery,
  series: number,
  bucketMicros: number,
  valuesPerBucket: number,
  field: string,
  instead: string,
): void {
  const values = (Math.ceil((query.to - query.from) / bucketMicros) + 1) * series * valuesPerBucket;
  if (values <= historyValuesMax) return;
  throw new Fault(
    'QUERY_TOO_LARGE',
    `This could give ${values} values, more than ${historyValuesMax}: ask for ${instead}, fewer devices or a shorter time.`,
    {
      places: [{ field, expected: instead }],
    },
  );
}

/** Asks without merging, and again with it when a row was there twice. */
async function exactly(
  ask: (merging: Merging) => Promise<readonly Row[]>,
  repeats: (rows: readonly Row[]) => boolean,
): Promise<readonly Row[]> {
  const rows = await ask('as-stored');
  return repeats(rows) ? ask('final') : rows;
}

function bucketsRepeat(rows: readonly Row[]): boolean {
  return rows.some((row) => row[2] !== 0);
}

function reportsRepeat(rows: readonly Row[]): boolean {
  return rows.some((row, i) => row[1] === rows[i - 1]?.[1] && row[0] === rows[i - 1]?.[0]);
}

function addBuckets(row: Row, { properties }: Selection, bucketMs: number, wanted: number, pointsOf: SeriesOf): void {
  let at = firstColumn;
  for (const property of properties) {
    const values = row.slice(at + 1, at + 1 + wanted).map((cell) => valueOfCell(property.type, cell));
    if (row[at] !== 0) pointsOf(row[0] as string, property).push([(row[1] as number) * bucketMs, ...values]);
    at += 1 + wanted;
  }
}

function addChart(row: Row, { properties }: Selection, pointsOf: SeriesOf): void {
  let at = firstColumn;
  for (const property of properties) {
    const count = chartPointsOf(property);
    if (row[at + 1] !== null) {
      const points = Array.from({ length: count }, (_, i): readonly [number, Point[number]] => [
        row[at + i * 2] as number,
        valueOfCell(property.type, row[at + i * 2 + 1]) as Point[number],
      ]);
      points.sort((a, b) => a[0] - b[0]);
      const series = pointsOf(row[0] as string, property);
      for (const [i, [micros, value]] of points.entries()) {
        if (points[i - 1]?.[0] !== micros) series.push([micros / 1000, value]);
      }
    }
    at += count * 2;
  }
}

async function readPage(
  selections: readonly Selection[],
  query: HistoryQuery,
  pointsOf: SeriesOf,
  read: (sql: string) => Promise<readonly Row[]>,
): Promise<string | null> {
  const widest = Math.max(1, ...selections.map(({ properties }) => properties.length));
  let left = Math.min(query.limit ?? historyReportsDefault, Math.floor(historyValuesMax / widest));
  let after = query.cursor === undefined ? undefined : readCursor(query.cursor, selections);
  let last: HistoryCursor | undefined;
  for (const selection of selections) {
    const { properties } = selection;
    let { devices } = selection;
    if (after !== undefined) {
      const { device } = after;
      // The products before the cursor's device were read to their ends.
      if (!devices.includes(device)) continue;
      devices = devices.filter((name) => name >= device);
    }
    if (left === 0 && last !== undefined) return writeCursor(last);
    const page = { rows: left + 1, after };
    const rows = await exactly((merging) => read(rawSql({ ...selection, devices }, merging, page)), reportsRepeat);
    after = undefined;
    for (const row of rows.slice(0, left)) {
      const [device, micros] = row as readonly [string, number];
      for (const [i, property] of properties.entries()) {
        const value = valueOfCell(property.type, row[2 + i]);
        if (value !== null) pointsOf(device, property).push([micros / 1000, value]);
      }
      last = { device, ts: micros };
    }
    if (rows.length > left && last !== undefined) return writeCursor(last);
    left -= rows.length;
  }
  return null;
}

function writeCursor({ device, ts }: HistoryCursor): string {
  return Buffer.from(`${ts} ${device}`).toString('base64url');
}

function readCursor(cursor: string, selections: readonly Selection[]): HistoryCursor {
  const [, ts, device] = /^(\d{1,15}|[1-7]\d{15}) (.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (device === undefined || !selections.some(({ devices }) => devices.includes(device))) {
    throw new Fault('BAD_REQUEST', 'The cursor is not one that this query gave.', {
      places: [{ field: 'cursor', expected: 'next of the page before' }],
    });
  }
  return { device, ts: Number(ts) };
}
