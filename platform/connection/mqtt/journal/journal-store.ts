import { hash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Batch, QueuedRow } from './batch.ts';
import { encodeWill } from './will-text.ts';

/** Messages that one statement writes. */
const statementRowsMax = 5_000;
/** Bytes of their payloads; a single larger one goes alone. */
const statementBytesMax = 4 * 1024 * 1024;

/** Writes a batch in one transaction, a few statements whatever its size. */
export async function writeBatch(db: Kysely<unknown>, batch: Batch): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await writeSessions(transaction, batch);
    await writeSubscriptions(transaction, batch);
    await writeQueues(transaction, batch);
    await writeInbound(transaction, batch);
    await writeRetained(transaction, batch);
    await deleteEnded(transaction, batch);
  });
}

async function writeSessions(db: Kysely<unknown>, { opened, closed }: Batch): Promise<void> {
  if (opened.size > 0) {
    const rows = [...opened.values()];
    await sql`
      insert into mqtt_session (id, tenant, kind, owner, client_id, level, expiry_seconds, expires_at, will)
      select id, tenant, kind, owner, client_id, level, expiry_seconds, null, will::jsonb from unnest(
        ${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ tenant }) => tenant)}::text[], ${rows.map(({ kind }) => kind)}::text[],
        ${rows.map(({ owner }) => owner)}::text[], ${rows.map(({ clientId }) => clientId)}::text[], ${rows.map(({ level }) => level)}::smallint[],
        ${rows.map(({ expirySeconds }) => expirySeconds)}::bigint[], ${rows.map(({ will }) => encodeWill(will))}::text[]
      ) as new (id, tenant, kind, owner, client_id, level, expiry_seconds, will)
      on conflict (id, tenant) do update set level = excluded.level, expiry_seconds = excluded.expiry_seconds, expires_at = null, will = excluded.will`.execute(
      db,
    );
  }
  if (closed.size === 0) return;
  const rows = [...closed];
  await sql`
    update mqtt_session set expires_at = new.expires_at, will = new.will::jsonb from unnest(
      ${rows.map(([id]) => id)}::bigint[], ${rows.map(([, { expiresAt }]) => expiresAt)}::bigint[],
      ${rows.map(([, { will }]) => encodeWill(will))}::text[]
    ) as new (id, expires_at, will) where mqtt_session.id = new.id`.execute(db);
}

async function writeSubscriptions(db: Kysely<unknown>, { subscriptions }: Batch): Promise<void> {
  const rows = [...subscriptions].flatMap(([id, filters]) => [...filters].map(([filter, options]) => ({ id, filter, options })));
  const gone = rows.filter(({ options }) => options === undefined);
  if (gone.length > 0) {
    await sql`delete from mqtt_subscription using unnest(
      ${gone.map(({ id }) => id)}::bigint[], ${gone.map(({ filter }) => hashOf(filter))}::bytea[]
    ) as old (session, hash) where mqtt_subscription.session = old.session and mqtt_subscription.hash = old.hash`.execute(db);
  }
  const made = rows.flatMap(({ id, filter, options }) => (options === undefined ? [] : [{ session: id, filter, ...options }]));
  if (made.length === 0) return;
  await sql`
    insert into mqtt_subscription (session, hash, filter, qos, no_local, retain_as_published, identifier, full_name) select * from unnest(
      ${made.map(({ session }) => session)}::bigint[], ${made.map(({ filter }) => hashOf(filter))}::bytea[],
      ${made.map(({ filter }) => filter)}::text[], ${made.map(({ qos }) => qos)}::smallint[], ${made.map(({ noLocal }) => noLocal)}::boolean[],
      ${made.map(({ retainAsPublished }) => retainAsPublished)}::boolean[], ${made.map(({ id }) => id)}::integer[], ${made.map(({ fullName }) => fullName === true)}::boolean[]
    ) on conflict (session, hash) do update set qos = excluded.qos, no_local = excluded.no_local,
      retain_as_published = excluded.retain_as_published, identifier = excluded.identifier, full_name = excluded.full_name`.execute(db);
}

async function writeQueues(db: Kysely<unknown>, { queued, dequeued, released }: Batch): Promise<void> {
  for (const rows of chunks(queued)) await insertQueued(db, rows);
  const phases = pairs(released);
  if (phases.ids.length > 0) {
    await sql`update mqtt_queue set released = true, payload = '', forwarded = '' from unnest(
      ${phases.ids}::bigint[], ${phases.values}::bigint[]
    ) as old (session, seq) where mqtt_queue.session = old.session and mqtt_queue.seq = old.seq`.execute(db);
  }
  const gone = pairs(dequeued);
  if (gone.ids.length === 0) return;
  await sql`delete from mqtt_queue using unnest(${gone.ids}::bigint[], ${gone.values}::bigint[])
    as old (session, seq) where mqtt_queue.session = old.session and mqtt_queue.seq = old.seq`.execute(db);
}

async function insertQueued(db: Kysely<unknown>, rows: readonly QueuedRow[]): Promise<void> {
  await sql`
    insert into mqtt_queue (session, seq, topic, payload, message_qos, qos, retain, forwarded, expires_at, identifiers, share, released)
    select * from unnest(
      ${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ seq }) => seq)}::bigint[], ${rows.map(({ message }) => message.topic)}::text[],
      ${rows.map(({ message }) => message.payload)}::bytea[], ${rows.map(({ message }) => message.qos)}::smallint[],
      ${rows.map(({ qos }) => qos)}::smallint[], ${rows.map(({ retain }) => retain)}::boolean[],
      ${rows.map(({ message }) => message.forwarded)}::bytea[], ${rows.map(({ message }) => message.expiresAt)}::bigint[],
      ${rows.map(({ ids }) => ids.join(' '))}::text[], ${rows.map(({ share }) => share ?? null)}::text[],
      ${rows.map(({ released: phase }) => phase)}::boolean[]
    ) on conflict (session, seq) do nothing`.execute(db);
}

/** Rows for one statement each, so that neither a text of hundreds of megabytes is made nor the longest statement taken too long. */
function* chunks(queued: Batch['queued']): Iterable<readonly QueuedRow[]> {
  let rows: QueuedRow[] = [];
  let bytes = 0;
  for (const bySeq of queued.values()) {
    for (const row of bySeq.values()) {
      rows.push(row);
      bytes += row.message.payload.length;
      if (rows.length < statementRowsMax && bytes < statementBytesMax) continue;
      yield rows;
      rows = [];
      bytes = 0;
    }
  }
  if (rows.length > 0) yield rows;
}

async function writeInbound(db: Kysely<unknown>, { inbound }: Batch): Promise<void> {
  const rows = [...inbound].flatMap(([id, packets]) => [...packets].map(([packetId, taken]) => ({ id, packetId, taken })));
  for (const wanted of [true, false]) {
    const some = rows.filter(({ taken }) => taken === wanted);
    if (some.length === 0) continue;
    const ids = some.map(({ id }) => id);
    const packetIds = some.map(({ packetId }) => packetId);
    await (wanted
      ? sql`insert into mqtt_inbound (session, packet_id) select * from unnest(${ids}::bigint[], ${packetIds}::integer[]) on conflict do nothing`
      : sql`delete from mqtt_inbound using unnest(${ids}::bigint[], ${packetIds}::integer[]) as old (session, packet_id)
          where mqtt_inbound.session = old.session and mqtt_inbound.packet_id = old.packet_id`
    ).execute(db);
  }
}

async function writeRetained(db: Kysely<unknown>, { retained }: Batch): Promise<void> {
  const rows = [...retained.values()];
  const gone = rows.filter(({ message }) => message === undefined);
  if (gone.length > 0) {
    await sql`delete from mqtt_retained using unnest(
      ${gone.map(({ tenant }) => tenant)}::text[], ${gone.map(({ topic }) => hashOf(topic))}::bytea[]
    ) as old (tenant, hash) where mqtt_retained.tenant = old.tenant and mqtt_retained.hash = old.hash`.execute(db);
  }
  const kept = rows.flatMap(({ message }) => (message === undefined ? [] : [message]));
  if (kept.length === 0) return;
  await sql`
    insert into mqtt_retained (tenant, hash, topic, payload, qos, forwarded, expires_at) select * from unnest(
      ${kept.map(({ tenant }) => tenant)}::text[], ${kept.map(({ topic }) => hashOf(topic))}::bytea[], ${kept.map(({ topic }) => topic)}::text[],
      ${kept.map(({ payload }) => payload)}::bytea[], ${kept.map(({ qos }) => qos)}::smallint[],
      ${kept.map(({ forwarded }) => forwarded)}::bytea[], ${kept.map(({ expiresAt }) => expiresAt)}::bigint[]
    ) on conflict (tenant, hash) do update set payload = excluded.payload, qos = excluded.qos, forwarded = excluded.forwarded,
      expires_at = excluded.expires_at`.execute(db);
}

async function deleteEnded(db: Kysely<unknown>, { ended }: Batch): Promise<void> {
  if (ended.size === 0) return;
  const ids = [...ended];
  await sql`delete from mqtt_session where id = any(${ids}::bigint[])`.execute(db);
  for (const table of ['mqtt_subscription', 'mqtt_queue', 'mqtt_inbound']) {
    await sql`delete from ${sql.table(table)} where session = any(${ids}::bigint[])`.execute(db);
  }
}

function pairs(lists: ReadonlyMap<number, readonly number[]>): { readonly ids: readonly number[]; readonly values: readonly number[] } {
  const ids: number[] = [];
  const values: number[] = [];
  for (const [id, list] of lists) {
    for (const value of list) {
      ids.push(id);
      values.push(value);
    }
  }
  return { ids, values };
}

function hashOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
