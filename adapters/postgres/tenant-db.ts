import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { tenantName } from '#core/names.ts';
import { engineFault } from './engine-fault.ts';
import { tenantRole } from './tenant-lock.ts';

/** What one tenant may see and change: every statement runs as the tenant's role, whatever its conditions say. */
export type TenantDb = (tenant: string) => Kysely<unknown>;

/**
 * A Kysely per tenant over a pool that pipelines. A statement alone is a transaction of its own, sent with what opens and
 * what ends it in one go: one round trip. Role and tenant are local to the transaction, so the connection goes back without them.
 */
export function createTenantDb(pool: pg.Pool): TenantDb {
  return (tenant) => new Kysely<unknown>({ dialect: new PostgresDialect({ pool: tenantPool(pool, tenantName.parse(tenant)) }) });
}

function tenantPool(pool: pg.Pool, tenant: string): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect().catch((error) => Promise.reject(engineFault(error)));
      return tenantClient(client, `set local role ${tenantRole}; set local thalamus.tenant = '${tenant}'`);
    },
    // The pool is not ours to end.
    end: async () => {},
  };
}

function tenantClient(client: pg.PoolClient, become: string): PostgresPoolClient {
  let inTransaction = false;
  const query = (sql: string, parameters: readonly unknown[]): Promise<unknown> =>
    run(sql, parameters).catch((error) => Promise.reject(engineFault(error)));
  return {
    query: query as PostgresPoolClient['query'],
    release: () => giveBack(client),
  };

  async function run(sql: string, parameters: readonly unknown[]): Promise<unknown> {
    if (/^(?:begin|start transaction)\b/.test(sql)) {
      inTransaction = true;
      return client.query(`${sql}; ${become}`);
    }
    if (sql === 'rollback') return client.query(sql);
    if (sql === 'commit') return assertCommitted(await client.query(sql));
    return inTransaction ? client.query(sql, [...parameters]) : alone(sql, parameters);
  }

  async function alone(sql: string, parameters: readonly unknown[]): Promise<unknown> {
    // Corked, all three leave in one write.
    client.connection.stream.cork();
    // When becoming the tenant fails, the transaction is broken, and what follows in it is refused rather than done as somebody else.
    const steps = [client.query(`begin; ${become}`), client.query(sql, [...parameters]), client.query('commit')] as const;
    client.connection.stream.uncork();
    const [begun, done, ended] = await Promise.allSettled(steps);
    for (const step of [begun, done, ended]) if (step.status === 'rejected') throw step.reason;
    if (ended.status === 'fulfilled') assertCommitted(ended.value);
    return done.status === 'fulfilled' ? done.value : undefined;
  }
}

/** A connection whose transaction did not end is thrown away: whoever gets it next must not be this tenant. */
export function giveBack(client: pg.PoolClient): void {
  client.release(client.getTransactionStatus() !== 'I');
}

/** COMMIT of a transaction in which a statement failed succeeds, and rolls back. */
function assertCommitted(ended: pg.QueryResult): pg.QueryResult {
  if (ended.command !== 'COMMIT') throw new Error('nothing was changed: a statement of this transaction had failed');
  return ended;
}
