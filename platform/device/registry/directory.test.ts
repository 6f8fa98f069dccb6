import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createDevicePlatform } from '#platform/device/index.ts';
import { testMeters } from '#testing/quotas.ts';
import { type TestRegistry, testRegistry } from '#testing/registry.ts';
import type { Registered } from './device.ts';
import { loginCachedMs, unknownCachedMs } from './directory.ts';

async function registryWithDevices(
  count: number,
  now?: () => number,
): Promise<{ registry: TestRegistry; devices: readonly Registered[]; queries: () => number }> {
  const registry = await testRegistry(now === undefined ? {} : { now });
  await registry.call('createProduct', { body: { name: 'pump' } });
  const { items } = await registry.call<{ items: Registered[] }>('createDevices', { body: { name: 'd', product: 'pump', count } });
  let queries = 0;
  // Counted where the pool hands out a connection: one per query.
  registry.database.pool.on('acquire', () => queries++);
  return { registry, devices: items, queries: () => queries };
}

test('a storm of logins is a handful of queries, and a second one is none', async () => {
  const { registry, devices, queries } = await registryWithDevices(1000);
  await using _ = registry;
  const storm = () => Promise.all(devices.map((d) => registry.platform.directory.login('acme', d.name, d.credentials.password)));
  assert.ok((await storm()).every((result) => result.ok));
  assert.ok(queries() <= 3, `${queries()} queries`);
  const before = queries();
  assert.ok((await storm()).every((result) => result.ok));
  assert.equal(queries(), before);
});

test('a device and its product are one object each, whoever asks and however often', async () => {
  const { registry, devices } = await registryWithDevices(2);
  await using _ = registry;
  const { directory } = registry.platform;
  const [first, second, byLogin] = await Promise.all([
    directory.device('acme', 'd-1'),
    directory.device('acme', 'd-2'),
    directory.login('acme', 'd-1', devices[0]?.credentials.password ?? ''),
  ]);
  assert.ok(first && byLogin.ok);
  assert.equal(byLogin.device, first);
  assert.equal(second?.product, first.product);
  assert.equal(await directory.product('acme', 'pump'), first.product);
  assert.equal((await directory.products())[0], first.product);
});

test('refusals say why', async () => {
  const { registry, devices } = await registryWithDevices(1);
  await using _ = registry;
  const { directory } = registry.platform;
  const secret = devices[0]?.credentials.password ?? '';
  const wrong = await directory.login('acme', 'd-1', `${secret}x`);
  assert.deepEqual([wrong.ok || wrong.reason, wrong.device?.name], ['wrong-secret', 'd-1']);
  for (const [tenant, name] of [
    ['acme', 'none'],
    ['none', 'd-1'],
    ['acme', 'd\0'],
    ['', ''],
    ['acme/d-1', 'd-1'],
    ['ACME', 'd-1'],
  ] as const) {
    assert.deepEqual(await directory.login(tenant, name, secret), { ok: false, reason: 'unknown-device' });
  }
});

test('what is remembered is asked for again after its time', async () => {
  let at = 1_000_000;
  const { registry, queries } = await registryWithDevices(1, () => at);
  await using _ = registry;
  const ask = async (name: string) => {
    const before = queries();
    await registry.platform.directory.login('acme', name, 'x');
    return queries() - before > 0;
  };
  assert.deepEqual([await ask('d-1'), await ask('d-1'), await ask('none'), await ask('none')], [true, false, true, false]);
  at += unknownCachedMs;
  assert.deepEqual([await ask('d-1'), await ask('none')], [false, true]);
  at += loginCachedMs;
  assert.equal(await ask('d-1'), true);
});

test('a device that was unknown a moment ago can log in as soon as it is registered', async () => {
  const { registry } = await registryWithDevices(1);
  await using _ = registry;
  assert.equal((await registry.platform.directory.login('acme', 'late', 'x')).ok, false);
  const { credentials } = await registry.call<Registered>('createDevice', { body: { name: 'late', product: 'pump' } });
  assert.equal((await registry.platform.directory.login('acme', 'late', credentials.password)).ok, true);
});

test('a login under way while the secret changes is judged by the new secret', async () => {
  const { registry, devices } = await registryWithDevices(1);
  await using _ = registry;
  const { pool, db, tenantDb } = registry.database;
  // A directory that knows nothing yet, and hears the same events.
  await using fresh = createDevicePlatform({
    secret: new Uint8Array(32),
    db,
    tenantDb,
    events: registry.events,
    quotas: testMeters(),
    log: { info() {}, warn() {}, error() {} },
  });
  const blocker = await pool.connect();
  await blocker.query('begin; lock table product in access exclusive mode');
  // Reads the device's row, then waits for its product, which is locked.
  const login = fresh.directory.login('acme', 'd-1', devices[0]?.credentials.password ?? '');
  while ((await pool.query('select from pg_locks where not granted')).rowCount === 0);
  await registry.call('rotateDeviceSecret', { params: { device: 'd-1' } });
  await blocker.query('commit');
  blocker.release();
  const answer = await login;
  assert.equal(answer.ok || answer.reason, 'wrong-secret');
});

test('while the table can’t be read a login is an error, not a refusal, and those who are known still get in', async () => {
  const { registry, devices } = await registryWithDevices(2);
  await using _ = registry;
  const [known, asked] = devices;
  assert.ok(known && asked);
  await registry.platform.directory.login('acme', known.name, known.credentials.password);
  await sql`alter table device rename to device_away`.execute(registry.database.db);
  await assert.rejects(registry.platform.directory.login('acme', asked.name, asked.credentials.password));
  assert.equal((await registry.platform.directory.login('acme', known.name, known.credentials.password)).ok, true);
});
