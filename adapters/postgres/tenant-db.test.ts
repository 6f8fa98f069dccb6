import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { Fault } from '#core/errors.ts';
import type { Logger } from '#core/logger.ts';
import { type TestDatabase, testDatabase } from '#testing/postgres.ts';
import { connectPostgres } from './connect.ts';
import { migrate } from './migrate.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const isDown = (error: unknown): boolean => error instanceof Fault && error.code === 'ENGINE_DOWN';

const migrations = {
  '0001-thing': {
    async up(db: TestDatabase['db']) {
      await sql`create table thing (tenant text not null, name text not null, primary key (tenant, name))`.execute(db);
      await sql`create table word (
        text text primary key,
        next text references word (text) deferrable initially deferred,
        tenant text
      )`.execute(db);
      await sql`insert into thing values ('acme', 'a'), ('acme', 'b'), ('other-co', 'c')`.execute(db);
    },
  },
};
type Tables = { thing: { tenant: string; name: string }; word: { text: string; next: string | null; tenant: string } };

/** One connection, so that each statement meets what the one before left behind. */
async function oneConnection() {
  const database = await testDatabase(migrations);
  const postgres = connectPostgres(database.url, { log, connectionsMax: 1 });
  return {
    postgres,
    acme: postgres.tenantDb('acme').withTables<Tables>(),
    async left() {
      const { rows } = await sql<{ role: string; tenant: string }>`
        select current_user as role, coalesce(current_setting('thalamus.tenant', true), '') as tenant`.execute(postgres.db);
      return rows[0];
    },
    backend: async () => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(postgres.db)).rows[0]?.pid,
    kill: (pid: number) => database.pool.query('select pg_terminate_backend($1)', [pid]),
    things: async () => (await database.pool.query('select name from thing order by name')).rows.map((row) => row.name).join(' '),
    async [Symbol.asyncDispose]() {
      await postgres[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const clean = { role: 'thalamus', tenant: '' };

test('a tenant sees its own rows only, also when the condition is forgotten, and the connection goes back clean', async () => {
  await using world = await oneConnection();
  assert.deepEqual((await world.acme.selectFrom('thing').select('name').execute()).map((row) => row.name).sort(), ['a', 'b']);
  assert.deepEqual(await world.left(), clean);
  assert.deepEqual(await world.postgres.tenantDb('other-co').withTables<Tables>().selectFrom('thing').select('name').execute(), [
    { name: 'c' },
  ]);
  assert.equal((await world.acme.deleteFrom('thing').executeTakeFirst()).numDeletedRows, 2n);
  assert.equal(await world.things(), 'c');
});

test('the role of tenants without a tenant sees and writes nothing', async () => {
  await using world = await oneConnection();
  const write = world.postgres.db.transaction().execute(async (trx) => {
    await sql`set local role thalamus_tenant`.execute(trx);
    assert.deepEqual(await trx.withTables<Tables>().selectFrom('thing').selectAll().execute(), []);
    await trx.withTables<Tables>().insertInto('thing').values({ tenant: 'acme', name: 'd' }).execute();
  });
  await assert.rejects(write, /row-level security/);
});

test('a name that is no tenant’s never gets into a statement', async () => {
  await using world = await oneConnection();
  for (const name of ['', "x'; reset role; --", 'Acme', 'acme ']) assert.throws(() => world.postgres.tenantDb(name));
});

test('a transaction is one tenant’s as a whole, commits once, and rolls back as a whole', async () => {
  await using world = await oneConnection();
  await world.acme.transaction().execute(async (trx) => {
    await trx.insertInto('thing').values({ tenant: 'acme', name: 'd' }).execute();
    assert.equal((await trx.selectFrom('thing').select('name').execute()).length, 3);
  });
  assert.equal(await world.things(), 'a b c d');
  const broken = world.acme
    .transaction()
    .setIsolationLevel('serializable')
    .execute(async (trx) => {
      await trx.insertInto('thing').values({ tenant: 'acme', name: 'e' }).execute();
      throw new Error('no');
    });
  await assert.rejects(broken, /no/);
  assert.equal(await world.things(), 'a b c d');
  assert.deepEqual(await world.left(), clean);
});

test('an error of a statement is told as it is and leaves neither role nor tenant behind', async () => {
  await using world = await oneConnection();
  const before = await world.backend();
  await assert.rejects(world.acme.insertInto('thing').values({ tenant: 'other-co', name: 'x' }).execute(), { code: '42501' });
  await assert.rejects(world.acme.insertInto('thing').values({ tenant: 'acme', name: 'a' }).execute(), { code: '23505' });
  await assert.rejects(
    world.acme.transaction().execute((trx) => sql`select nonsense`.execute(trx)),
    { code: '42703' },
  );
  await assert.rejects(sql`create table mine ()`.execute(world.acme), { code: '42501' });
  assert.deepEqual(await world.left(), clean);
  assert.equal(await world.backend(), before, 'the connection was good for another use');
});

test('an error of the commit reaches the caller, of a statement alone and of a transaction', async () => {
  await using world = await oneConnection();
  const dangling = { text: 'a', next: 'nowhere', tenant: 'acme' };
  await assert.rejects(world.acme.insertInto('word').values(dangling).execute(), { code: '23503' });
  await assert.rejects(
    world.acme.transaction().execute((trx) => trx.insertInto('word').values(dangling).execute()),
    { code: '23503' },
  );
  const swallowed = world.acme.transaction().execute(async (trx) => {
    await trx.insertInto('thing').values({ tenant: 'acme', name: 'd' }).execute();
    await sql`select nonsense`.execute(trx).catch(() => {});
  });
  await assert.rejects(swallowed, /nothing was changed/);
  assert.equal(await world.things(), 'a b c');
  assert.deepEqual(await world.left(), clean);
});

test('a connection that breaks in a transaction is the fault ENGINE_DOWN and is not used again', async () => {
  await using world = await oneConnection();
  const before = (await world.backend()) ?? 0;
  const broken = world.acme.transaction().execute(async (trx) => {
    await trx.insertInto('thing').values({ tenant: 'acme', name: 'd' }).execute();
    await world.kill(before);
    await trx.insertInto('thing').values({ tenant: 'acme', name: 'e' }).execute();
  });
  await assert.rejects(broken, isDown);
  assert.notEqual(await world.backend(), before);
  assert.deepEqual(await world.left(), clean);
  assert.equal(await world.things(), 'a b c');
});

test('a transaction that somebody left open on a connection does not reach its next user', async () => {
  await using world = await oneConnection();
  await sql`begin; set local role thalamus_tenant; set local thalamus.tenant = 'acme'`.execute(world.postgres.db);
  assert.deepEqual(await world.left(), clean);
});

test('while the tenant’s role can’t be taken on, nothing is done as anybody else', async () => {
  await using world = await oneConnection();
  await sql`create role plain login`.execute(world.postgres.db);
  try {
    await sql`set session authorization plain`.execute(world.postgres.db);
    await assert.rejects(world.acme.insertInto('thing').values({ tenant: 'acme', name: 'd' }).execute(), { code: '42501' });
    await sql`reset session authorization`.execute(world.postgres.db);
    assert.equal(await world.things(), 'a b c');
  } finally {
    await sql`drop role plain`.execute(world.postgres.db);
  }
});

test('an outside server without the right to make the role says what an administrator has to run, and after it all works', async () => {
  await using database = await testDatabase();
  const name = new URL(database.url.replace('@/', '@localhost/')).pathname.slice(1);
  const user = `poor_${name}`;
  await database.pool.query(
    `drop table kysely_migration, kysely_migration_lock; create role ${user} login; grant create, usage on schema public to ${user}`,
  );
  try {
    await using poor = connectPostgres(database.url.replace('//thalamus@', `//${user}@`), { log });
    const refused = await migrate(poor.db, migrations).catch((error: Error) => error.message);
    assert.match(String(refused), new RegExp(`create role thalamus_tenant .*; grant thalamus_tenant to "${user}";`));
    await database.pool.query(`grant thalamus_tenant to "${user}"`);
    await migrate(poor.db, migrations);
    const acme = poor.tenantDb('acme').withTables<Tables>();
    assert.equal((await acme.selectFrom('thing').select('name').execute()).length, 2);
    await assert.rejects(acme.insertInto('thing').values({ tenant: 'other-co', name: 'x' }).execute(), { code: '42501' });
    // The owner, no superuser here, still sees all.
    assert.equal((await poor.db.withTables<Tables>().selectFrom('thing').select('name').execute()).length, 3);
  } finally {
    await database.pool.query(`drop owned by ${user} cascade; drop role ${user}`);
  }
});
