import { type Kysely, sql } from 'kysely';

/** Most retained messages that one sweep deletes. */
const sweptRetainedMax = 10_000;

/** Deletes retained messages that expired, the bounded number that one statement may. */
export async function sweepRetained(db: Kysely<unknown>, now: number): Promise<void> {
  await sql`delete from mqtt_retained where expires_at <> 0 and expires_at <= ${now} and ctid = any(array(
    select ctid from mqtt_retained where expires_at <> 0 and expires_at <= ${now} limit ${sweptRetainedMax}
  ))`.execute(db);
}

/** Rows whose session is gone; there are none unless somebody deleted sessions by hand. Numbers of sessions may be used again after a start. */
export async function deleteOrphans(db: Kysely<unknown>): Promise<void> {
  for (const table of ['mqtt_subscription', 'mqtt_queue', 'mqtt_inbound']) {
    await sql`delete from ${sql.table(table)} as orphan where not exists (select from mqtt_session where id = orphan.session)`.execute(db);
  }
}
