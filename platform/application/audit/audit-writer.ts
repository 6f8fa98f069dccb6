import { Counter, Gauge, type Registry } from 'prom-client';
import { Fault } from '#core/errors.ts';
import type { Logger } from '#core/logger.ts';
import type { AuditStore, NewAuditRow } from './audit-store.ts';

/** Entries of changes already made that wait for the database; further ones are in the program's log only, and counted. */
export const waitingEntriesMax = 10_000;
/** How often waiting entries are tried again when nobody calls. */
export const waitingRetryMs = 5_000;

/** Writes entries before the answer goes out, and does not lose those of changes that were made when the database went away. */
export interface AuditWriter extends AsyncDisposable {
  /** Never throws: the change that an entry tells of has happened. */
  write(entries: () => readonly NewAuditRow[]): Promise<void>;
  /** Writes what waits; throws `ENGINE_DOWN` when that fails, so that nothing more changes unseen. */
  catchUp(): Promise<void>;
  /** Counts an entry that a bound kept out. */
  leftOut(): void;
}

export function createAuditWriter(store: AuditStore, metrics: Registry, log: Logger): AuditWriter {
  const registers = [metrics];
  const written = new Counter({ name: 'thalamus_audit_entries_total', help: 'Entries written to the audit log', registers });
  const failed = new Counter({ name: 'thalamus_audit_failures_total', help: 'Writes of the audit log that failed', registers });
  const bounded = new Counter({
    name: 'thalamus_audit_left_out_total',
    help: 'Refused calls not kept because of the bound per caller and minute',
    registers,
  });
  const waiting: NewAuditRow[] = [];
  new Gauge({
    name: 'thalamus_audit_waiting',
    help: 'Entries of changes already made that wait for the database',
    registers,
    collect() {
      this.set(waiting.length);
    },
  });
  let catching: Promise<void> | undefined;
  const timer = setInterval(() => void catchUp().catch(() => {}), waitingRetryMs).unref();
  return {
    write,
    catchUp,
    leftOut: () => bounded.inc(),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await catchUp().catch(() => {});
    },
  };

  async function write(make: () => readonly NewAuditRow[]): Promise<void> {
    let entries: readonly NewAuditRow[] = [];
    try {
      entries = make();
      if (entries.length === 0) return;
      await store.append(entries);
      written.inc(entries.length);
    } catch (error) {
      failed.inc();
      const kept = isUnwritable(error) ? 0 : Math.min(entries.length, waitingEntriesMax - waiting.length);
      waiting.push(...entries.slice(0, kept));
      // The entries are masked already, so the log may hold them: for those not kept it is the only place.
      log.error(
        { err: error, waiting: waiting.length, entries },
        'a change was made whose audit entry could not be written; it is in this line',
      );
    }
  }

  async function catchUp(): Promise<void> {
    if (waiting.length === 0) return;
    catching ??= drain().finally(() => {
      catching = undefined;
    });
    await catching;
  }

  async function drain(): Promise<void> {
    const batch = waiting.slice();
    try {
      await store.append(batch);
      written.inc(batch.length);
    } catch (error) {
      failed.inc();
      if (!isUnwritable(error)) {
        throw new Fault('ENGINE_DOWN', 'The audit log can’t be written, so nothing is changed; try again in a few seconds', {
          cause: error,
        });
      }
      log.error({ err: error, entries: batch }, 'audit entries were given up because the database refuses them; they are in this line');
    }
    waiting.splice(0, batch.length);
  }
}

// What was never made, data that the table does not take (class 22, 23): the same again would fail for ever.
function isUnwritable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && /^2[23]/.test(cause.code)) return true;
  }
  return false;
}
