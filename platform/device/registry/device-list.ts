import { type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import { encodeCursor, foreignCursor } from './cursor.ts';
import type { DeviceFilter, DeviceSort } from './device.ts';
import { deviceFilterSql, inState } from './device-filter.ts';
import { type DeviceRow, sqlState } from './device-store.ts';
import type { TenantTables } from './tables.ts';

/** A device in a list, with what the cursor of the page after it needs. */
export type ListedDevice = DeviceRow & { readonly place: string };

export interface DeviceList {
  /** In the order asked for, from the one after `after` (a device's `place` and name). */
  page(tenant: string, filter: DeviceFilter, sort: DeviceSort, after: string | undefined, limit: number): Promise<readonly ListedDevice[]>;
  /** Counts to `most` at most; undefined: all. */
  count(tenant: string, filter: DeviceFilter, most: number | undefined): Promise<number>;
}

const orders: Readonly<Record<DeviceSort, { readonly key: string; readonly type: string; readonly down: boolean }>> = {
  name: { key: 'd.name', type: 'text', down: false },
  '-name': { key: 'd.name', type: 'text', down: true },
  createdAt: { key: 'd.created_at', type: 'timestamptz', down: false },
  '-createdAt': { key: 'd.created_at', type: 'timestamptz', down: true },
};

/** Looked up for the devices that are looked at: joined, the planner may read the presence of the whole tenant for one page. */
const presence = sql`left join lateral (
  select q.online, q.seen_at from device_presence q where q.tenant = d.tenant and q.device = d.name limit 1
) p on true`;

/** The SQL of device lists. Measured over a million devices: `npm run bench -- api`. */
export function createDeviceList(of: TenantTables): DeviceList {
  return { page, count };

  async function page(tenant: string, filter: DeviceFilter, sort: DeviceSort, after: string | undefined, limit: number) {
    const { key, type, down } = orders[sort];
    const direction = sql.raw(down ? 'desc' : 'asc');
    const [place, name] = after === undefined ? [] : splitPlace(after);
    const following = sql<SqlBool>`(${sql.raw(key)}, d.name) ${sql.raw(down ? '<' : '>')} (${place}::${sql.raw(type)}, ${name}::text collate "C")`;
    const byName = sql<SqlBool>`d.name ${sql.raw(down ? '<' : '>')} ${name}`;
    const condition = after === undefined ? sql<SqlBool>`true` : key === 'd.name' ? byName : following;
    const { rows } = await sql<ListedDevice>`
      select d.name, d.label, d.product, d.space, d.labels, d.disabled, d.created_at, p.online, p.seen_at, ${sql.raw(key)}::text as place
      from device d ${presence}
      where d.tenant = ${tenant} and ${condition} and ${fits(filter)}
      order by ${sql.raw(key)} ${direction}${key === 'd.name' ? sql`` : sql`, d.name ${direction}`}
      limit ${limit}`
      .execute(of(tenant))
      .catch((error: unknown) => {
        // Only the cursor is text that the server reads as something else.
        throw sqlState(error).startsWith('22') ? foreignCursor() : error;
      });
    return rows;
  }

  async function count(tenant: string, filter: DeviceFilter, most: number | undefined): Promise<number> {
    const joined = most === undefined ? sql`left join device_presence p on p.tenant = d.tenant and p.device = d.name` : presence;
    const limit = most === undefined ? sql`` : sql`limit ${most}`;
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from (
        select from device d ${asksPresence(filter) ? joined : sql``} where d.tenant = ${tenant} and ${fits(filter)} ${limit}
      ) fitting`.execute(of(tenant));
    return rows[0]?.n ?? 0;
  }
}

/** The cursor of the page after a device. */
export function placeCursor({ place, name }: ListedDevice): string {
  return encodeCursor(`${place} ${name}`);
}

// A name holds no blank; a time does.
function splitPlace(after: string): readonly [string, string] {
  const at = after.lastIndexOf(' ');
  return [after.slice(0, Math.max(0, at)), after.slice(at + 1)];
}

function fits({ product, space, search, state, filter, reach }: DeviceFilter) {
  const parts = [
    ...(product === undefined ? [] : [sql<SqlBool>`d.product = ${product}`]),
    ...(space === undefined ? [] : [sql<SqlBool>`d.space = any(${[...space]}::text[])`]),
    ...(reach === undefined ? [] : [deviceFilterSql(reach)]),
    ...(search === undefined ? [] : [sql<SqlBool>`(d.name ilike ${pattern(search)} or d.label ilike ${pattern(search)})`]),
    ...(state === undefined ? [] : [sql<SqlBool>`(${sql.raw(inState[state])})`]),
    ...(filter === undefined ? [] : [deviceFilterSql(filter)]),
  ];
  return parts.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(parts, sql` and `)}`;
}

function asksPresence({ state, filter }: DeviceFilter): boolean {
  return (state !== undefined && state !== 'disabled') || (filter !== undefined && names(filter, ['state', 'lastSeenAt']));
}

function names(node: Checked, paths: readonly string[]): boolean {
  if (node.kind === 'field') return paths.includes(node.path);
  const parts = [
    ...('left' in node ? [node.left, node.right] : []),
    ...('of' in node ? [node.of] : []),
    ...('argument' in node ? [node.argument] : []),
  ];
  return parts.some((part) => names(part, paths));
}

function pattern(search: string): string {
  return `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
