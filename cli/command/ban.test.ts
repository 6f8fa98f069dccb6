import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi, thalamus } from '../fixture.test.ts';

const ban = {
  ...{ id: '4f2a9c0d1b3e5f60', clientId: null, device: 'pump-7', application: null, reason: 'sends garbage' },
  ...{ automatic: false, limit: 'banned', createdBy: 'ada', createdAt: '2026-01-01T08:00:00.000Z', expiresAt: null },
};
const flapping = {
  ...ban,
  id: '5f2a9c0d1b3e5f60',
  clientId: 'c1',
  automatic: true,
  createdBy: null,
  expiresAt: '2026-01-01T09:00:00.000Z',
};

test('ban keeps somebody out for a reason and a time, lists who is, and lets them in again', async () => {
  using api = await startApi({
    'GET /api/v1/bans': () => ({ body: { items: [ban, flapping], next: null } }),
    'POST /api/v1/bans': () => ({ status: 201, body: ban }),
    'DELETE /api/v1/bans/4f2a9c0d1b3e5f60': () => ({ status: 204 }),
  });
  const { env } = api;
  assert.equal((await thalamus(['ban', 'create', '--device', 'pump-7'], env)).code, 2, 'a reason is asked for');
  const until = '2030-01-01T00:00:00Z';
  const made = await thalamus(['ban', 'create', '--device', 'pump-7', '--client', 'c', '--reason', 'sends garbage', '--until', until], env);
  assert.match(made.out, /device:pump-7 is kept out \(ban 4f2a9c0d1b3e5f60\)/);
  const expiresAt = Date.parse(until);
  assert.deepEqual(api.calls.at(-1)?.body, { device: 'pump-7', clientId: 'c', reason: 'sends garbage', expiresAt });
  const { out } = await thalamus(['ban', 'list'], env);
  assert.match(out, /device:pump-7 client:c1\s+sends garbage\s+the platform\s+2026-01-01T09/);
  assert.match((await thalamus(['ban', 'delete', ban.id], env)).out, /has ended/);
});

test('connection-limit list shows the limits that hold; what is no limit is said to be none', async () => {
  using api = await startApi({
    'GET /api/v1/connection-limits': () => ({ body: { limits: [], inForce: { 'session.inflight': 32, 'device.bytesPerSecond': null } } }),
  });
  assert.match((await thalamus(['connection-limit', 'list'], api.env)).out, /session\.inflight\s+32\ndevice\.bytesPerSecond\s+none/);
  const wrong = await thalamus(['connection-limit', 'set', 'session.inflight:5'], api.env);
  assert.deepEqual([wrong.code, /expected device\.messagesPerSecond=200/.test(wrong.err)], [2, true]);
});
