// Hot path: bench/journal. Appending is synchronous and makes no promise; everything that comes while a batch is written is the next one.
import type { Kysely } from 'kysely';
import type { Logger } from '#core/logger.ts';
import type { CommitWaiter } from '#core/ports/ingest.ts';
import { Batch } from './batch.ts';
import type { Journal } from './journal.ts';
import { readInbound, readQueue, readRetained, readSessions } from './journal-reads.ts';
import { writeBatch } from './journal-store.ts';
import { deleteOrphans, sweepRetained } from './journal-sweep.ts';

/** Changes in the open batch from which on publishers are not read. */
export const journalRowsMax = 50_000;
/** Bytes of the same. */
export const journalBytesMax = 64 * 1024 * 1024;
/** First wait before a batch is written again after a failure; doubled each time. */
const retryFirstMs = 100;
/** Longest such wait. */
const retryMaxMs = 2_000;
/** How long a stop of the platform goes on trying; then what nobody was told to be kept is given up, and the log says so. */
const closeWaitMs = 10_000;
/** How often retained messages that expired are deleted. */
const retainedSweepMs = 60_000;
/** A batch that is not written within this time is logged, and again each time it passes. */
const lateLogMs = 10_000;

/** Counts for whoever watches. */
export interface JournalCounters {
  batches: number;
  rows: number;
  failures: number;
  /** Sessions and retained messages whose rows the database does not take. */
  setAside: number;
}

export interface OpenJournal extends Journal {
  readonly counters: JournalCounters;
  /** Changes that wait for the next batch. */
  readonly rows: number;
  /** For how long the batch that is being written is, in ms; seconds of it mean that the database is away or overloaded. */
  readonly lateMs: number;
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
  let writing: { readonly since: number; readonly rows: number; error?: unknown } | undefined;
  let givesUpAt = Number.POSITIVE_INFINITY;
  const sweep = setInterval(() => {
    if (writing === undefined) sweepRetained(db, now()).catch((error) => log.warn({ err: error }, 'expired messages were not deleted'));
  }, retainedSweepMs).unref();
  const watch = setInterval(() => {
    if (writing === undefined || now() - writing.since < lateLogMs) return;
    log.warn(
      { err: writing.error, ms: now() - writing.since, rows: writing.rows, waiting: open.rows, congested },
      'the sessions of MQTT could not be written yet: what is acknowledged for them waits',
    );
  }, lateLogMs).unref();

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
    get lateMs() {
      return writing === undefined ? 0 : now() - writing.since;
    },
    onCongestion(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    await(waiter) {
      open.waiters.add(waiter);
      schedule();
    },
    openSession(session) {
      open.open(session);
      wrote();
    },
    closeSession(id, expiresAt, will) {
      open.close(id, expiresAt, will);
      wrote();
    },
    endSession(id) {
      open.end(id);
      wrote();
    },
    subscribe(id, filter, options) {
      open.subscribe(id, filter, options);
      wrote();
    },
    unsubscribe(id, filter) {
      open.subscribe(id, filter, undefined);
      wrote();
    },
    enqueue(id, seq, message, qos, retain, ids, share) {
      open.enqueue({ id, seq, message, qos, retain, ids, share, released: false });
      wrote();
    },
    dequeue(id, seq) {
      open.dequeue(id, seq);
      wrote();
    },
    releasing(id, seq) {
      open.release(id, seq);
      wrote();
    },
    received(id, packetId) {
      open.take(id, packetId, true);
      wrote();
    },
    completed(id, packetId) {
      open.take(id, packetId, false);
      wrote();
    },
    retain(message) {
      open.retain(message.tenant, message.topic, message);
      wrote();
    },
    unretain(tenant, topic) {
      open.retain(tenant, topic, undefined);
      wrote();
    },
    async load(session, retained) {
      // Tidiness must not keep the platform from starting: it may be much, and the database slow.
      await deleteOrphans(db).catch((error) => log.warn({ err: error }, 'rows of sessions that are gone were not deleted'));
      await readSessions(db, session);
      await sweepRetained(db, now()).catch((error) => log.warn({ err: error }, 'expired messages were not deleted'));
      await readRetained(db, now(), retained);
    },
    async queue(tenant, id) {
      await durable();
      return await readQueue(db, tenant, id);
    },
    async inbound(id) {
      await durable();
      return await readInbound(db, id);
    },
    async close() {
      clearInterval(sweep);
      clearInterval(watch);
      givesUpAt = now() + closeWaitMs;
      await durable();
    },
  };

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
      if (!busy) void write();
    });
  }

  async function write(): Promise<void> {
    busy = true;
    const batch = open;
    const written = number;
    open = new Batch();
    // Never wraps around: a waiter that was told of nothing for weeks compares rightly.
    number++;
    writing = batch.empty ? undefined : { since: now(), rows: batch.rows };
    const kept = batch.empty || (await persist(batch));
    const ms = writing === undefined ? 0 : now() - writing.since;
    writing = undefined;
    if (kept && ms >= lateLogMs) log.info({ ms }, 'the sessions of MQTT are written again');
    busy = false;
    if (kept) for (const waiter of batch.waiters) tell(waiter, written);
    else for (const waiter of batch.waiters) if (waiter instanceof Durable) waiter.committed();
    if (congested) setCongested(false);
    if (!open.empty || open.waiters.size > 0) schedule();
  }

  /** A bug of one waiter must not keep the others waiting. */
  function tell(waiter: CommitWaiter, written: number): void {
    try {
      waiter.committed(written);
    } catch (error) {
      log.error({ err: error }, 'a waiter for the journal failed; this is a bug');
    }
  }

  /** False when a stop of the platform did not want to wait longer. */
  async function persist(batch: Batch): Promise<boolean> {
    for (let wait = retryFirstMs; ; wait = Math.min(wait * 2, retryMaxMs)) {
      try {
        await writeBatch(db, batch);
        counters.batches++;
        counters.rows += batch.rows;
        return true;
      } catch (error) {
        counters.failures++;
        if (isDataError(error)) return await persistPieces(batch.pieces(), error);
        if (writing !== undefined) writing.error = error;
        if (now() >= givesUpAt) {
          log.error({ err: error, rows: batch.rows }, 'stopped with sessions of MQTT unwritten; none of it was acknowledged');
          return false;
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** Halves what the database does not take, until what it does is written, and what it never will is alone and set aside. */
  async function persistPieces(pieces: readonly Batch[], error: unknown): Promise<boolean> {
    if (pieces.length === 1) {
      const [piece] = pieces as readonly [Batch];
      counters.setAside++;
      const of = { session: [...piece.ids()][0], topic: [...piece.retained.values()][0]?.topic };
      log.error({ err: error, ...of }, 'the database does not take what MQTT keeps here; it is set aside');
      return true;
    }
    const middle = pieces.length >> 1;
    for (const half of [pieces.slice(0, middle), pieces.slice(middle)]) if (!(await persist(Batch.of(half)))) return false;
    return true;
  }

  async function durable(): Promise<void> {
    await new Promise<void>((resolve) => {
      open.waiters.add(new Durable(resolve));
      schedule();
    });
  }
}

/** Somebody of our own who waits for a batch, and is told too when it is given up. */
class Durable implements CommitWaiter {
  readonly committed: () => void;

  constructor(committed: () => void) {
    this.committed = committed;
  }
}

/** Classes 22 (data) and 23 (integrity) of SQLSTATE, and index rows that are too long (54): trying again does not help. */
function isDataError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^(22|23|54)/.test(code);
}
