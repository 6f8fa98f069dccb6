import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '#adapters/postgres/migrate.ts';
import type { Logger } from '#core/logger.ts';
import { testDatabase } from '#testing/postgres.ts';
import { startTestBroker } from '#testing/simulator/broker.ts';
import type { DemoFleet } from './demo-fleet.ts';
import { createDemoFleet } from './demo-fleet.ts';
import type { DemoRegistry } from './demo-needs.ts';
import { createDemoStore, migrations } from './demo-store.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const startMs = Date.UTC(2026, 0, 1, 12);
const waitMs = 30_000;

interface Point {
  readonly ts: number;
  readonly values: Readonly<Record<string, number>>;
}

async function arrange() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const broker = stack.use(await startTestBroker());
  await migrate(database.db, migrations);
  const made: string[] = [];
  const registry: DemoRegistry = {
    ensureProduct: async (tenant, product) => void made.push(`${tenant} ${product.name}`),
    ensureDevice: async (tenant, device) => {
      made.push(device.name);
      return { clientId: device.name, username: `${tenant}/${device.name}`, password: `secret-${made.length}` };
    },
  };
  const open = (nowMs: number): DemoFleet =>
    createDemoFleet({ db: database.db, tenantDb: database.tenantDb, registry, mqttUrl: () => broker.url, log, now: () => nowMs });
  const points = (device: string): Point[] =>
    broker.received.filter((message) => message.clientId === device).flatMap((message) => JSON.parse(message.payload) as Point | Point[]);
  return { database, broker, made, open, points, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a start connects twenty pumps and two recordings over MQTT and fills in the past', async () => {
  await using world = await arrange();
  await using demo = world.open(startMs);
  assert.deepEqual(await demo.status('default'), {
    running: false,
    devices: 0,
    products: ['pump', 'machine_temperature', 'ambient_temperature'],
  });
  const [first, second] = await Promise.all([demo.start('default'), demo.start('default')]);
  assert.deepEqual([first.running, first.devices, second.devices], [true, 22, 22]);
  assert.equal(world.made.filter((name) => name === 'demo-pump-01').length, 1, 'two starts at once are one');
  await until(() => (demo.stats('default')?.online ?? 0) === 22 && world.points('demo-pump-20').length > 3600);
  const past = world.points('demo-pump-20').filter((point) => point.ts < startMs);
  assert.equal(new Set(past.map((point) => point.ts)).size, 3600);
  assert.deepEqual(Object.keys(past[0]?.values ?? {}), ['temperature', 'pressure', 'rpm']);
  const machine = world.points('demo-machine');
  assert.equal(machine[0]?.values.temperature !== undefined, true);
});

test('stopping disconnects the devices, and the next start fills in only what is missing', async () => {
  await using world = await arrange();
  {
    await using demo = world.open(startMs);
    await demo.start('default');
    await until(() => (demo.stats('default')?.online ?? 0) === 22);
    assert.equal((await demo.stop('default')).running, false);
    assert.equal((await demo.stop('default')).running, false);
  }
  const later = startMs + 100_000;
  const before = world.broker.received.length;
  await using demo = world.open(later);
  await demo.resume();
  assert.equal((await demo.status('default')).running, false, 'what was stopped stays stopped');
  await demo.start('default');
  await until(() => (demo.stats('default')?.backfilledPoints ?? 0) === 22 * 100);
  const points = world.broker.received.slice(before).flatMap((message) => JSON.parse(message.payload) as Point | Point[]);
  const past = points.filter((point) => point.ts < later).map((point) => point.ts);
  assert.deepEqual([Math.min(...past), Math.max(...past)], [startMs, later - 1000]);
});

test('what ran when the platform stopped runs again after a restart', async () => {
  await using world = await arrange();
  {
    await using demo = world.open(startMs);
    await demo.start('default');
  }
  await using demo = world.open(startMs + 10_000);
  await demo.resume();
  assert.equal((await demo.status('default')).running, true);
  const state = await createDemoStore(world.database.db, world.database.tenantDb).read('default');
  assert.equal(state?.startedAt.getTime(), startMs, 'the recordings go on where they were');
});
