import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import type { DeviceRef } from '#core/device.ts';
import { createDevicePlatform } from '#platform/device/index.ts';
import { testMeters } from '#testing/quotas.ts';
import { callRoute, type TestRegistry, testRegistry } from '#testing/registry.ts';
import type { Device } from './device.ts';
import { lastSeenWriteMs } from './presence.ts';

const at = Date.UTC(2026, 0, 1);
const silent = { info() {}, warn() {}, error() {} };

async function registryWith(names: readonly string[], now: () => number = () => at): Promise<TestRegistry> {
  const registry = await testRegistry({ now });
  await registry.call('createProduct', { body: { name: 'pump' } });
  for (const name of names) await registry.call('createDevice', { body: { name, product: 'pump' } });
  return registry;
}

async function refOf(registry: TestRegistry, name: string): Promise<DeviceRef> {
  const ref = await registry.platform.directory.device('acme', name);
  assert.ok(ref);
  return ref;
}

function presence(registry: TestRegistry, device: DeviceRef, online: boolean, epoch: number, when = at): void {
  registry.events.publish('device.presence', { device, online, epoch, at: when, reason: online ? 'connected' : 'keep-alive' });
}

function report(registry: TestRegistry, devices: readonly DeviceRef[], received: number): void {
  const [first] = devices;
  assert.ok(first);
  registry.events.publish('reports.committed', {
    product: first.product,
    properties: [],
    rows: devices.length,
    devices,
    ts: devices.map(() => received * 1000),
    cells: [],
    extras: new Map(),
    received,
  });
}

async function stored(registry: TestRegistry, device: string): Promise<unknown> {
  const { rows } = await registry.database.pool.query('select online, epoch::int, seen_at, reason from device_presence where device = $1', [
    device,
  ]);
  return rows[0];
}

const show = (registry: TestRegistry, device: string) => registry.call<Device>('getDevice', { params: { device } });

test('presence is seen at once and written in a batch', async () => {
  await using registry = await registryWith(['a']);
  const device = await refOf(registry, 'a');
  presence(registry, device, true, 1);
  assert.deepEqual(await show(registry, 'a').then((d) => [d.state, d.lastSeenAt]), ['online', '2026-01-01T00:00:00.000Z']);
  await registry.platform.flush();
  assert.deepEqual(await stored(registry, 'a'), { online: true, epoch: 1, seen_at: new Date(at), reason: null });
  presence(registry, device, false, 1, at + 5000);
  await registry.platform.flush();
  assert.deepEqual(await stored(registry, 'a'), { online: false, epoch: 1, seen_at: new Date(at + 5000), reason: 'keep-alive' });
  assert.equal((await show(registry, 'a')).state, 'offline');
});

test('a late offline of an older session does not override a newer online, in memory or in the table', async () => {
  await using registry = await registryWith(['a']);
  const device = await refOf(registry, 'a');
  presence(registry, device, true, 7);
  presence(registry, device, false, 6);
  assert.equal((await show(registry, 'a')).state, 'online');
  await registry.platform.flush();
  assert.deepEqual(await stored(registry, 'a').then((row) => (row as { online: boolean }).online), true);
});

test('reports move last-seen in memory at once and in the table every few seconds', async () => {
  let clock = at;
  await using registry = await registryWith(['a', 'b'], () => clock);
  const [a, b] = [await refOf(registry, 'a'), await refOf(registry, 'b')];
  report(registry, [a, b, a], at);
  await registry.platform.flush();
  clock = at + 3000;
  report(registry, [a], clock);
  await registry.platform.flush();
  assert.equal((await show(registry, 'a')).lastSeenAt, '2026-01-01T00:00:03.000Z');
  const seen = async () => ((await stored(registry, 'a')) as { seen_at: Date }).seen_at.getTime() - at;
  assert.equal(await seen(), 0);
  clock = at + lastSeenWriteMs;
  report(registry, [a], clock);
  await registry.platform.flush();
  assert.equal(await seen(), lastSeenWriteMs);
  assert.equal((await show(registry, 'b')).state, 'offline');
});

test('at a start every device is offline, says why, and sessions count from the beginning', async () => {
  await using registry = await registryWith(['a', 'b']);
  presence(registry, await refOf(registry, 'a'), true, 900);
  await registry.platform.flush();
  await using again = createDevicePlatform({
    secret: new Uint8Array(32),
    db: registry.database.db,
    tenantDb: registry.database.tenantDb,
    events: createMemoryBus(silent),
    quotas: testMeters(),
    log: silent,
  });
  await again.start();
  assert.deepEqual(await stored(registry, 'a'), { online: false, epoch: 0, seen_at: new Date(at), reason: 'platform-restart' });
  const states = await callRoute<{ items: Device[] }>(again.routes, 'listDevices');
  assert.deepEqual(
    states.items.map((d) => d.state),
    ['offline', 'inactive'],
  );
});

test('the last words of a removed device’s session do not become those of a new device of the same name', async () => {
  await using registry = await registryWith(['a']);
  const old = await refOf(registry, 'a');
  presence(registry, old, true, 1);
  await registry.call('deleteDevice', { params: { device: 'a' } });
  await registry.call('createDevice', { body: { name: 'a', product: 'pump' } });
  await refOf(registry, 'a');
  presence(registry, old, false, 1);
  report(registry, [old], at);
  await registry.platform.flush();
  assert.equal((await show(registry, 'a')).state, 'inactive');
  assert.equal(await stored(registry, 'a'), undefined);
});

test('what could not be written is written later', async () => {
  await using registry = await registryWith(['a']);
  presence(registry, await refOf(registry, 'a'), true, 1);
  const { pool } = registry.database;
  await pool.query('alter table device_presence rename to away');
  await assert.rejects(registry.platform.flush());
  await pool.query('alter table away rename to device_presence');
  await registry.platform.flush();
  assert.notEqual(await stored(registry, 'a'), undefined);
});

test('stopping writes what is waiting', async () => {
  await using registry = await registryWith(['a']);
  presence(registry, await refOf(registry, 'a'), true, 1);
  await registry.platform[Symbol.asyncDispose]();
  assert.notEqual(await stored(registry, 'a'), undefined);
});

test('many devices are written together', async () => {
  await using registry = await registryWith([]);
  for (const batch of ['x', 'y', 'z']) await registry.call('createDevices', { body: { name: batch, product: 'pump', count: 1000 } });
  const refs = await Promise.all(
    ['x', 'y', 'z'].flatMap((batch) => Array.from({ length: 1000 }, (_, i) => refOf(registry, `${batch}-${i + 1}`))),
  );
  refs.forEach((device, i) => {
    presence(registry, device, true, i + 1);
  });
  await registry.platform.flush();
  const { rows } = await registry.database.pool.query('select count(*)::int as n from device_presence where online');
  assert.deepEqual(rows, [{ n: 3000 }]);
});
