import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '#core/errors.ts';
import { testRegistry } from '#testing/registry.ts';

const isFull = (error: unknown) => error instanceof Fault && error.code === 'QUOTA_EXCEEDED' && error.quota === 'devices';

test('a tenant registers as many devices as it may, and the next is refused with the quota’s name', async () => {
  await using registry = await testRegistry({ quotas: { devices: 3 } });
  await registry.call('createProduct', { body: { name: 'pump' } });
  await registry.call('createDevices', { body: { name: 'p', product: 'pump', count: 2 } });
  await assert.rejects(registry.call('createDevices', { body: { name: 'q', product: 'pump', count: 2 } }), isFull);
  await registry.call('createDevice', { body: { name: 'last', product: 'pump' } });
  await assert.rejects(registry.call('createDevice', { body: { name: 'more', product: 'pump' } }), isFull);
  assert.equal(await registry.platform.countDevices('acme'), 3);
  await registry.call('deleteDevice', { params: { device: 'last' } });
  await registry.call('createDevice', { body: { name: 'more', product: 'pump' } });
  await assert.rejects(registry.call('createDevice', { body: { name: 'p-1', product: 'pump' } }), isFull);
});

test('of many registrations at once exactly as many succeed as there is room for, and another tenant’s are its own', async () => {
  await using registry = await testRegistry({ quotas: { devices: 10 } });
  for (const tenant of ['acme', 'other']) await registry.call('createProduct', { tenant, body: { name: 'pump' } });
  const register = (tenant: string, name: string, count: number) =>
    registry.call('createDevices', { tenant, body: { name, product: 'pump', count } }).then(
      () => count,
      (error) => {
        assert.ok(isFull(error), String(error));
        return 0;
      },
    );
  const made = await Promise.all(Array.from({ length: 30 }, (_, i) => register(i % 3 === 0 ? 'other' : 'acme', `d${i}`, (i % 4) + 1)));
  for (const tenant of ['acme', 'other']) {
    const counted = await registry.platform.countDevices(tenant);
    const told = made.reduce((sum, count, i) => sum + ((i % 3 === 0) === (tenant === 'other') ? count : 0), 0);
    assert.equal(counted, told);
    assert.ok(counted <= 10 && counted > 6, `${tenant}: ${counted}`);
  }
});
