import { type Kysely, sql } from 'kysely';
import type { ProtocolLevel } from '../packet/level.ts';
import { Message } from '../route/message.ts';
import type { SubscribeOptions } from '../route/subscriber.ts';
import type { FoundSession, StoredMessage } from './journal.ts';
import { decodeWill } from './will-text.ts';

/** Rows of one page when everything is read at a start. */
const loadPageRows = 2_000;

type Number64 = string;

/** Everything that waits for a session, in order. */
export async function readQueue(db: Kysely<unknown>, tenant: string, id: number): Promise<readonly StoredMessage[]> {
  const { rows } = await sql<{
    seq: Number64;
    topic: string;
    payload: Buffer;
    message_qos: 0 | 1 | 2;
    qos: 1 | 2;
    retain: boolean;
    forwarded: Buffer;
    expires_at: Number64;
    identifiers: string;
    share: string | null;
    released: boolean;
  }>`select seq, topic, payload, message_qos, qos, retain, forwarded, expires_at, identifiers, share, released
    from mqtt_queue where session = ${id} order by seq`.execute(db);
  return rows.map(({ seq, topic, payload, message_qos, qos, retain, forwarded, expires_at, identifiers, share, released }) => ({
    seq: Number(seq),
    message: new Message(tenant, topic, payload, message_qos, retain, forwarded, Number(expires_at), undefined),
    ...{ qos, retain, released, share: share ?? undefined },
    ids: identifiers === '' ? [] : identifiers.split(' ').map(Number),
  }));
}

export async function readInbound(db: Kysely<unknown>, id: number): Promise<readonly number[]> {
  const { rows } = await sql<{ packet_id: number }>`select packet_id from mqtt_inbound where session = ${id}`.execute(db);
  return rows.map(({ packet_id }) => packet_id);
}

interface SessionRow {
  id: Number64;
  tenant: string;
  kind: 'device' | 'application';
  owner: string;
  client_id: string;
  level: ProtocolLevel;
  expiry_seconds: Number64;
  expires_at: Number64 | null;
  will: unknown;
}

/** Every session with its subscriptions and what waits for it, in order of their numbers. */
export async function readSessions(db: Kysely<unknown>, each: (found: FoundSession) => void): Promise<void> {
  let last = -1;
  for (;;) {
    const { rows } = await sql<SessionRow>`select * from mqtt_session where id > ${last} order by id limit ${loadPageRows}`.execute(db);
    if (rows.length === 0) return;
    const first = Number(rows[0]?.id);
    last = Number(rows.at(-1)?.id);
    const subscriptions = await subscriptionsBetween(db, first, last);
    const queues = await queuesBetween(db, first, last);
    for (const row of rows) each(found(row, subscriptions.get(row.id) ?? [], queues.get(row.id)));
  }
}

function found(
  row: SessionRow,
  subscriptions: FoundSession['subscriptions'],
  queue: { readonly seqs: readonly number[]; readonly sizes: readonly number[] } | undefined,
): FoundSession {
  return {
    ...{ id: Number(row.id), tenant: row.tenant, kind: row.kind, owner: row.owner, clientId: row.client_id, level: row.level },
    expirySeconds: Number(row.expiry_seconds),
    expiresAt: row.expires_at === null ? undefined : Number(row.expires_at),
    will: decodeWill(row.will),
    subscriptions,
    seqs: queue?.seqs ?? [],
    sizes: queue?.sizes ?? [],
  };
}

async function subscriptionsBetween(db: Kysely<unknown>, first: number, last: number) {
  const { rows } = await sql<{
    session: Number64;
    filter: string;
    qos: 0 | 1 | 2;
    no_local: boolean;
    retain_as_published: boolean;
    identifier: number;
    full_name: boolean;
  }>`select session, filter, qos, no_local, retain_as_published, identifier, full_name from mqtt_subscription
    where session between ${first} and ${last}`.execute(db);
  const bySession = new Map<Number64, (readonly [string, SubscribeOptions])[]>();
  for (const { session, filter, qos, no_local, retain_as_published, identifier, full_name } of rows) {
    const list = bySession.get(session) ?? [];
    list.push([
      filter,
      { qos, noLocal: no_local, retainAsPublished: retain_as_published, id: identifier, ...(full_name ? { fullName: true } : {}) },
    ]);
    bySession.set(session, list);
  }
  return bySession;
}

async function queuesBetween(db: Kysely<unknown>, first: number, last: number) {
  const { rows } = await sql<{ session: Number64; seqs: Number64[]; sizes: number[] }>`
    select session, array_agg(seq order by seq) as seqs, array_agg(length(topic) + octet_length(payload) + 64 order by seq) as sizes
    from mqtt_queue where session between ${first} and ${last} group by session`.execute(db);
  return new Map(rows.map(({ session, seqs, sizes }) => [session, { seqs: seqs.map(Number), sizes }]));
}

/** Every retained message that has not expired by `now`. */
export async function readRetained(db: Kysely<unknown>, now: number, each: (message: Message) => void): Promise<void> {
  let after: { readonly tenant: string; readonly hash: Buffer } = { tenant: '', hash: Buffer.alloc(0) };
  for (;;) {
    const { rows } = await sql<{
      tenant: string;
      hash: Buffer;
      topic: string;
      payload: Buffer;
      qos: 0 | 1 | 2;
      forwarded: Buffer;
      expires_at: Number64;
    }>`select * from mqtt_retained where (tenant, hash) > (${after.tenant}, ${after.hash}) and (expires_at = 0 or expires_at > ${now})
      order by tenant, hash limit ${loadPageRows}`.execute(db);
    for (const { tenant, topic, payload, qos, forwarded, expires_at } of rows)
      each(new Message(tenant, topic, payload, qos, true, forwarded, Number(expires_at), undefined));
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
