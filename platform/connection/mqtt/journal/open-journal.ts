import type { Kysely } from 'kysely';
import type { Logger } from '#core/logger.ts';
import type { CommitWaiter } from '#core/ports/ingest.ts';
import { Batch, mapAt, type QueuedRow } from './batch.ts';
import type { Journal } from './journal.ts';
import { readInbound, readQueue, readRetained, readSessions } from './journal-reads.ts';
import { writeBatch } from './journal-store.ts';

/** Rows of the open batch from which on publishers are not read. */
export const journalRowsMax = 50_000;
/** Bytes of the same. */
export const journalBytesMax = 64 * 1024 * 1024;
/** First wait before a batch is written again after a failure; doubled each time. */
const retryFirstMs = 100;
/** Longest such wait. */
const retryMaxMs = 2_000;

/** Counts for whoever watches. */
export interface JournalCounters {
  batches: number;
  rows: number;
  failures: number;
  /** Sessions whose rows the database does not take. */
  setAside: number;
}

export interface OpenJournal extends Journal {
  readonly counters: JournalCounters;
  readonly rows: number;
}

/** The journal in PostgreSQL. */
export function openJournal(db: Kysely<unknown>, log: Logger, now: () => number): OpenJournal {
  const counters: JournalCounters = { batches: 0, rows: 0, failures: 0, setAside: 0 };
  const listeners = new Set<(congested: boolean) => void>();
  let open = new Batch();
  let number = 0;
  let appended = 0;
  let congested = false;
  let scheduled = false;
  let busy = false;
  let writing: Promise<void> = Promise.resolve();

  return {
    counters,
    get batch() {
      return number;
    },
    get appended() {
      return appended;
    },
    get congested() {
      return congested;
    },
    get rows() {
      return open.rows;
    },
    onCongestion(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    await(waiter: CommitWaiter) {
      open.waiters.add(waiter);
      schedule();
    },
    openSession: (session) => append(() => open.opened.set(session.id, session)),
    closeSession: (id, expiresAt, will) => append(() => open.closed.set(id, { expiresAt, will })),
    endSession: (id) => append(() => open.end(id)),
    subscribe: (id, filter, options) => append(() => mapAt(open.subscriptions, id).set(filter, options)),
    unsubscribe: (id, filter) => append(() => mapAt(open.subscriptions, id).set(filter, undefined)),
    enqueue(id, seq, message, qos, retain, ids, share) {
      const row: QueuedRow = { id, seq, message, qos, retain, ids, share, released: false };
      open.enqueue(row);
      wrote();
    },
    dequeue(id, seq) {
      open.dequeue(id, seq);
      wrote();
    },
    releasing: (id, seq) => append(() => open.release(id, seq)),
    received: (id, packetId) => append(() => mapAt(open.inbound, id).set(packetId, true)),
    completed: (id, packetId) => append(() => mapAt(open.inbound, id).set(packetId, false)),
    retain(message) {
      append(() => open.retained.set(`${message.tenant} ${message.topic}`, { tenant: message.tenant, topic: message.topic, message }));
    },
    unretain: (tenant, topic) => append(() => open.retained.set(`${tenant} ${topic}`, { tenant, topic, message: undefined })),
    async load(session, retained) {
      await readSessions(db, session);
      await readRetained(db, now(), retained);
    },
    async queue(tenant, id) {
      await flushed();
      return await readQueue(db, tenant, id);
    },
    async inbound(id) {
      await flushed();
      return await readInbound(db, id);
    },
    close: flushed,
  };

  function append(change: () => void): void {
    change();
    open.rows++;
    wrote();
  }

  function wrote(): void {
    appended++;
    if (!congested && (open.rows > journalRowsMax || open.bytes > journalBytesMax)) setCongested(true);
    schedule();
  }

  function setCongested(value: boolean): void {
    congested = value;
    for (const listener of listeners) listener(value);
  }

  /** Everything that this turn of the event loop appends goes together, and everything that comes while a batch is written. */
  function schedule(): void {
    if (scheduled || busy) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (!busy) writing = write();
    });
  }

  async function write(): Promise<void> {
    busy = true;
    const batch = open;
    const written = number;
    open = new Batch();
    number = (number + 1) | 0;
    if (!batch.empty) await persist(batch);
    if (congested) setCongested(false);
    busy = false;
    for (const waiter of batch.waiters) waiter.committed(written);
    if (!open.empty || open.waiters.size > 0) schedule();
  }

  async function persist(batch: Batch): Promise<void> {
    for (let wait = retryFirstMs; ; wait = Math.min(wait * 2, retryMaxMs)) {
      try {
        await writeBatch(db, batch);
        counters.batches++;
        counters.rows += batch.rows;
        return;
      } catch (error) {
        counters.failures++;
        if (isDataError(error)) {
          await persistApart(batch);
          return;
        }
        log.warn({ err: error, rows: batch.rows }, 'the sessions of MQTT could not be written yet');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** One row that the database never takes must not stop all others: each session by itself, and what fails is set aside. */
  async function persistApart(batch: Batch): Promise<void> {
    const retained = new Batch();
    for (const [key, entry] of batch.retained) retained.retained.set(key, entry);
    for (const part of [retained, ...[...batch.sessions()].map((id) => batch.of(id))]) {
      try {
        await writeBatch(db, part);
      } catch (error) {
        if (!isDataError(error)) {
          await persist(part);
          continue;
        }
        counters.setAside++;
        log.error({ err: error, sessions: [...part.sessions()] }, 'the database does not take what a session of MQTT keeps; it is lost');
      }
    }
  }

  async function flushed(): Promise<void> {
    while (busy || !open.empty || open.waiters.size > 0) {
      if (!busy) writing = write();
      await writing;
    }
  }
}

/** Classes 22 (data) and 23 (integrity) of SQLSTATE, and index rows that are too long (54): trying again does not help. */
function isDataError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^(22|23|54)/.test(code);
}
