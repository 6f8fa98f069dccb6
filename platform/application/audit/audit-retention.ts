import type { Logger } from '#core/logger.ts';
import type { AuditStore } from './audit-store.ts';

/** Entries deleted at once; the rest follows at once after it, so that no statement runs long. */
export const forgottenRowsMax = 5_000;
/** How often entries older than the configured days are looked for. */
export const forgetEveryMs = 3_600_000;

/** Deletes what is older than the configured days, hourly; the first time at once. */
export function startAuditRetention(store: AuditStore, keptDays: number, log: Logger): AsyncDisposable {
  let stopped = false;
  let running = forget();
  const timer = setInterval(() => {
    running = forget();
  }, forgetEveryMs).unref();
  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };

  async function forget(): Promise<void> {
    try {
      while (!stopped && (await store.forget(keptDays, forgottenRowsMax)) === forgottenRowsMax);
    } catch (error) {
      log.warn({ err: error }, 'old entries of the audit log could not be deleted');
    }
  }
}
