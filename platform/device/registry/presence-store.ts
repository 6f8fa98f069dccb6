import { type Kysely, sql } from 'kysely';
import type { RegistryTables } from './tables.ts';

/** What is written about one device. */
interface PresenceWrite {
  readonly tenant: string;
  readonly device: string;
  readonly online: boolean;
  readonly epoch: number;
  /** ms since the epoch */
  readonly seenAt: number;
  readonly reason: string | null;
}

export type PresenceStore = ReturnType<typeof createPresenceStore>;

/** The SQL of presence. */
export function createPresenceStore(db: Kysely<RegistryTables>) {
  return { write, allOffline };

  /** Writes all in one statement; a row of an older session than the table's, or of a device that is gone, is skipped. */
  async function write(rows: readonly PresenceWrite[]): Promise<void> {
    await sql`
      insert into device_presence as old (tenant, device, online, epoch, seen_at, reason)
      select new.tenant, new.device, new.online, new.epoch, to_timestamp(new.seen_ms / 1000.0), new.reason
      from unnest(
        ${rows.map((r) => r.tenant)}::text[], ${rows.map((r) => r.device)}::text[], ${rows.map((r) => r.online)}::boolean[],
        ${rows.map((r) => r.epoch)}::bigint[], ${rows.map((r) => r.seenAt)}::float8[], ${rows.map((r) => r.reason)}::text[]
      ) as new (tenant, device, online, epoch, seen_ms, reason)
      join device on device.tenant = new.tenant and device.name = new.device
      on conflict (tenant, device) do update set
        online = excluded.online,
        epoch = excluded.epoch,
        seen_at = greatest(old.seen_at, excluded.seen_at),
        reason = coalesce(excluded.reason, old.reason)
      where excluded.epoch >= old.epoch`.execute(db);
  }

  /** At start no session lives: what was online when the platform ended is not any more, and epochs begin anew. */
  async function allOffline(reason: string): Promise<void> {
    await sql`
      update device_presence
      set reason = case when online then ${reason} else reason end, online = false, epoch = 0
      where online or epoch <> 0`.execute(db);
  }
}
