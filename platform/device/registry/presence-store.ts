import { type Kysely, sql } from 'kysely';
import type { RegistryTables, TenantTables } from './tables.ts';

/** What is written about one device. */
interface PresenceWrite {
  readonly tenant: string;
  readonly device: string;
  readonly online: boolean;
  readonly epoch: number;
  /** ms since the epoch */
  readonly seenAt: number;
  /** ms since the epoch; 0 where nothing is known */
  readonly activeAt: number;
  readonly reason: string | null;
}

export type PresenceStore = ReturnType<typeof createPresenceStore>;

/** The SQL of presence: written for all tenants at once, read as one. */
export function createPresenceStore(db: Kysely<RegistryTables>, of: TenantTables) {
  return { write, allOffline, find };

  /** Writes all in one statement; a row of an older session than the table's, or of a device that is gone, is skipped. */
  async function write(rows: readonly PresenceWrite[]): Promise<void> {
    await sql`
      insert into device_presence as old (tenant, device, online, epoch, seen_at, active_at, reason)
      select new.tenant, new.device, new.online, new.epoch, to_timestamp(new.seen_ms / 1000.0),
        case when new.active_ms > 0 then to_timestamp(new.active_ms / 1000.0) end, new.reason
      from unnest(
        ${rows.map((r) => r.tenant)}::text[], ${rows.map((r) => r.device)}::text[], ${rows.map((r) => r.online)}::boolean[],
        ${rows.map((r) => r.epoch)}::bigint[], ${rows.map((r) => r.seenAt)}::float8[],
        ${rows.map((r) => r.activeAt)}::float8[], ${rows.map((r) => r.reason)}::text[]
      ) as new (tenant, device, online, epoch, seen_ms, active_ms, reason)
      join device on device.tenant = new.tenant and device.name = new.device
      on conflict (tenant, device) do update set
        online = excluded.online,
        epoch = excluded.epoch,
        seen_at = greatest(old.seen_at, excluded.seen_at),
        active_at = greatest(old.active_at, excluded.active_at),
        reason = coalesce(excluded.reason, old.reason)
      where excluded.epoch >= old.epoch`.execute(db);
  }

  /** One device, with what the table knows of its presence; undefined when there is no such device. */
  async function find(tenant: string, device: string) {
    return await of(tenant)
      .selectFrom('device as d')
      .leftJoin('device_presence as p', (join) => join.onRef('p.tenant', '=', 'd.tenant').onRef('p.device', '=', 'd.name'))
      .select(['d.disabled', 'p.online', 'p.seen_at', 'p.active_at', 'p.reason'])
      .where('d.tenant', '=', tenant)
      .where('d.name', '=', device)
      .executeTakeFirst();
  }

  /** At start no session lives: what was online when the platform ended is not any more, and epochs begin anew. */
  async function allOffline(reason: string): Promise<void> {
    await sql`
      update device_presence
      set reason = case when online then ${reason} else reason end, online = false, epoch = 0
      where online or epoch <> 0`.execute(db);
  }
}
