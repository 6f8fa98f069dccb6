import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Logger } from '#core/logger.ts';
import { engineFault } from './engine-fault.ts';
import { createTenantDb, giveBack, type TenantDb } from './tenant-db.ts';

/** Most connections of one pool; more callers wait for one, at most `connectMs`. */
const poolConnectionsMax = 12;
const connectMs = 5000;
/** Longest statement; then it fails with `QUERY_TIMEOUT`. */
const statementMs = 15_000;
/** A connection unused for this long is closed: an idle platform keeps few server processes. */
const idleConnectionMs = 30_000;

export interface Postgres extends AsyncDisposable {
  readonly pool: pg.Pool;
  /** Its queries throw `Fault('ENGINE_DOWN')` while the server is away. */
  readonly db: Kysely<unknown>;
  /** The same for the statements of one tenant, who sees nothing of another. */
  readonly tenantDb: TenantDb;
  /** Resolves when the server answers; throws `Fault('ENGINE_DOWN')` when not. */
  ping(): Promise<void>;
}

export interface ConnectOptions {
  readonly log: Logger;
  readonly connectionsMax?: number;
}

/** Opens a pool to the embedded server (its `connection`) or to an outside one (a URL). Connects at first use. */
export function connectPostgres(
  to: string | Readonly<pg.PoolConfig>,
  { log, connectionsMax = poolConnectionsMax }: ConnectOptions,
): Postgres {
  const pool = new pg.Pool({
    ...(typeof to === 'string' ? { connectionString: to } : to),
    max: connectionsMax,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: idleConnectionMs,
    statement_timeout: statementMs,
    application_name: 'thalamus',
    keepAlive: true,
    // `tenantDb` sends a statement together with what opens and ends its transaction.
    pipeline: true,
  });
  // Without listeners a connection that breaks while idle, or between two queries of a transaction, would end the process.
  pool.on('error', (error) => {
    // Only the message: the error carries the whole client.
    if (!pool.ending) log.warn({ reason: error.message }, 'an idle connection to PostgreSQL broke');
  });
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: faultingPool(pool) }) });

  let ended: Promise<void> | undefined;
  return {
    pool,
    db,
    tenantDb: createTenantDb(pool),
    async ping() {
      await pool.query('select 1').catch((error) => Promise.reject(engineFault(error)));
    },
    [Symbol.asyncDispose]() {
      ended ??= db.destroy().then(() => (pool.ended ? undefined : pool.end()));
      return ended;
    },
  };
}

/** The pool as Kysely sees it, with the errors of connecting and asking turned into faults. */
function faultingPool(pool: pg.Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect().catch((error) => Promise.reject(engineFault(error)));
      return faultingClient(client);
    },
    end: () => pool.end(),
  };
}

function faultingClient(client: pg.PoolClient): PostgresPoolClient {
  // Kysely's streaming hands over a cursor instead of a text; nobody streams from the registry.
  const query = (sql: string, parameters: readonly unknown[]): Promise<unknown> =>
    client.query(sql, [...parameters]).catch((error) => Promise.reject(engineFault(error)));
  return { query: query as PostgresPoolClient['query'], release: () => giveBack(client) };
}
