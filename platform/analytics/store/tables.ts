import type { ProductRef } from '#core/device.ts';
import type { DataType, Property } from '#core/thing-model.ts';
import { quoteName } from './literal.ts';

/** The type of a property's column; absent values are NULL. */
export const columnTypes: Readonly<Record<DataType, string>> = {
  int32: 'Nullable(Int32)',
  int64: 'Nullable(Int64)',
  float: 'Nullable(Float32)',
  double: 'Nullable(Float64)',
  bool: 'Nullable(Bool)',
  enum: 'LowCardinality(Nullable(String))',
  text: 'Nullable(String)',
};

/** Measured on pumps with one or two decimals: Gorilla and FPC before ZSTD make doubles larger, T64 makes whole numbers smaller. */
const codecs: Readonly<Record<DataType, string>> = {
  int32: 'CODEC(T64, ZSTD(1))',
  int64: 'CODEC(T64, ZSTD(1))',
  float: 'CODEC(ZSTD(1))',
  double: 'CODEC(ZSTD(1))',
  bool: 'CODEC(ZSTD(1))',
  enum: 'CODEC(ZSTD(1))',
  text: 'CODEC(ZSTD(1))',
};

const durable = 'fsync_after_insert = 1, fsync_part_directory = 1';
/** Fewer, larger merges: measured at a fifth to a third less of the engine's CPU per row, for some twenty parts at rest instead of eight. */
const durableStream = `${durable}, merge_selector_base = 10`;

/** How long refused reports are kept. */
export const refusedKeptDays = 30;

export const refusedColumns = ['device', 'ts', 'received', 'topic', 'reason', 'field', 'expected', 'payload'] as const;

const databasePrefix = 't_';

export function databaseNameOf(tenant: string): string {
  return databasePrefix + tenant;
}

/** The tenant whose database has this name. */
export function tenantOf(database: string): string {
  return database.slice(databasePrefix.length);
}

export function databaseOf(tenant: string): string {
  return quoteName(databaseNameOf(tenant));
}

export function tableOf(product: ProductRef): string {
  return `${databaseOf(product.tenant)}.${quoteName(product.name)}`;
}

/** The newest value of every property as merged states; people read the view `<product>_latest` instead. */
export function latestTableOf(product: ProductRef): string {
  return `${databaseOf(product.tenant)}.${quoteName(`_${product.name}_latest`)}`;
}

export function refusedTableOf(tenant: string): string {
  return `${databaseOf(tenant)}.${quoteName('_refused')}`;
}

/** The column with the time of a property's newest value; identifiers start with a letter, so it collides with none. */
export function latestTimeColumn(property: string): string {
  return quoteName(`_ts_${property}`);
}

/** What a tenant needs before its first product. */
export function tenantStatements(tenant: string): readonly string[] {
  return [
    `CREATE DATABASE IF NOT EXISTS ${databaseOf(tenant)} ENGINE = Atomic`,
    `CREATE TABLE IF NOT EXISTS ${refusedTableOf(tenant)} (
  device String CODEC(ZSTD(1)), ts DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)), received DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  topic String CODEC(ZSTD(1)), reason LowCardinality(String), field String CODEC(ZSTD(1)), expected String CODEC(ZSTD(1)), payload String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree ORDER BY (device, ts, reason, field, topic) PARTITION BY toYYYYMM(ts)
TTL toDateTime(ts) + INTERVAL ${refusedKeptDays} DAY SETTINGS ${durable}`,
  ];
}

/**
 * Everything that makes or extends the tables of a product; each statement may be repeated at any time.
 *
 * The product's own table merges rows with the same (device, ts): the newest non-NULL value of a column wins, and `extra`,
 * a map from unknown key to its value as JSON text, is united key by key (`maxMap`; a plain map would keep the last row's only).
 * The feed keeps the newest value of every property with its time: `argMax` and `max` give the same whatever the order of
 * the inserts and however often they are repeated, which a table of last rows would not.
 */
export function productStatements(product: ProductRef): readonly string[] {
  const { properties } = product.model;
  const table = tableOf(product);
  const latest = latestTableOf(product);
  const feed = `${databaseOf(product.tenant)}.${quoteName(`_${product.name}_feed`)}`;
  const view = `${databaseOf(product.tenant)}.${quoteName(`${product.name}_latest`)}`;
  const columns = properties.map(({ id, type }) => `${quoteName(id)} ${columnTypes[type]} ${codecs[type]}`);
  const states = properties.flatMap(({ id, type }) => [
    `${quoteName(id)} AggregateFunction(argMax, ${stateTypeOf(type)}, DateTime64(6, 'UTC'))`,
    `${latestTimeColumn(id)} SimpleAggregateFunction(max, DateTime64(6, 'UTC'))`,
  ]);
  return [
    `CREATE TABLE IF NOT EXISTS ${table} (
  ${[
    'device String CODEC(ZSTD(1))',
    "ts DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))",
    "received DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))",
    ...columns,
    'extra SimpleAggregateFunction(maxMap, Map(String, String)) CODEC(ZSTD(1))',
  ].join(',\n  ')}
) ENGINE = CoalescingMergeTree ORDER BY (device, ts) PARTITION BY toYYYYMM(ts) SETTINGS ${durableStream}`,
    `CREATE TABLE IF NOT EXISTS ${latest} (
  ${['device String', "ts SimpleAggregateFunction(max, DateTime64(6, 'UTC'))", ...states].join(',\n  ')}
) ENGINE = AggregatingMergeTree ORDER BY device SETTINGS ${durableStream}`,
    ...(properties.length === 0 ? [] : [addColumns(table, columns), addColumns(latest, states)]),
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${feed} TO ${latest} AS ${feedQuery(product)}`,
    `ALTER TABLE ${feed} MODIFY QUERY ${feedQuery(product)}`,
    `CREATE OR REPLACE VIEW ${view} AS SELECT ${['state.device AS device', 'max(state.ts) AS ts', ...properties.flatMap(latestColumns)].join(', ')}
FROM ${latest} AS state GROUP BY state.device`,
  ];
}

/** The newest value of a property from the state table under the name `state`, grouped by device; NULL when it never came. */
export function latestValue({ id, type }: Pick<Property, 'id' | 'type'>): string {
  const value = `argMaxMerge(state.${quoteName(id)})`;
  return type === 'bool' ? `CAST(${value}, 'Nullable(Bool)')` : value;
}

/** The time of that value; NULL when it never came. */
export function latestTime({ id }: Pick<Property, 'id'>): string {
  return `nullIf(max(state.${latestTimeColumn(id)}), toDateTime64(0, 6, 'UTC'))`;
}

function latestColumns(property: Property): readonly string[] {
  const { id } = property;
  return [`${latestValue(property)} AS ${quoteName(id)}`, `${latestTime(property)} AS ${latestTimeColumn(id)}`];
}

function feedQuery(product: ProductRef): string {
  const columns = product.model.properties.flatMap(({ id, type }) => {
    const column = `row.${quoteName(id)}`;
    const value = type === 'enum' ? `CAST(${column}, '${stateTypeOf(type)}')` : column;
    return [`argMaxState(${value}, row.ts) AS ${quoteName(id)}`, `maxIf(row.ts, isNotNull(${column})) AS ${latestTimeColumn(id)}`];
  });
  return `SELECT ${['row.device AS device', 'max(row.ts) AS ts', ...columns].join(', ')} FROM ${tableOf(product)} AS row GROUP BY row.device`;
}

/** States hold no dictionaries. */
function stateTypeOf(type: DataType): string {
  return type === 'enum' ? 'Nullable(String)' : columnTypes[type];
}

function addColumns(table: string, columns: readonly string[]): string {
  return `ALTER TABLE ${table} ${columns.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`;
}
