import { setTimeout as delay } from 'node:timers/promises';
import type { ProductRef } from '#core/device.ts';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { Ingest } from '#core/ports/ingest.ts';
import type { IngestLog } from '#core/ports/ingest-log.ts';
import type { LastValues } from '#core/ports/last-values.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import type { Route } from '#core/route.ts';
import { createDeviceStates } from './ingest/device-state.ts';
import { createIngest, type IngestCounters } from './ingest/ingest.ts';
import { startWriter, type WriterCounters } from './ingest/writer.ts';
import { createPrepareTable } from './ingest/writer-store.ts';
import { createQueries } from './query/queries.ts';
import { queryRoutes } from './query/query-routes.ts';
import { startStorageMeter } from './store/storage-meter.ts';
import { createTelemetryStore } from './store/telemetry-store.ts';

export type { IngestCounters, WriterCounters };

export interface AnalyticsNeeds {
  readonly engine: TelemetryEngine;
  readonly log: IngestLog;
  readonly directory: DeviceDirectory;
  readonly events: EventBus;
  readonly quotas: Quotas;
  readonly logger: Logger;
  readonly now: () => number;
  /** Keeps rows that no table will ever take. */
  readonly setAside: (rows: Uint8Array, why: string) => Promise<void>;
}

export interface AnalyticsPlatform extends AsyncDisposable {
  readonly ingest: Ingest;
  readonly lastValues: LastValues;
  readonly routes: readonly Route[];
  readonly counters: { readonly ingest: IngestCounters; readonly writer: WriterCounters };
  /** Measures what tenants have on disk, as is done every minute. */
  measureStorage(): Promise<void>;
  /** Resolves when everything reported so far is in the tables. */
  caughtUp(): Promise<void>;
}

/** How long the stop waits for the tables to take what is in the log; the rest waits there for the next start. */
export const finalRoundMs = 5_000;

/** The way of data into the tables and out again. Begins at once with what the last run left in the log. */
export function createAnalyticsPlatform(needs: AnalyticsNeeds): AnalyticsPlatform {
  const { engine, log, directory, events, quotas, logger, now } = needs;
  const store = createTelemetryStore({ engine, retentionDays: (tenant) => quotas.meter(tenant).limit('retentionDays') });
  const storage = startStorageMeter(engine, quotas, logger);
  const queries = createQueries({ engine, store, directory });
  let replayed = false;
  const states = createDeviceStates(
    (device) => queries.latestFromTable(device),
    () => replayed,
    now,
  );
  const ingest = createIngest({ log, states, events, now });
  const prepare = createPrepareTable(store, directory);
  const writer = startWriter({ log, engine, prepare, logger, setAside: needs.setAside, released: () => ingest.relieve() });
  void writer.caughtUp().then(() => {
    replayed = true;
  });
  // Tables follow the model at once, so that a query finds the new column; a failure is made good by the next insert.
  const follow = (product: ProductRef) => {
    store.ensure(product).catch((error) => logger.warn({ err: error, product: product.name }, 'the tables will follow with the next data'));
  };
  const unsubscribe = [
    events.on('product.changed', ({ product }) => follow(product)),
    // The retention may be another.
    events.on('quota.changed', ({ tenant }) => {
      directory.products().then(
        (products) => products.filter((product) => product.tenant === tenant).forEach(follow),
        (error) => logger.warn({ err: error, tenant }, 'the retention will follow with the next data'),
      );
    }),
  ];

  return {
    ingest,
    lastValues: states,
    routes: queryRoutes({ queries, lastValues: states }),
    counters: { ingest: ingest.counters, writer: writer.counters },
    measureStorage: () => storage.measure(),
    caughtUp,
    async [Symbol.asyncDispose]() {
      // Behind a full disk nothing settles; what was acknowledged is in the log all the same.
      const clock = new AbortController();
      await Promise.race([caughtUp(), delay(finalRoundMs, undefined, { signal: clock.signal }).catch(() => {})]);
      clock.abort();
      for (const end of unsubscribe) end();
      await storage.stop();
      await writer.stop();
    },
  };

  async function caughtUp(): Promise<void> {
    await ingest.settled();
    await writer.caughtUp();
  }
}
