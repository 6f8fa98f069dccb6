import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Migration } from 'kysely';
import { connectPostgres, type Postgres } from '#adapters/postgres/connect.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/postgres/embedded.ts';
import { migrate } from '#adapters/postgres/migrate.ts';
import type { Logger } from '#core/logger.ts';

/** Names the socket folder of a running server that tests make their databases in. */
export const testSocketVariable = 'THALAMUS_TEST_POSTGRES_SOCKET';

const silent: Logger = { info() {}, warn() {}, error() {} };
// Test data may die with the machine; many test files share one server.
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
const connectionsPerTestMax = 6;

/** A fresh database of its own, gone again when disposed. */
export interface TestDatabase extends AsyncDisposable, Pick<Postgres, 'pool' | 'db' | 'tenantDb'> {
  readonly url: string;
}

/** Makes a database on the real server: the one the variable names, else one that this process starts and stops by need. */
export async function testDatabase(migrations: Readonly<Record<string, Migration>> = {}): Promise<TestDatabase> {
  const server = await borrowServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server.socket, `create database ${name}`);
  const postgres = connectPostgres(
    { host: server.socket, port: 5432, user: 'thalamus', database: name },
    { log: silent, connectionsMax: connectionsPerTestMax },
  );
  await migrate(postgres.db, migrations);
  return {
    pool: postgres.pool,
    db: postgres.db,
    tenantDb: postgres.tenantDb,
    url: `postgres://thalamus@/${name}?host=${encodeURIComponent(server.socket)}`,
    async [Symbol.asyncDispose]() {
      await postgres[Symbol.asyncDispose]();
      await administer(server.socket, `drop database ${name} with (force)`);
      await server.giveBack();
    },
  };
}

/** Starts one server for a whole test run; put `socket` into the variable of the processes that shall use it. */
export async function startSharedTestPostgres(): Promise<{ readonly socket: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-test-'));
  const server = await startEmbeddedPostgres({ folder, log: silent, settings });
  return {
    socket: server.connection.host,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function administer(socket: string, sql: string): Promise<void> {
  await using admin = connectPostgres(
    { host: socket, port: 5432, user: 'thalamus', database: 'postgres' },
    { log: silent, connectionsMax: 1 },
  );
  await admin.pool.query(sql);
}

// One server per process, stopped when its last database is gone so that the process can end; its folder stays
// until then, because starting it again takes 50 ms and initialising it a second.
const own: { folder?: string; server?: EmbeddedPostgres; borrowed: number; turn: Promise<unknown> } = {
  borrowed: 0,
  turn: Promise.resolve(),
};

async function borrowServer(): Promise<{ readonly socket: string; giveBack(): Promise<void> }> {
  const shared = process.env[testSocketVariable];
  if (shared !== undefined && shared !== '') return { socket: shared, giveBack: async () => {} };
  const socket = await inTurn(async () => {
    own.folder ??= await temporaryFolder();
    own.server ??= await startEmbeddedPostgres({ folder: own.folder, log: silent, settings });
    own.borrowed++;
    return own.server.connection.host;
  });
  return {
    socket,
    giveBack: () =>
      inTurn(async () => {
        if (--own.borrowed > 0) return;
        await own.server?.[Symbol.asyncDispose]();
        delete own.server;
      }),
  };
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = own.turn.then(work);
  own.turn = result.catch(() => {});
  return result;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-test-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
