import { createMemoryBus } from '#adapters/bus/memory.ts';
import { openSegmentLog } from '#adapters/log/segments/segment-log.ts';
import { connectPostgres, type Postgres } from '#adapters/postgres/connect.ts';
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts';
import { startChdb } from '#adapters/telemetry/chdb/engine.ts';
import type { Logger } from '#core/logger.ts';
import type { Config } from './config.ts';
import type { Home } from './home.ts';
import type { Ports } from './ports.ts';
import { StartError } from './start-error.ts';

/** The engines that need nothing installed: PostgreSQL and chDB as children of ours, the log as files. Tells each that is `ready`. */
export async function openEmbedded(config: Config, home: Home, log: Logger, ready: (engine: string) => void): Promise<Ports> {
  const stack = new AsyncDisposableStack();
  // Side by side, each registered as soon as it runs, so that a failure of one stops the others.
  const opened = <T>(engine: string, opening: Promise<T>, close: (value: T) => PromiseLike<void>): Promise<T> =>
    opening.then((value) => {
      stack.adopt(value, close);
      ready(engine);
      return value;
    });
  const openings = [
    opened('postgres', openPostgres(config, home, log), (postgres) => postgres[Symbol.asyncDispose]()),
    opened('telemetry', startChdb({ folder: home.telemetry, memoryBytesMax: config.telemetryMemoryBytesMax, log }), (engine) =>
      engine.close(),
    ),
    opened('log', openSegmentLog({ folder: home.log, bytesMax: config.ingestLogBytesMax, log }), (ingestLog) => ingestLog.close()),
  ] as const;
  try {
    const [postgres, telemetry, ingestLog] = await Promise.all(openings);
    return {
      pool: postgres.pool,
      db: postgres.db,
      tenantDb: postgres.tenantDb,
      pingPostgres: () => postgres.ping(),
      telemetry,
      log: ingestLog,
      events: createMemoryBus(log),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await Promise.allSettled(openings);
    await stack.disposeAsync();
    throw error;
  }
}

async function openPostgres(config: Config, home: Home, log: Logger): Promise<Postgres> {
  if (config.postgresUrl !== undefined) {
    const outside = connectPostgres(config.postgresUrl, { log });
    try {
      await outside.ping();
    } catch (error) {
      await outside[Symbol.asyncDispose]();
      throw new StartError(`THALAMUS_POSTGRES_URL: expected a PostgreSQL that answers; ${error instanceof Error ? error.message : error}`);
    }
    return outside;
  }
  const server = await startEmbeddedPostgres({ folder: home.postgres, log });
  const postgres = connectPostgres({ ...server.connection }, { log });
  return {
    ...postgres,
    async [Symbol.asyncDispose]() {
      await postgres[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
