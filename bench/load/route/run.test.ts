import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestBroker } from '#testing/simulator/broker.ts';
import type { RoutePlan } from './plan.ts';
import { runRoute } from './run.ts';

function plan(url: string, more: Partial<RoutePlan>): RoutePlan {
  const port = Number(new URL(url).port);
  const publishers = [0, 1, 2].map((i) => ({ clientId: `p${i}`, topic: `bench/${i}` }));
  const subscribers = [0, 1, 2].map((i) => ({ clientId: `s${i}`, filter: `bench/${i}` }));
  const load = { window: 10, warmupSeconds: 0.1, seconds: 0.3, ratePerSecond: null };
  return { host: '127.0.0.1', port, pid: process.pid, publishers, subscribers, qos: 1, payloadBytes: 16, copies: 1, ...load, ...more };
}

test('every message of a pair is delivered, timed and counted', async () => {
  await using broker = await startTestBroker();
  const result = await runRoute(plan(broker.url, { payloadBytes: 256 }));
  assert.deepEqual([result.errors, result.lost], [[], 0]);
  assert.ok(result.deliveries > 100 && result.deliveries < result.delivered && result.delivered === result.sent);
  assert.ok(result.p50Us > 0 && result.p50Us <= result.p99Us);
  assert.equal(broker.received.length, result.sent);
});

test('a fan-out counts one delivery per subscriber', async () => {
  await using broker = await startTestBroker();
  const subscribers = [0, 1, 2, 3, 4].map((i) => ({ clientId: `s${i}`, filter: 'bench/+' }));
  const result = await runRoute(plan(broker.url, { qos: 0, copies: 5, subscribers }));
  assert.equal(result.delivered, result.sent * 5);
  assert.ok(result.deliveries > 100);
});

test('a paced load keeps its rate', async () => {
  await using broker = await startTestBroker();
  const result = await runRoute(plan(broker.url, { ratePerSecond: 300, window: 1000, seconds: 1 }));
  assert.ok(Math.abs(result.published / result.seconds - 300) < 40, `${result.published}`);
});
