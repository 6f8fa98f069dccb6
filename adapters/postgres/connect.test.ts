import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { Fault } from '#core/errors.ts';
import type { Logger } from '#core/logger.ts';
import { testDatabase } from '#testing/postgres.ts';
import { connectPostgres } from './connect.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { migrate } from './migrate.ts';
import { signal } from './processes.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const isDown = (error: unknown): boolean => error instanceof Fault && error.code === 'ENGINE_DOWN';

test('an outside server is reached by its URL', async () => {
  await using test = await testDatabase();
  await using outside = connectPostgres(test.url, { log });
  await outside.ping();
  const { rows } = await sql<{ db: string }>`select current_database() as db`.execute(outside.db);
  assert.match(rows[0]?.db ?? '', /^test_/);
});

test('a server that is away is the fault ENGINE_DOWN', async () => {
  await using away = connectPostgres('postgres://x@127.0.0.1:1/none', { log });
  await assert.rejects(away.ping(), isDown);
  await assert.rejects(sql`select 1`.execute(away.db), isDown);
});

test('a crash in the middle of a transaction is the fault ENGINE_DOWN, and later queries work again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-connect-'));
  await chmod(folder, 0o755);
  try {
    await using server = await startEmbeddedPostgres({ folder, log });
    await using postgres = connectPostgres(server.connection, { log });
    await sql`create table t (v int)`.execute(postgres.db);
    const up = new Promise<void>((resolve) => {
      server.onState((state) => state === 'up' && resolve());
    });
    const broken = postgres.db.transaction().execute(async (trx) => {
      await sql`insert into t values (1)`.execute(trx);
      signal(server.pid() ?? 0, 'SIGKILL');
      await up;
      await sql`insert into t values (2)`.execute(trx);
    });
    await assert.rejects(broken, isDown);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from t`.execute(postgres.db);
    assert.deepEqual(rows, [{ n: 0 }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a statement that takes too long is the fault QUERY_TIMEOUT', async () => {
  await using test = await testDatabase();
  await using slow = connectPostgres(test.url, { log, connectionsMax: 1 });
  await sql`set statement_timeout = 20`.execute(slow.db);
  await assert.rejects(sql`select pg_sleep(5)`.execute(slow.db), (e: unknown) => e instanceof Fault && e.code === 'QUERY_TIMEOUT');
});

test('an error of the statement itself stays what it is', async () => {
  await using test = await testDatabase();
  await assert.rejects(sql`select nonsense`.execute(test.db), { code: '42703' });
});

const counting = {
  '0001-one': { up: (db: Kysely<unknown>) => sql`create table one as select 1 as v`.execute(db).then(() => {}) },
  '0002-two': { up: (db: Kysely<unknown>) => sql`insert into one values (2)`.execute(db).then(() => {}) },
};

test('migrations run in order and once, however many start at the same time', async () => {
  await using test = await testDatabase();
  const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(test.db, counting)));
  assert.deepEqual(runs.flat(), ['0001-one', '0002-two']);
  const { rows } = await sql<{ v: number }>`select v from one order by v`.execute(test.db);
  assert.deepEqual(rows, [{ v: 1 }, { v: 2 }]);
  assert.deepEqual(await migrate(test.db, counting), []);
});

test('a migration that fails is undone and named', async () => {
  await using test = await testDatabase();
  const bad = { ...counting, '0003-bad': { up: (db: Kysely<unknown>) => sql`insert into nowhere values (1)`.execute(db).then(() => {}) } };
  await assert.rejects(migrate(test.db, bad), /migration 0003-bad failed.*nowhere/);
  await migrate(test.db, counting);
});

test('a database of a newer Thalamus is refused in words', async () => {
  await using test = await testDatabase(counting);
  await assert.rejects(migrate(test.db, { '0001-one': counting['0001-one'] }), /written by a newer one/);
});
