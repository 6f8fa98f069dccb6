import { type Kysely, type Migration, sql } from 'kysely';
import { type ConnectionEvent, type ConnectionEventKind, connectionEventKinds, type Subject } from './connection-event.ts';

/** Most rows that one statement deletes. */
const forgottenRowsMax = 10_000;
/** Characters that are kept of a text that a client chose. */
const eventTextCharsMax = 256;

/** Events of connections: a row each, folded; a device's newest are one short range of the key. */
export const diaryMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table connection_event (
        tenant text not null,
        kind text collate "C" not null,
        subject text collate "C" not null,
        id bigint not null,
        first_at timestamptz not null,
        last_at timestamptz not null,
        times integer not null,
        event text not null,
        facts jsonb not null,
        primary key (tenant, kind, subject, id)
      ) with (fillfactor = 80)`.execute(db);
    // Rows come nearly in order of time, so this finds old ones for almost nothing.
    await sql`create index connection_event_by_age on connection_event using brin (last_at)`.execute(db);
  },
};

type DiaryTables = {
  readonly connection_event: {
    readonly tenant: string;
    readonly kind: string;
    readonly subject: string;
    readonly id: string;
    readonly first_at: Date;
    readonly last_at: Date;
    readonly times: number;
    readonly event: string;
    readonly facts: Omit<ConnectionEvent, 'at' | 'kind'>;
  };
};

/** An event as it was kept: once or many times, from the first to the last. */
export interface StoredEvent extends ConnectionEvent {
  readonly id: string;
  /** The last time; `at` is the same. */
  readonly firstAt: number;
  readonly times: number;
}

interface WrittenEvent {
  readonly subject: Subject;
  readonly id: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
  readonly event: ConnectionEvent;
}

export type DiaryStore = ReturnType<typeof createDiaryStore>;

/** The table `connection_event`: read as one tenant; written, trimmed and aged by the platform for all at once. */
export function createDiaryStore(untyped: Kysely<unknown>, tenantDb: (tenant: string) => Kysely<unknown>) {
  const db = untyped.withTables<DiaryTables>();
  const table = (tenant: string) =>
    tenantDb(tenant).withTables<DiaryTables>().selectFrom('connection_event').selectAll().where('tenant', '=', tenant);
  return { write, read, strangers, trim, forget, forgetOlder };

  /** All in one statement; an event that was written before gets its new count. A tenant that is not there has no diary. */
  async function write(events: readonly WrittenEvent[]): Promise<void> {
    const rows = events.map(({ subject, id, firstAt, lastAt, times, event: { at: _, kind: event, ...facts } }) => ({
      ...{ tenant: subject.tenant, kind: subject.kind, subject: storable(subject.name), id, event, times },
      ...{ first_at: new Date(firstAt), last_at: new Date(lastAt), facts: storableFacts(facts) },
    }));
    await sql`
      insert into connection_event as old (tenant, kind, subject, id, first_at, last_at, times, event, facts)
      select new.* from json_to_recordset(${JSON.stringify(rows)}::json) as new (tenant text, kind text, subject text, id bigint,
        first_at timestamptz, last_at timestamptz, times integer, event text, facts jsonb)
      where new.tenant in (select name from tenant)
      on conflict (tenant, kind, subject, id) do update set last_at = excluded.last_at, times = excluded.times, facts = excluded.facts`.execute(
      db,
    );
  }

  async function read({ tenant, kind, name }: Subject, limit: number, before?: string): Promise<readonly StoredEvent[]> {
    let query = table(tenant).where('kind', '=', kind).where('subject', '=', name);
    if (before !== undefined) query = query.where('id', '<', before);
    return (await query.orderBy('id', 'desc').limit(limit).execute()).map(eventOf);
  }

  async function strangers(tenant: string, limit: number, before?: string): Promise<readonly (StoredEvent & { readonly name: string })[]> {
    let query = table(tenant).where('kind', '=', 'unknown');
    if (before !== undefined) query = query.where('id', '<', before);
    return (await query.orderBy('id', 'desc').limit(limit).execute()).map((row) => ({ ...eventOf(row), name: row.subject }));
  }

  /** Deletes all but the newest of each; those of unknown names together. */
  async function trim(subjects: readonly Subject[], kept: number): Promise<void> {
    for (const { tenant, kind, name } of subjects) {
      const among = kind === 'unknown' ? sql`` : sql`and subject = ${name}`;
      await sql`
        delete from connection_event where tenant = ${tenant} and kind = ${kind} ${among} and id <= (
          select id from connection_event where tenant = ${tenant} and kind = ${kind} ${among} order by id desc offset ${kept} limit 1
        )`.execute(db);
    }
  }

  async function forget(subjects: readonly Subject[]): Promise<void> {
    await sql`
      delete from connection_event as old using unnest(
        ${subjects.map(({ tenant }) => tenant)}::text[], ${subjects.map(({ kind }) => kind)}::text[],
        ${subjects.map(({ name }) => name)}::text[]
      ) as gone (tenant, kind, subject)
      where old.tenant = gone.tenant and old.kind = gone.kind and old.subject = gone.subject`.execute(db);
  }

  async function forgetOlder(than: Date): Promise<void> {
    for (;;) {
      const { numAffectedRows = 0n } = await sql`
        delete from connection_event where ctid = any(array(
          select ctid from connection_event where last_at < ${than} limit ${forgottenRowsMax}
        ))`.execute(db);
      if (numAffectedRows < forgottenRowsMax) return;
    }
  }
}

function eventOf({ id, first_at, last_at, times, event, facts }: DiaryTables['connection_event']): StoredEvent {
  const kind = connectionEventKinds.find((each) => each === event) as ConnectionEventKind;
  return { ...facts, id, kind, at: last_at.getTime(), firstAt: first_at.getTime(), times };
}

function storableFacts(facts: Omit<ConnectionEvent, 'at' | 'kind'>): object {
  const { clientId, reason, detail, ...rest } = facts;
  return { ...rest, clientId: storable(clientId), reason: storable(reason), ...(detail === undefined ? {} : { detail: storable(detail) }) };
}

/** The table takes no NUL and no half of a surrogate pair. */
function storable(text: string): string {
  return text.slice(0, eventTextCharsMax).toWellFormed().replaceAll('\0', '�');
}
