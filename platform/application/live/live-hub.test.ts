import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import { unrestricted } from '#core/access/access.ts';
import { product } from '../fixture.test.ts';
import { createLiveHub, liveBacklogBytesMax, liveStuckMs, liveTickMs } from './live-hub.ts';

const log = { info() {}, warn() {}, error() {} };

function start() {
  const events = createMemoryBus(log);
  const clock = { now: 0 };
  const device = { tenant: 'default', name: 'pump-1', product, space: 'root', labels: {} };
  const hub = createLiveHub({
    events,
    directory: {
      login: async () => ({ ok: false, reason: 'disabled' }),
      products: async () => [],
      device: async () => device,
      product: async () => product,
    },
    lastValues: { read: async () => ({}) },
    log,
    now: () => clock.now,
  });
  const client = { frames: [] as string[], backlog: 0, ended: 0 };
  const connection = hub.connect(
    { tenant: 'default', access: unrestricted },
    {
      send: (frame) => void client.frames.push(frame),
      backlog: () => client.backlog,
      end: () => void client.ended++,
    },
  );
  assert.ok(connection !== undefined);
  const report = (ts: number, value: number) =>
    events.publish('reports.committed', {
      product,
      properties: product.model.properties,
      rows: 1,
      devices: [device],
      ts: [ts * 1000],
      cells: [value, undefined],
      extras: new Map(),
      received: 0,
    });
  return { hub, connection, client, clock, report };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('a client that does not keep up skips ticks, gets the newest when it has caught up, and is ended when it is stuck', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { hub, connection, client, clock, report } = start();
  connection.subscribe({ id: 'a', devices: ['pump-1'] });
  await settled();
  assert.equal(client.frames.length, 1);
  client.backlog = liveBacklogBytesMax + 1;
  for (let ts = 1; ts <= 1000; ts++) report(ts, ts);
  t.mock.timers.tick(liveTickMs);
  t.mock.timers.tick(liveTickMs);
  assert.equal(client.frames.length, 1);
  client.backlog = 0;
  t.mock.timers.tick(liveTickMs);
  assert.deepEqual(
    client.frames.slice(1).map((frame) => JSON.parse(frame)),
    [{ id: 'a', values: { 'pump-1': { temperature: { value: 1000, ts: 1000 } } } }],
  );
  client.backlog = liveBacklogBytesMax + 1;
  report(1001, 1);
  t.mock.timers.tick(liveTickMs);
  clock.now = liveStuckMs + 1;
  t.mock.timers.tick(liveTickMs);
  assert.equal(client.ended, 1);
  connection.close();
  hub.close();
});

test('however often a series changes, five frames a second go out, and none after the subscription ended', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { hub, connection, client, report } = start();
  connection.subscribe({ id: 'a', devices: ['pump-1'] });
  await settled();
  for (let ms = 0; ms < 1000; ms += 10) {
    report(ms, ms);
    t.mock.timers.tick(10);
  }
  assert.equal(client.frames.length - 1, 5);
  connection.unsubscribe('a');
  report(5000, 1);
  t.mock.timers.tick(1000);
  assert.equal(client.frames.length - 1, 5);
  hub.close();
});
