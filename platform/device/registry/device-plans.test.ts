import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type CompiledQuery, DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { readFilter } from '#core/filter/filter.ts';
import { type TestRegistry, testRegistry } from '#testing/registry.ts';
import { deviceVocabulary } from './device-filter.ts';
import { createDeviceList, type DeviceList } from './device-list.ts';
import { createDeviceStore, type DeviceStore } from './device-store.ts';
import type { RegistryTables } from './tables.ts';

// Enough that a scan of a tenant costs more than an index.
const devicesOfEach = 10_000;
let registry: TestRegistry;

before(async () => {
  registry = await testRegistry();
  const { db } = registry.database;
  await sql`insert into product select name, 'pump', null, 'open', '[]', 1, now() from tenant`.execute(db);
  await sql`insert into device (tenant, name, product, label, secret_hash, created_at)
    select tenant.name, 'dev-' || lpad(i::text, 6, '0'), 'pump', md5(i::text), '', now()
    from tenant, generate_series(1, ${devicesOfEach}::int) as i`.execute(db);
  await sql`vacuum analyze device`.execute(db);
});
after(() => registry[Symbol.asyncDispose]());

test('a page by name is read from the index of tenant and name, under the lock of tenants too', async () => {
  const plan = await planOf(({ list }) => list.page('acme', {}, 'name', 'dev-002000 dev-002000', 51));
  assert.match(
    plan,
    /Index Scan using device_pkey on device d\n.*Index Cond: \(\(tenant = 'acme'::text\) AND \(name > 'dev-002000'::text\)\)/,
  );
  assert.doesNotMatch(plan, /Sort|Seq Scan on device/);
});

test('a search by substring is read from the index of trigrams, under the lock of tenants too', async () => {
  const plan = await planOf(({ list }) => list.page('acme', { search: '001234' }, 'name', undefined, 51));
  assert.match(plan, /Bitmap Index Scan on device_by_text/);
  assert.doesNotMatch(plan, /Seq Scan on device d/);
});

test('a pattern is read from the indexes that its text allows, under the lock of tenants too', async () => {
  const planned = (pattern: string) => {
    const filter = readFilter(`name.matches(${pattern})`, deviceVocabulary);
    return planOf(({ list }) => list.page('acme', { filter }, 'name', undefined, 51));
  };
  assert.match(await planned("'00123[45]$'"), /Bitmap Index Scan on device_by_text/);
  assert.match(await planned("'^dev-0012'"), /Index Cond: .*\(name >= 'dev-0012'::text\) AND \(name < 'dev-0013'::text\)/);
});

test('the lock of tenants costs a plan nothing but one look at the tenant', async () => {
  const plan = await planOf(({ store }) => store.find('acme', 'dev-000001'));
  assert.match(plan, /Index Cond: \(\(tenant = 'acme'::text\) AND \(name = 'dev-000001'::text\)\)/);
  assert.match(plan, /One-Time Filter: \(\(InitPlan 1\)\.col1 = 'acme'::text\)/);
});

/** How the server would do what a method of the store asks, as the tenant. */
async function planOf(ask: (of: { readonly store: DeviceStore; readonly list: DeviceList }) => Promise<unknown>): Promise<string> {
  const asked: CompiledQuery[] = [];
  const dry = new Kysely<RegistryTables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query }) => void asked.push(query),
  });
  await ask({ store: createDeviceStore(dry, () => dry), list: createDeviceList(() => dry) });
  const [query] = asked;
  assert.ok(query !== undefined);
  const { rows } = await registry.database.tenantDb('acme').executeQuery<{ 'QUERY PLAN': string }>({
    ...query,
    sql: `explain (costs off) ${query.sql}`,
  });
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
