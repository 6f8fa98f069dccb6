import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { collect, type TestRegistry, testRegistry } from '#testing/registry.ts';
import { encodeCursor } from './cursor.ts';
import { countedDevicesMax, type Device, type Registered } from './device.ts';

type Page = { items: Device[]; next: string | null; total: number };

async function registryWithPump(): Promise<TestRegistry> {
  const registry = await testRegistry();
  await registry.call('createProduct', { body: { name: 'pump' } });
  return registry;
}

test('a new device gets a secret that is shown once and works', async () => {
  await using registry = await registryWithPump();
  const registered = collect(registry.events, 'device.registered');
  const { credentials, ...device } = await registry.call<Registered>('createDevice', {
    body: { name: 'pump-1', product: 'pump', label: 'Hall 3' },
  });
  assert.deepEqual([credentials.username, device.state, device.lastSeenAt], ['acme/pump-1', 'inactive', null]);
  assert.deepEqual(registered, [{ tenant: 'acme', product: 'pump', device: 'pump-1', space: 'root', labels: {} }]);
  assert.deepEqual(await registry.call('getDevice', { params: { device: 'pump-1' } }), device);
  assert.equal((await registry.platform.directory.login('acme', 'pump-1', credentials.password)).ok, true);
  const stored = await registry.database.pool.query('select secret_hash from device');
  assert.equal(JSON.stringify(stored.rows).includes(credentials.password), false);
});

test('a batch makes NAME-1 to NAME-count, all or none, and names what is taken', async () => {
  await using registry = await registryWithPump();
  const { items } = await registry.call<{ items: Registered[] }>('createDevices', { body: { name: 'p', product: 'pump', count: 1000 } });
  assert.deepEqual([items.length, items[0]?.name, items[999]?.name], [1000, 'p-1', 'p-1000']);
  assert.equal(new Set(items.map((d) => d.credentials.password)).size, 1000);
  await registry.call('createDevice', { body: { name: 'q-2', product: 'pump' } });
  await assert.rejects(registry.call('createDevices', { body: { name: 'q', product: 'pump', count: 3 } }), {
    code: 'ALREADY_EXISTS',
    message: /q-2/,
  });
  await assert.rejects(registry.call('getDevice', { params: { device: 'q-1' } }), { code: 'NOT_FOUND' });
  await assert.rejects(registry.call('createDevice', { body: { name: 'q-2', product: 'pump' } }), { code: 'ALREADY_EXISTS' });
  await assert.rejects(registry.call('createDevices', { body: { name: 'p', product: 'pump', count: 1001 } }), { name: 'ZodError' });
  await assert.rejects(registry.call('createDevices', { body: { name: 'x'.repeat(127), product: 'pump', count: 10 } }), {
    name: 'ZodError',
  });
});

test('a device of a product that does not exist is refused', async () => {
  await using registry = await testRegistry();
  await assert.rejects(registry.call('createDevice', { body: { name: 'd', product: 'none' } }), {
    code: 'NOT_FOUND',
    message: /no product none/,
  });
});

test('a list goes through all devices by cursor, in order, whatever is added meanwhile', async () => {
  await using registry = await registryWithPump();
  await registry.call('createDevices', { body: { name: 'd', product: 'pump', count: 25 } });
  const names: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page = await registry.call('listDevices', { query: { limit: '10', ...(cursor === undefined ? {} : { cursor }) } });
    assert.equal(page.total, cursor === undefined ? 25 : 26);
    names.push(...page.items.map((d) => d.name));
    if (cursor === undefined) await registry.call('createDevice', { body: { name: 'a', product: 'pump' } });
    cursor = page.next;
  }
  assert.deepEqual(names, Array.from({ length: 25 }, (_, at) => `d-${at + 1}`).sort());
});

test('search finds parts of names and labels, taking % and _ as they are', async () => {
  await using registry = await registryWithPump();
  for (const [name, label] of [
    ['north-1', '水泵 A'],
    ['north_2', '100% duty'],
    ['south-1', 'Boiler'],
  ] as const) {
    await registry.call('createDevice', { body: { name, product: 'pump', label } });
  }
  const search = async (text: string) => (await registry.call<Page>('listDevices', { query: { search: text } })).items.map((d) => d.name);
  assert.deepEqual(await search('NORTH'), ['north-1', 'north_2']);
  assert.deepEqual(await search('th-1'), ['north-1', 'south-1']);
  assert.deepEqual(await search('水泵'), ['north-1']);
  assert.deepEqual(await search('boil'), ['south-1']);
  assert.deepEqual(await search('%'), ['north_2']);
  assert.deepEqual(await search('_'), ['north_2']);
  assert.deepEqual(await search('\\'), []);
});

test('lists filter by product and by state', async () => {
  await using registry = await registryWithPump();
  await registry.call('createProduct', { body: { name: 'fan' } });
  for (const name of ['never', 'on', 'gone', 'off']) await registry.call('createDevice', { body: { name, product: 'pump' } });
  await registry.call('createDevice', { body: { name: 'fan-1', product: 'fan' } });
  await registry.call('updateDevice', { params: { device: 'off' }, body: { disabled: true } });
  for (const [name, online] of [
    ['on', true],
    ['gone', false],
  ] as const) {
    const device = await registry.platform.directory.device('acme', name);
    assert.ok(device);
    registry.events.publish('device.presence', { device, online, epoch: 1, at: Date.now(), reason: 'test' });
  }
  await registry.platform.flush();
  const filtered = async (query: object) => {
    const page = await registry.call<Page>('listDevices', { query });
    assert.equal(page.total, page.items.length);
    return page.items.map((d) => [d.name, d.state]);
  };
  assert.deepEqual(await filtered({ product: 'fan' }), [['fan-1', 'inactive']]);
  assert.deepEqual(await filtered({ product: 'pump', state: 'inactive' }), [['never', 'inactive']]);
  assert.deepEqual(await filtered({ state: 'online' }), [['on', 'online']]);
  assert.deepEqual(await filtered({ state: 'offline' }), [['gone', 'offline']]);
  assert.deepEqual(await filtered({ state: 'disabled' }), [['off', 'disabled']]);
});

test('a label changes without ending sessions; disabling and a new secret end them', async () => {
  await using registry = await registryWithPump();
  const { credentials: old } = await registry.call<Registered>('createDevice', { body: { name: 'd', product: 'pump' } });
  const login = (secret: string) => registry.platform.directory.login('acme', 'd', secret);
  assert.equal((await login(old.password)).ok, true);
  const refusal = async (secret: string) => {
    const answer = await login(secret);
    return answer.ok || answer.reason;
  };
  const ended = collect(registry.events, 'device.credentials');
  const revoked = collect(registry.events, 'credential.revoked');
  const params = { device: 'd' };
  assert.equal((await registry.call<Device>('updateDevice', { params, body: { label: 'New' } })).label, 'New');
  assert.equal(ended.length, 0);
  assert.equal((await registry.call<Device>('updateDevice', { params, body: { disabled: true } })).state, 'disabled');
  assert.equal(ended.length, 1);
  assert.equal(await refusal(old.password), 'disabled');
  await registry.call('updateDevice', { params, body: { disabled: false } });
  assert.equal((await login(old.password)).ok, true);
  const { credentials } = await registry.call<Registered>('rotateDeviceSecret', { params });
  assert.deepEqual([ended.length, revoked.length], [2, 1]);
  assert.equal(await refusal(old.password), 'wrong-secret');
  assert.equal((await login(credentials.password)).ok, true);
});

test('a removed device is gone everywhere, and its name can be used again', async () => {
  await using registry = await registryWithPump();
  const { credentials } = await registry.call<Registered>('createDevice', { body: { name: 'd', product: 'pump' } });
  const before = await registry.platform.directory.device('acme', 'd');
  const removed = collect(registry.events, 'device.removed');
  await registry.call('deleteDevice', { params: { device: 'd' } });
  assert.deepEqual(removed, [{ tenant: 'acme', product: 'pump', device: 'd', space: 'root', labels: {} }]);
  await assert.rejects(registry.call('deleteDevice', { params: { device: 'd' } }), { code: 'NOT_FOUND' });
  assert.deepEqual(await registry.platform.directory.login('acme', 'd', credentials.password), { ok: false, reason: 'unknown-device' });
  assert.equal(await registry.platform.directory.device('acme', 'd'), undefined);
  await registry.call('createDevice', { body: { name: 'd', product: 'pump' } });
  const after = await registry.platform.directory.device('acme', 'd');
  assert.ok(after !== undefined && after !== before);
});

test('a device is changed and removed only as it was read; its coming and going is no change', async () => {
  await using registry = await registryWithPump();
  await registry.call('createDevice', { body: { name: 'd', product: 'pump' } });
  const params = { device: 'd' };
  const versions: string[] = [];
  const setVersion = (version: string | number) => void versions.push(String(version));
  const read = async () => {
    await registry.call('getDevice', { params, setVersion });
    return [versions.at(-1) ?? ''];
  };
  const first = await read();
  const device = await registry.platform.directory.device('acme', 'd');
  assert.ok(device !== undefined);
  registry.events.publish('device.presence', { device, online: true, epoch: 1, at: Date.now(), reason: 'connected' });
  assert.equal((await registry.call<Device>('getDevice', { params })).state, 'online');
  assert.deepEqual(await read(), first);
  const rename = (label: string, expected: readonly string[]) =>
    registry.call('updateDevice', { params, body: { label }, expected, setVersion });
  const results = await Promise.allSettled(['a', 'b', 'c'].map((label) => rename(label, first)));
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  assert.deepEqual(lost, ['PRECONDITION_FAILED', 'PRECONDITION_FAILED']);
  const second = [versions.at(-1) ?? ''];
  assert.deepEqual(await read(), second);
  await registry.call('rotateDeviceSecret', { params });
  await assert.rejects(registry.call('deleteDevice', { params, expected: second }), { code: 'PRECONDITION_FAILED' });
  await registry.call('deleteDevice', { params, expected: await read() });
});

test('another tenant’s devices do not exist', async () => {
  await using registry = await registryWithPump();
  const { credentials } = await registry.call<Registered>('createDevice', { body: { name: 'd', product: 'pump' } });
  const other = { tenant: 'other', params: { device: 'd' } };
  for (const [id, body] of [['getDevice'], ['updateDevice', { label: 'mine' }], ['deleteDevice'], ['rotateDeviceSecret']] as const) {
    await assert.rejects(registry.call(id, { ...other, body }), { code: 'NOT_FOUND' }, id);
  }
  assert.deepEqual(await registry.call('listDevices', { tenant: 'other' }), { items: [], next: null, total: 0, totalIsLeast: false });
  assert.equal((await registry.platform.directory.login('other', 'd', credentials.password)).ok, false);
  assert.equal((await registry.platform.directory.login('acme', 'd', credentials.password)).ok, true);
});

test('every route has a permission, is about a tenant, and its examples fit its schemas', async () => {
  await using registry = await testRegistry();
  const ids = registry.platform.routes.map((r) => r.id);
  assert.equal(new Set(ids).size, 21);
  for (const route of registry.platform.routes) {
    assert.equal(route.scope, 'tenant', route.id);
    assert.notEqual(route.permission, 'public', route.id);
    route.response.parse(route.example.response);
    assert.equal(route.body === undefined, route.example.body === undefined, route.id);
    route.body?.parse(route.example.body);
  }
});

test('a list counts to a bound, and says that there are more, unless it is asked for all', async () => {
  await using registry = await testRegistry();
  await registry.call('createProduct', { body: { name: 'pump' } });
  await sql`insert into device (tenant, name, product, secret_hash, created_at)
    select 'acme', 'dev-' || i, 'pump', '', now() from generate_series(1, ${countedDevicesMax + 2}::int) i`.execute(registry.database.db);
  const counted = async (query: object) => {
    const { total, totalIsLeast } = await registry.call<{ total: number; totalIsLeast: boolean }>('listDevices', { query });
    return [total, totalIsLeast];
  };
  assert.deepEqual(await counted({}), [countedDevicesMax, true]);
  assert.deepEqual(await counted({ total: 'exact' }), [countedDevicesMax + 2, false]);
  assert.deepEqual(await counted({ total: 'none' }), [null, false]);
  assert.deepEqual(await counted({ state: 'inactive' }), [countedDevicesMax, true]);
  assert.deepEqual(await counted({ filter: "!name.matches('^dev-[12]$')" }), [countedDevicesMax, false]);
});

test('a filter picks devices over all pages, and says where it is wrong', async () => {
  await using registry = await registryWithPump();
  await registry.call('createDevices', { body: { name: 'd', product: 'pump', count: 12 } });
  await registry.call('createDevice', { body: { name: 'hall', product: 'pump', label: "Hall's 3%" } });
  await registry.call('updateDevice', { params: { device: 'd-2' }, body: { disabled: true } });
  const device = await registry.platform.directory.device('acme', 'd-3');
  assert.ok(device);
  registry.events.publish('device.presence', { device, online: true, epoch: 1, at: Date.now(), reason: 'test' });
  await registry.platform[Symbol.asyncDispose]();
  const list = (filter: string, query: object = {}) => registry.call<Page>('listDevices', { query: { filter, ...query } });
  const names = async (filter: string) => (await list(filter)).items.map((d) => d.name);
  assert.deepEqual(await names("state == 'disabled' || state == 'online'"), ['d-2', 'd-3']);
  assert.deepEqual(await names("label.endsWith('3%') && label.startsWith('Hall\\'s')"), ['hall']);
  assert.deepEqual(await names("lastSeenAt > '2020-01-01'"), ['d-3']);
  assert.deepEqual(await names("name in ['d-1', 'd-12'] && createdAt > '2020-01-01' && product == 'pump'"), ['d-1', 'd-12']);
  const first = await list("name.startsWith('d-') && lastSeenAt == null", { limit: '6', product: 'pump' });
  const second = await list("name.startsWith('d-') && lastSeenAt == null", { limit: '6', product: 'pump', cursor: first.next });
  assert.deepEqual([first.total, first.items.length, second.total, second.items.length, second.next], [11, 6, 11, 5, null]);
  await assert.rejects(list("state == 'onlin'"), {
    code: 'BAD_REQUEST',
    message: /character 10: found .*'online'/,
    places: [{ field: 'filter', at: 9, expected: "one of 'inactive', 'online', 'offline', 'disabled'" }],
  });
  await assert.rejects(list('a'.repeat(2001)), { name: 'ZodError' });
  assert.equal((await registry.call<Page>('listDevices', { tenant: 'other', query: { filter: 'true' } })).total, 0);
});

test('a list in order of making goes on where the page before ended, both ways round, and counts only when asked', async () => {
  let time = Date.UTC(2026, 0, 1);
  await using registry = await testRegistry({ now: () => (time += 1000) });
  await registry.call('createProduct', { body: { name: 'pump' } });
  for (const name of ['c', 'a', 'd', 'b', 'e']) await registry.call('createDevice', { body: { name, product: 'pump' } });
  const walk = async (sort: string) => {
    const names: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const query = { sort, limit: 2, total: 'none', ...(cursor === undefined ? {} : { cursor }) };
      const page = await registry.call<{ items: { name: string }[]; next: string | null; total: number | null }>('listDevices', { query });
      assert.equal(page.total, null);
      names.push(...page.items.map(({ name }) => name));
      if (page.next === null) return names.join('');
      cursor = page.next;
    }
  };
  assert.deepEqual(await Promise.all(['name', '-name', 'createdAt', '-createdAt'].map(walk)), ['abcde', 'edcba', 'cadbe', 'ebdac']);
  await assert.rejects(registry.call('listDevices', { query: { sort: 'createdAt', cursor: encodeCursor('nonsense x') } }), {
    code: 'BAD_REQUEST',
  });
});
