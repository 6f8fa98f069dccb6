import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import { type FilterColumn, type FilterColumns, filterSql } from '#core/filter/sql.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { type DeviceState, deviceStates } from './device-state.ts';

/** What filters of devices may name. */
export const deviceVocabulary: Vocabulary = {
  name: 'string',
  label: 'string',
  product: 'string',
  space: 'string',
  'labels.*': 'string',
  state: deviceStates,
  lastSeenAt: 'timestamp',
  createdAt: 'timestamp',
};

/** What makes a device's state, of the tables `device d` and `device_presence p`. */
export const inState: Readonly<Record<DeviceState, string>> = {
  disabled: 'd.disabled',
  online: 'not d.disabled and p.online',
  offline: 'not d.disabled and not p.online and p.seen_at is not null',
  inactive: 'not d.disabled and p.seen_at is null',
};

const state = sql.raw(`(case ${deviceStates.map((each) => `when ${inState[each]} then '${each}'`).join(' ')} end)`);

const columns: FilterColumns = {
  name: { sql: sql`d.name`, nullable: false },
  label: { sql: sql`d.label`, nullable: true },
  product: { sql: sql`d.product`, nullable: false },
  space: { sql: sql`d.space`, nullable: false },
  'labels.*': labelColumn,
  state: { sql: state, nullable: false, equals: inStateOf },
  lastSeenAt: { sql: sql`p.seen_at`, nullable: true },
  createdAt: { sql: sql`d.created_at`, nullable: false },
};

/** A filter of devices, of the tables `device d` and `device_presence p`. */
export function deviceFilterSql(filter: Checked): RawBuilder<SqlBool> {
  return filterSql<RawBuilder<SqlBool>>(sql, filter, columns);
}

// The planner guesses that a comparison with the `case` holds for almost no device, and then reads all of them for one page.
function inStateOf(value: string): RawBuilder<SqlBool> {
  const state = deviceStates.find((each) => each === value);
  return state === undefined ? sql<SqlBool>`false` : sql<SqlBool>`coalesce(${sql.raw(inState[state])}, false)`;
}

function labelColumn(key: string): FilterColumn {
  const equals = (value: string) => sql<SqlBool>`(d.labels @> cast(${JSON.stringify({ [key]: value })} as jsonb))`;
  return { sql: sql`(d.labels ->> ${key})`, nullable: true, equals };
}
