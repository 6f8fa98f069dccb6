import type { Logger } from '#core/logger.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import { selectRows } from '../query/rows.ts';
import { tenantOf } from './tables.ts';

/** How often the size of the tenants' tables is measured; a full tenant may write that much longer. */
export const measureStorageMs = 60_000;

export interface StorageMeter {
  /** Tells every tenant's meter what its tables take on disk. */
  measure(): Promise<void>;
  stop(): Promise<void>;
}

/** Measures at once and then every minute, with one query for all tenants; while the engine is away the last measure holds. */
export function startStorageMeter(engine: TelemetryEngine, quotas: Quotas, logger: Logger): StorageMeter {
  const seen = new Set<string>();
  let turn = regularly();
  const timer = setInterval(() => {
    turn = turn.then(regularly);
  }, measureStorageMs).unref();
  return {
    measure,
    async stop() {
      clearInterval(timer);
      await turn;
    },
  };

  async function measure(): Promise<void> {
    const rows = await selectRows(
      engine,
      `SELECT database, toString(sum(bytes_on_disk)) FROM system.parts WHERE active AND startsWith(database, 't_') GROUP BY database`,
    );
    const sizes = new Map(rows.map(([database, bytes]) => [tenantOf(String(database)), Number(bytes)]));
    for (const tenant of sizes.keys()) seen.add(tenant);
    // Who has no part any more has nothing.
    for (const tenant of seen) quotas.meter(tenant).observe('storageBytes', sizes.get(tenant) ?? 0);
  }

  async function regularly(): Promise<void> {
    await measure().catch((error) => logger.warn({ err: error }, 'the size of the telemetry tables could not be measured'));
  }
}
