import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, testRegistry } from '#testing/registry.ts';
import type { Product } from './product.ts';

const flow = { id: 'flow', type: 'double' } as const;

test('a product is made, read, listed in order and counted', async () => {
  await using registry = await testRegistry();
  const changed = collect(registry.events, 'product.changed');
  for (const name of ['b', 'a', 'c']) await registry.call('createProduct', { body: { name, properties: [flow] } });
  await registry.call('createDevices', { body: { name: 'd', product: 'b', count: 3 } });
  assert.deepEqual(
    changed.map(({ product }) => [product.tenant, product.name, product.model.version]),
    [
      ['acme', 'b', 1],
      ['acme', 'a', 1],
      ['acme', 'c', 1],
    ],
  );
  const first = await registry.call<{ items: Product[]; next: string }>('listProducts', { query: { limit: '2' } });
  assert.deepEqual(
    first.items.map((p) => [p.name, p.devices]),
    [
      ['a', 0],
      ['b', 3],
    ],
  );
  const second = await registry.call<{ items: Product[]; next: null }>('listProducts', { query: { limit: '2', cursor: first.next } });
  assert.deepEqual(
    second.items.map((p) => p.name),
    ['c'],
  );
  assert.equal(second.next, null);
  const product = await registry.call<Product>('getProduct', { params: { product: 'b' } });
  assert.deepEqual(product.properties, [{ ...flow, access: 'r' }]);
  assert.equal(product.mode, 'open');
});

test('a name that is taken or would be another table’s is refused', async () => {
  await using registry = await testRegistry();
  await registry.call('createProduct', { body: { name: 'pump' } });
  await assert.rejects(registry.call('createProduct', { body: { name: 'pump' } }), { code: 'ALREADY_EXISTS' });
  for (const name of ['pump_latest', '_refused', 'Pump', '']) {
    await assert.rejects(registry.call('createProduct', { body: { name } }), { name: 'ZodError' });
  }
  await registry.call('createProduct', { tenant: 'other', body: { name: 'pump' } });
});

test('adding a property raises the version, replaces the model in its one object, and is announced', async () => {
  await using registry = await testRegistry();
  await registry.call('createProduct', { body: { name: 'pump', properties: [flow] } });
  const ref = await registry.platform.directory.product('acme', 'pump');
  const changed = collect(registry.events, 'product.changed');
  const versions: unknown[] = [];
  const after = await registry.call<Product>('updateProduct', {
    params: { product: 'pump' },
    body: { addProperties: [{ id: 'level', type: 'int32' }] },
    expected: ['1'],
    setVersion: (version) => versions.push(version),
  });
  assert.equal(after.version, 2);
  assert.deepEqual(versions, [2]);
  assert.equal(changed.length, 1);
  assert.equal(changed[0]?.product, ref);
  assert.deepEqual(
    ref?.model.properties.map((p) => p.id),
    ['flow', 'level'],
  );
  assert.equal(ref?.model.version, 2);
});

test('a change that changes nothing keeps the version and is not announced', async () => {
  await using registry = await testRegistry();
  await registry.call('createProduct', { body: { name: 'pump', label: 'Pump' } });
  const changed = collect(registry.events, 'product.changed');
  const same = await registry.call<Product>('updateProduct', { params: { product: 'pump' }, body: { label: 'Pump', mode: 'open' } });
  assert.deepEqual([same.version, changed.length], [1, 0]);
  const other = await registry.call<Product>('updateProduct', { params: { product: 'pump' }, body: { label: null } });
  assert.deepEqual([other.version, other.label, changed.length], [2, null, 1]);
});

test('of two changes of the same version one wins and the other is told', async () => {
  await using registry = await testRegistry();
  await registry.call('createProduct', { body: { name: 'pump' } });
  const add = (id: string) =>
    registry.call('updateProduct', {
      params: { product: 'pump' },
      body: { addProperties: [{ id, type: 'bool' }] },
      expected: ['1'],
    });
  const results = await Promise.allSettled([add('a'), add('b')]);
  assert.deepEqual(results.map((r) => r.status).sort(), ['fulfilled', 'rejected']);
  const lost = results.find((r) => r.status === 'rejected');
  assert.equal(lost?.reason.code, 'PRECONDITION_FAILED');
});

test('the default product is made once in a tenant’s life, also when asked for twice at the same time', async () => {
  await using registry = await testRegistry();
  await Promise.all([registry.platform.ensureDefaults('acme'), registry.platform.ensureDefaults('acme')]);
  const pump = await registry.call<Product>('getProduct', { params: { product: 'pump' } });
  assert.deepEqual(
    pump.properties.map((p) => [p.id, p.type, p.unit]),
    [
      ['temperature', 'double', '°C'],
      ['pressure', 'double', 'kPa'],
      ['rpm', 'int32', '1/min'],
    ],
  );
  await registry.database.pool.query("delete from product where tenant = 'acme'");
  await registry.platform.ensureDefaults('acme');
  await assert.rejects(registry.call('getProduct', { params: { product: 'pump' } }), { code: 'NOT_FOUND' });
});

test('another tenant’s products do not exist', async () => {
  await using registry = await testRegistry();
  await registry.call('createProduct', { body: { name: 'pump' } });
  const other = { tenant: 'other', params: { product: 'pump' } };
  await assert.rejects(registry.call('getProduct', other), { code: 'NOT_FOUND' });
  await assert.rejects(registry.call('updateProduct', { ...other, body: { label: 'mine' } }), { code: 'NOT_FOUND' });
  await assert.rejects(registry.call('createDevice', { tenant: 'other', body: { name: 'd', product: 'pump' } }), { code: 'NOT_FOUND' });
  assert.deepEqual(await registry.call('listProducts', { tenant: 'other' }), { items: [], next: null, total: 0 });
  assert.equal(await registry.platform.directory.product('other', 'pump'), undefined);
});

test('a filter picks products by what they are and how many devices they have', async () => {
  await using registry = await testRegistry();
  for (const name of ['a', 'b', 'c']) await registry.call('createProduct', { body: { name, mode: name === 'c' ? 'strict' : 'open' } });
  await registry.call('createDevices', { body: { name: 'd', product: 'b', count: 3 } });
  const list = async (filter: string) => {
    const page = await registry.call<{ items: Product[]; next: null; total: number }>('listProducts', { query: { filter, limit: '2' } });
    return [page.items.map((product) => product.name).join(), page.total, page.next !== null];
  };
  assert.deepEqual(await list('devices % 2 == 1'), ['b', 1, false]);
  assert.deepEqual(await list("mode == 'strict' || devices > 2"), ['b,c', 2, false]);
  assert.deepEqual(await list("label == null && version == 1 && createdAt >= '2020-01-01T00:00:00+01:00'"), ['a,b', 3, true]);
  await assert.rejects(list("state == 'online'"), { code: 'BAD_REQUEST', message: /expected one of the fields name, label, mode/ });
});
