import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { fromHere, keyOf, startPlatform, type TestPlatform } from '../fixture.test.ts';
import type { TenantQuotas, Usage } from './quota-shape.ts';

async function operator(platform: TestPlatform) {
  const { browser } = await platform.signIn();
  return async <T>(method: 'GET' | 'PUT', url: string, payload?: object) => {
    const answer = await platform.app.inject({
      method,
      url: `/api/v1${url}`,
      headers: { ...browser, ...fromHere },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.json() as T };
  };
}

test('the operator sets limits that hold at once; what is not set is the platform’s', async () => {
  await using platform = await startPlatform({ quotas: { devices: 100, connections: 50 } });
  const ask = await operator(platform);
  const { body: before } = await ask<TenantQuotas>('GET', '/operator/tenants/default/quotas');
  assert.deepEqual(before.own, {});
  assert.deepEqual([before.inForce.devices, before.inForce.pointsPerMonth], [100, null]);
  const set = { devices: null, messagesPerSecond: 5 };
  const { status, body } = await ask<TenantQuotas>('PUT', '/operator/tenants/default/quotas', set);
  assert.equal(status, 200);
  assert.deepEqual(body.own, set);
  assert.deepEqual([body.inForce.devices, body.inForce.connections, body.inForce.messagesPerSecond], [null, 50, 5]);
  const { limits } = platform.quotas.meters.meter('default');
  assert.deepEqual([limits.devices, limits.connections, limits.messagesPerSecond], [Number.POSITIVE_INFINITY, 50, 5]);
  await ask('PUT', '/operator/tenants/default/quotas', {});
  assert.equal(platform.quotas.meters.meter('default').limits.devices, 100);
  const { rows } = await sql<{ before: unknown; after: unknown; resource: string }>`
    select before, after, resource from audit_entry where action = 'setTenantQuotas' order by id`.execute(platform.database.db);
  assert.deepEqual(rows, [
    { before: {}, after: set, resource: 'default' },
    { before: set, after: {}, resource: 'default' },
  ]);
});

test('nobody but an operator reads or sets limits, and nobody sets them for a tenant that is not there', async () => {
  await using platform = await startPlatform();
  const ask = await operator(platform);
  assert.equal((await ask('PUT', '/operator/tenants/nobody/quotas', { devices: 1 })).status, 404);
  assert.equal((await ask('GET', '/operator/tenants/nobody/usage')).status, 404);
  assert.equal((await ask('PUT', '/operator/tenants/default/quotas', { devices: -1 })).status, 400);
  assert.equal((await ask('PUT', '/operator/tenants/default/quotas', { rules: 1 })).status, 400);
  const authorization = `Bearer ${await keyOf(platform, 'admin')}`;
  for (const [method, what] of [
    ['GET', 'quotas'],
    ['PUT', 'quotas'],
    ['GET', 'usage'],
  ] as const) {
    const url = `/api/v1/operator/tenants/default/${what}`;
    const answer = await platform.app.inject({ method, url, headers: { authorization }, ...(method === 'PUT' ? { payload: {} } : {}) });
    assert.equal(answer.statusCode, 403, `${method} ${what}`);
  }
});

test('a tenant sees what it uses, how much it may, what was refused, its warnings and where the month ends', async () => {
  await using platform = await startPlatform({ quotas: { messagesPerMonth: 1000, devices: 2 } });
  const { browser } = await platform.signIn();
  const meter = platform.quotas.meters.meter('default');
  for (let i = 0; i < 900; i++) meter.takeMessage();
  meter.stored(1800);
  meter.refused('messagesPerSecond');
  meter.connected();
  meter.observe('storageBytes', 12_345);
  await platform.quotas.warnings.look();
  const answer = await platform.app.inject({ url: '/api/v1/usage', headers: browser });
  assert.equal(answer.statusCode, 200, answer.body);
  const usage = answer.json() as Usage;
  const of = (name: string) => usage.quotas.find(({ quota }) => quota === name);
  assert.deepEqual([of('messagesPerMonth')?.used, of('messagesPerMonth')?.limit], [900, 1000]);
  assert.deepEqual([of('pointsPerMonth')?.used, of('pointsPerMonth')?.limit, of('pointsPerMonth')?.limitAt], [1800, null, null]);
  assert.ok((of('messagesPerMonth')?.projected ?? 0) >= 900);
  assert.deepEqual([of('devices')?.used, of('devices')?.limit], [2, 2]);
  assert.deepEqual([of('connections')?.used, of('storageBytes')?.used], [1, 12_345]);
  assert.equal(of('retentionDays')?.used, null);
  assert.deepEqual(usage.refused, [{ quota: 'messagesPerSecond', count: 1 }]);
  assert.deepEqual(
    usage.warnings.map(({ quota, used, limit }) => [quota, used, limit]),
    [['messagesPerMonth', 900, 1000]],
  );
  const [today] = usage.days;
  assert.deepEqual([today?.messages, today?.points, today?.connectionsPeak, today?.refused], [900, 1800, 1, 1]);
  assert.ok((today?.requests ?? 0) >= 1);
  const viewer = await platform.app.inject({
    url: '/api/v1/usage',
    headers: { authorization: `Bearer ${await keyOf(platform, 'installer')}` },
  });
  assert.equal(viewer.statusCode, 403);
});

test('metrics name the tenants that were refused, by quota', async () => {
  await using platform = await startPlatform();
  platform.quotas.meters.meter('default').refused('devices');
  platform.quotas.meters.meter('quiet');
  const { payload } = await platform.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
  assert.match(payload, /thalamus_quota_refused_total\{tenant="default",quota="devices"\} 1/);
  assert.doesNotMatch(payload, /quiet/);
});
