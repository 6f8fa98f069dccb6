import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { connectPostgres } from '#adapters/postgres/connect.ts';
import { migrate } from '#adapters/postgres/migrate.ts';
import { type TestDatabase, testDatabase } from '#testing/postgres.ts';
import { migrations } from './migrations.ts';

/** A value that each type takes; a table with another type teaches this test a new one. */
const values: Readonly<Record<string, string>> = {
  text: `'x'`,
  bytea: `'\\x00'`,
  smallint: '0',
  integer: '1',
  bigint: '1',
  boolean: 'false',
  jsonb: `'{}'`,
  'timestamp with time zone': 'now()',
  'text[]': `'{}'`,
};

let database: TestDatabase;
let tables: readonly string[];

before(async () => {
  database = await testDatabase(migrations);
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant' order by 1
  `.execute(database.db);
  tables = rows.map((row) => row.name);
});
after(() => database[Symbol.asyncDispose]());

test('every table with a column tenant is locked to tenants', async () => {
  assert.ok(tables.includes('device') && tables.includes('api_key'), 'the tables are found');
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_policy p on p.polrelid = c.oid
    where c.relrowsecurity and c.relforcerowsecurity and p.polname = 'tenant' and p.polcmd = '*'
      and p.polroles = array['thalamus_tenant'::regrole::oid]
      and pg_get_expr(p.polqual, c.oid) like '(tenant = % current_setting(''thalamus.tenant''%'
      and pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid)
    order by 1`.execute(database.db);
  assert.deepEqual(
    rows.map((row) => row.name),
    tables,
  );
});

test('the role of tenants can touch nothing but those tables', async () => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
      and has_table_privilege('thalamus_tenant', oid, 'select, insert, update, delete, truncate, references, trigger')
    order by 1`.execute(database.db);
  assert.deepEqual(
    rows.map((row) => row.name),
    tables,
  );
});

test('a tenant can neither read, write, move nor delete a row of another tenant, in any table', async () => {
  for (const table of tables) {
    const row = (tenant: string) => rowOf(table, tenant);
    const name = sql.table(table);
    // As the tables' owner and without foreign keys: each table alone.
    await database.db.transaction().execute(async (trx) => {
      await sql`set local session_replication_role = replica`.execute(trx);
      await insert(trx, table, await row('acme'));
      await insert(trx, table, await row('other'));
    });
    const acme = database.tenantDb('acme');
    const seen = await sql<{ tenant: string }>`select tenant from ${name}`.execute(acme);
    assert.deepEqual(seen.rows, [{ tenant: 'acme' }], `${table}: reads its own row and no other`);
    const changed = await sql`update ${name} set tenant = tenant where tenant = 'other'`.execute(acme);
    assert.equal(changed.numAffectedRows, 0n, `${table}: changes no row of the other`);
    const deleted = await sql`delete from ${name} where tenant = 'other'`.execute(acme);
    assert.equal(deleted.numAffectedRows, 0n, `${table}: deletes no row of the other`);
    await assert.rejects(insert(acme, table, await row('third')), /row-level security/, `${table}: writes no row of the other`);
    await assert.rejects(sql`update ${name} set tenant = 'other'`.execute(acme), { code: '42501' }, `${table}: gives none away`);
    await assert.rejects(sql`truncate ${name}`.execute(acme), { code: '42501' }, `${table}: can’t be emptied`);
    const left = await sql`select from ${name} where tenant = 'other'`.execute(database.db);
    assert.equal(left.rows.length, 1, `${table}: the other’s row is still there`);
  }
});

test('an owner who is no superuser can make every table and sees all tenants, who see themselves', async () => {
  await using world = await testDatabase();
  const user = new URL(world.url.replace('@/', '@localhost/')).pathname.replace('/test_', 'owner_');
  await world.pool.query(`drop table kysely_migration, kysely_migration_lock; create role ${user} login;
    grant create, usage on schema public to ${user}; grant thalamus_tenant to ${user}`);
  try {
    const log = { info() {}, warn() {}, error() {} };
    await using owner = connectPostgres(world.url.replace('//thalamus@', `//${user}@`), { log, connectionsMax: 1 });
    await migrate(owner.db, migrations);
    await sql`insert into tenant (name) values ('acme'), ('other')`.execute(owner.db);
    await sql`insert into registry_default values ('acme'), ('other')`.execute(owner.db);
    const seenBy = async (db: Kysely<unknown>) => (await sql<{ tenant: string }>`select tenant from registry_default`.execute(db)).rows;
    assert.deepEqual(await seenBy(owner.db), [{ tenant: 'acme' }, { tenant: 'other' }]);
    assert.deepEqual(await seenBy(owner.tenantDb('acme')), [{ tenant: 'acme' }]);
  } finally {
    await world.pool.query(`drop owned by ${user} cascade; drop role ${user}`);
  }
});

/** A row with a value in every column that needs one. */
async function rowOf(table: string, tenant: string): Promise<Readonly<Record<string, string>>> {
  const { rows } = await sql<{ name: string; type: string }>`
    select attname as name, format_type(atttypid, null) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attnotnull and not atthasdef and attidentity = ''
  `.execute(database.db);
  const row: Record<string, string> = { tenant: `'${tenant}'` };
  for (const { name, type } of rows) {
    if (name === 'tenant') continue;
    const value = values[type];
    assert.ok(value, `${table}.${name}: this test knows no value of the type ${type}`);
    // Texts may be keys across tenants.
    row[name] = type === 'text' ? `'${name} of ${tenant}'` : value;
  }
  return row;
}

async function insert(db: Kysely<unknown>, table: string, row: Readonly<Record<string, string>>): Promise<void> {
  const columns = Object.keys(row).map((column) => sql.ref(column));
  await sql`insert into ${sql.table(table)} (${sql.join(columns)}) values (${sql.raw(Object.values(row).join(', '))})`.execute(db);
}
