import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestBroker } from './broker.ts';
import { createFleet, type FleetDevice } from './fleet.ts';
import { type Point, pastBatches, pumpSource } from './source.ts';

const waitMs = 20_000;

function pumps(count: number, periodMs: number, password?: string): FleetDevice[] {
  return Array.from({ length: count }, (_, index) => ({
    clientId: `p-${index}`,
    username: `default/p-${index}`,
    ...(password === undefined ? {} : { password }),
    source: pumpSource(index),
    periodMs,
  }));
}

test('every device logs in, speaks at its rate, and every message is acknowledged', async () => {
  await using broker = await startTestBroker();
  await using fleet = createFleet({ url: broker.url, devices: pumps(100, 200), random: () => 0.5 });
  fleet.start();
  assert.ok(await fleet.until((s) => s.online === 100 && s.acked >= 500, waitMs));
  await fleet.stop(waitMs);
  const stats = fleet.stats();
  assert.equal(stats.acked, stats.sent);
  assert.equal(broker.received.length, stats.sent);
  assert.deepEqual(new Set(broker.logins).size, 100);
  const perDevice = Map.groupBy(broker.received, (message) => message.clientId);
  for (const [clientId, messages] of perDevice) {
    const times = messages.map(({ payload }) => (JSON.parse(payload) as Point).ts);
    assert.ok(
      times.every((ts, index) => index === 0 || ts - (times[index - 1] ?? 0) >= 199),
      clientId,
    );
  }
});

test('a cut connection is made again and nothing sent is lost', async () => {
  await using broker = await startTestBroker();
  await using fleet = createFleet({ url: broker.url, devices: pumps(20, 50), random: () => 0 });
  fleet.start();
  assert.ok(await fleet.until((s) => s.acked > 100, waitMs));
  broker.cut();
  assert.ok(await fleet.until((s) => s.sessionsLost === 20, waitMs));
  const before = fleet.stats().acked;
  assert.ok(await fleet.until((s) => s.online === 20 && s.acked > before + 100, waitMs));
  await fleet.stop(waitMs);
  const keys = new Set(broker.received.map(({ clientId, payload }) => `${clientId} ${(JSON.parse(payload) as Point).ts}`));
  assert.equal(fleet.stats().acked, fleet.stats().sent);
  assert.equal(keys.size, fleet.stats().sent);
});

test('a refused login is told with its reason and tried again later', async () => {
  await using broker = await startTestBroker({ password: 'right' });
  const reasons: string[] = [];
  await using fleet = createFleet({ url: broker.url, devices: pumps(1, 50, 'wrong'), onTrouble: (reason) => reasons.push(reason) });
  fleet.start();
  assert.ok(await fleet.until((s) => s.sessionsLost > 0, waitMs));
  assert.match(reasons[0] ?? '', /refused the user name or password|does not authorise/);
  assert.equal(fleet.stats().online, 0);
});

test('the past goes over the same road in batches beside the live messages', async () => {
  await using broker = await startTestBroker();
  const source = pumpSource(1);
  const past = pastBatches(source, { fromMs: 1_000_000, toMs: 1_100_000, stepMs: 1000 }, 30);
  await using fleet = createFleet({ url: broker.url, devices: [{ clientId: 'p', source, periodMs: 20, past }] });
  fleet.start();
  assert.ok(await fleet.until((s) => s.backfilledPoints === 100 && s.acked === s.sent, waitMs));
  await fleet.stop(waitMs);
  const bodies = broker.received.map(({ payload }) => JSON.parse(payload) as Point | Point[]);
  const points = bodies.filter((body) => Array.isArray(body)).flat();
  assert.equal(new Set(points.map((point) => point.ts)).size, 100);
  assert.ok(bodies.some((body) => !Array.isArray(body)));
});

test('an address that is no MQTT address is refused at once', () => {
  assert.throws(() => createFleet({ url: 'http://127.0.0.1', devices: [] }), /expected mqtt:\/\/host:port/);
});
