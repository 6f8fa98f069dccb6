import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf, startPlatform } from '../fixture.test.ts';

test('requests of a tenant over its rate are answered 429 with the quota, when to return, and what is left', async () => {
  await using platform = await startPlatform({ quotas: { requestsPerSecond: 2 } });
  const { browser } = await platform.signIn();
  const ask = () => platform.app.inject({ url: '/api/v1/platform', headers: browser });
  const first = await ask();
  assert.equal(first.statusCode, 200);
  assert.equal(first.headers['ratelimit-policy'], '"requestsPerSecond";q=10;w=5');
  assert.equal(first.headers.ratelimit, '"requestsPerSecond";r=9;t=1');
  for (let i = 0; i < 9; i++) assert.equal((await ask()).statusCode, 200);
  const refused = await ask();
  assert.equal(refused.statusCode, 429);
  assert.deepEqual([refused.json().code, refused.json().quota], ['QUOTA_EXCEEDED', 'requestsPerSecond']);
  assert.match(refused.json().detail, /requestsPerSecond.*2 requests\/s/);
  assert.equal(refused.headers['retry-after'], '1');
  assert.equal(refused.headers.ratelimit, '"requestsPerSecond";r=0;t=5');
  platform.pass(500);
  assert.equal((await ask()).statusCode, 200, 'half a second brings one');
  assert.equal((await ask()).statusCode, 429);
});

test('a key has a bucket of its own: what it may not ask takes nothing from its tenant', async () => {
  await using platform = await startPlatform({ quotas: { requestsPerSecondPerKey: 1 } });
  const [one, other] = [await keyOf(platform), await keyOf(platform, 'viewer')];
  const ask = (key: string) => platform.app.inject({ url: '/api/v1/platform', headers: { authorization: `Bearer ${key}` } });
  for (let i = 0; i < 5; i++) assert.equal((await ask(one)).statusCode, 200);
  const refused = await ask(one);
  assert.deepEqual([refused.statusCode, refused.json().quota], [429, 'requestsPerSecondPerKey']);
  assert.equal((await ask(other)).statusCode, 200);
  const { browser } = await platform.signIn();
  assert.equal((await platform.app.inject({ url: '/api/v1/platform', headers: browser })).statusCode, 200, 'people have none');
});

test('without limits no headers speak of any, and requests are counted all the same', async () => {
  await using platform = await startPlatform();
  const { browser } = await platform.signIn();
  const answer = await platform.app.inject({ url: '/api/v1/platform', headers: browser });
  assert.equal(answer.headers.ratelimit, undefined);
  assert.equal(answer.headers['ratelimit-policy'], undefined);
  assert.equal(platform.quotas.meters.meter('default').counts.requests, 1);
});
