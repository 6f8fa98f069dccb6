import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestBroker } from '#testing/simulator/broker.ts';
import { runLoad } from './load.ts';
import type { LoadPlan } from './plan.ts';

function plan(url: string, more: Partial<LoadPlan>): LoadPlan {
  return {
    host: '127.0.0.1',
    port: Number(new URL(url).port),
    topic: 'up/properties',
    sessions: Array.from({ length: 5 }, (_, index) => ({ clientId: `c${index}` })),
    inflight: 20,
    warmupSeconds: 0.1,
    seconds: 0.4,
    ratePerSecond: null,
    time: 'server',
    ...more,
  };
}

test('everything sent is acknowledged, counted, and is what the broker received', async () => {
  await using broker = await startTestBroker();
  const result = await runLoad(plan(broker.url, {}));
  assert.deepEqual(result.errors, []);
  assert.ok(result.acked > 100 && result.acked === result.sent);
  assert.ok(result.measuredAcked > 0 && result.measuredAcked < result.acked);
  assert.ok(result.p50Us > 0 && result.p50Us <= result.p99Us && result.p99Us <= result.maxUs);
  assert.equal(broker.received.length, result.acked);
});

test('device times grow by a millisecond and never repeat within a connection', async () => {
  await using broker = await startTestBroker();
  const result = await runLoad(plan(broker.url, { time: 'device', deviceTimeMs: 1_767_225_600_000 }));
  const keys = new Set(broker.received.map(({ clientId, payload }) => `${clientId} ${(JSON.parse(payload) as { ts: number }).ts}`));
  assert.equal(keys.size, result.acked);
  assert.ok(keys.has('c0 1767225600000'));
});

test('a paced load keeps its rate', async () => {
  await using broker = await startTestBroker();
  const result = await runLoad(plan(broker.url, { ratePerSecond: 500, seconds: 1 }));
  assert.ok(Math.abs(result.perSecond - 500) < 50, `${result.perSecond}`);
});

test('a refused login ends the load with the reason', async () => {
  await using broker = await startTestBroker({ password: 'right' });
  await assert.rejects(runLoad(plan(broker.url, {})), /refused the login/);
});
