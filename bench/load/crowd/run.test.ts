import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestBroker } from '#testing/simulator/broker.ts';
import type { CrowdPlan } from './plan.ts';
import { runCrowd } from './run.ts';

function plan(url: string, more: Partial<CrowdPlan>): CrowdPlan {
  const sessions = Array.from({ length: 20 }, (_, index) => ({ clientId: `c${index}`, username: 'u', password: 'right' }));
  return {
    host: '127.0.0.1',
    port: Number(new URL(url).port),
    sessions,
    stay: false,
    atOnce: 4,
    warmupSeconds: 0.1,
    seconds: 0.3,
    ...more,
  };
}

test('clients come and go one after the other and are counted', async () => {
  await using broker = await startTestBroker({ password: 'right' });
  const result = await runCrowd(plan(broker.url, {}));
  assert.deepEqual(result.errors, []);
  assert.ok(result.connects > 20 && result.connects <= result.all);
  assert.equal(broker.logins.length, result.all);
});

test('a crowd that stays is in when its run resolves', async () => {
  await using broker = await startTestBroker({ password: 'right' });
  const result = await runCrowd(plan(broker.url, { stay: true }));
  assert.deepEqual([result.connects, result.errors, broker.logins.length], [20, [], 20]);
});

test('refused logins are told', async () => {
  await using broker = await startTestBroker({ password: 'other' });
  const result = await runCrowd(plan(broker.url, {}));
  assert.equal(result.connects, 0);
  assert.match(result.errors.join(), /refused the login/);
});
