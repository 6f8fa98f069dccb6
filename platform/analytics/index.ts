import { setTimeout as delay } from 'node:timers/promises';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { Ingest } from '#core/ports/ingest.ts';
import type { IngestLog } from '#core/ports/ingest-log.ts';
import type { LastValues } from '#core/ports/last-values.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import type { Route } from '#core/route.ts';
import { createDeviceStates } from './ingest/device-state.ts';
import { createIngest, type IngestCounters } from './ingest/ingest.ts';
import { startWriter, type WriterCounters } from './ingest/writer.ts';
import { createPrepareTable } from './ingest/writer-store.ts';
import { createQueries } from './query/queries.ts';
import { queryRoutes } from './query/query-routes.ts';
import { createTelemetryStore } from './store/telemetry-store.ts';

export type { IngestCounters, WriterCounters };

export interface AnalyticsNeeds {
  readonly engine: TelemetryEngine;
  readonly log: IngestLog;
  readonly directory: DeviceDirectory;
  readonly events: EventBus;
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
  /** Resolves when everything reported so far is in the tables. */
  caughtUp(): Promise<void>;
}

/** How long the stop waits for the tables to take what is in the log; the rest waits there for the next start. */
export const finalRoundMs = 5_000;

/** The way of data into the tables and out again. Begins at once with what the last run left in the log. */
export function createAnalyticsPlatform(needs: AnalyticsNeeds): AnalyticsPlatform {
  const { engine, log, directory, events, logger, now } = needs;
  const store = createTelemetryStore({ engine });
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
  const unsubscribe = events.on('product.changed', ({ product }) => {
    store.ensure(product).catch((error) => logger.warn({ err: error, product: product.name }, 'the tables will follow with the next data'));
  });

  return {
    ingest,
    lastValues: states,
    routes: queryRoutes({ queries, lastValues: states }),
    counters: { ingest: ingest.counters, writer: writer.counters },
    caughtUp,
    async [Symbol.asyncDispose]() {
      // Behind a full disk nothing settles; what was acknowledged is in the log all the same.
      const clock = new AbortController();
      await Promise.race([caughtUp(), delay(finalRoundMs, undefined, { signal: clock.signal }).catch(() => {})]);
      clock.abort();
      unsubscribe();
      await writer.stop();
    },
  };

  async function caughtUp(): Promise<void> {
    await ingest.settled();
    await writer.caughtUp();
  }
}
