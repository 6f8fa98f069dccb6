import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import { testDatabase } from '#testing/postgres.ts';
import { keyOf, startPlatform } from '../fixture.test.ts';
import { migrations } from '../index.ts';
import { createApiKeyStore } from './api-key-store.ts';
import { createApiKeys } from './api-keys.ts';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

test('a key is shown once, works as a bearer, is listed without its secret, and ends at once when deleted', async () => {
  await using platform = await startPlatform();
  const { app } = platform;
  const { browser } = await platform.signIn();
  const made = await app.inject({ method: 'POST', url: '/api/v1/api-keys', headers: browser, payload: { name: 'ci' } });
  assert.equal(made.statusCode, 201);
  const { key, id, prefix } = made.json();
  assert.match(key, /^thk_[0-9a-f]{16}[\w-]{43}$/);
  assert.ok(key.startsWith(prefix));
  const who = await app.inject({ url: '/api/v1/session', headers: bearer(key) });
  const { person, tenant, roles, permissions } = who.json();
  assert.deepEqual([person, tenant, roles], [{ email: '', name: 'ci' }, 'default', ['developer']]);
  assert.ok(permissions.includes('device.write') && !permissions.includes('access.key'));
  const { rows } = await sql<{ text: string }>`select api_key::text as text from api_key`.execute(platform.database.db);
  assert.ok(!rows[0]?.text.includes(key.slice(20)));

  const list = (await app.inject({ url: '/api/v1/api-keys', headers: browser })).json();
  assert.deepEqual(
    list.items.map((item: { id: string }) => item.id),
    [id],
  );
  assert.equal('key' in list.items[0], false);
  assert.equal((await app.inject({ method: 'DELETE', url: `/api/v1/api-keys/${id}`, headers: browser })).statusCode, 204);
  assert.equal((await app.inject({ url: '/api/v1/session', headers: bearer(key) })).statusCode, 401);
  assert.equal((await app.inject({ method: 'DELETE', url: `/api/v1/api-keys/${id}`, headers: browser })).statusCode, 404);
});

test('lists of keys go on where the page before ended', async () => {
  await using platform = await startPlatform();
  const { browser } = await platform.signIn();
  for (const name of ['a', 'b', 'c'])
    await platform.app.inject({ method: 'POST', url: '/api/v1/api-keys', headers: browser, payload: { name } });
  const first = (await platform.app.inject({ url: '/api/v1/api-keys?limit=2', headers: browser })).json();
  const second = (await platform.app.inject({ url: `/api/v1/api-keys?limit=2&cursor=${first.next}`, headers: browser })).json();
  assert.deepEqual([...first.items, ...second.items].map((item: { name: string }) => item.name).sort(), ['a', 'b', 'c']);
  assert.equal(second.next, null);
  assert.equal((await platform.app.inject({ url: '/api/v1/api-keys?cursor=bogus', headers: browser })).statusCode, 400);
  const named = async (filter: string) => {
    const answer = await platform.app.inject({ url: `/api/v1/api-keys?filter=${encodeURIComponent(filter)}`, headers: browser });
    return (
      answer
        .json()
        .items?.map((item: { name: string }) => item.name)
        .sort() ?? answer.json().places
    );
  };
  assert.deepEqual(await named("role == 'developer' && expiresAt == null && name.matches('^[bc]$')"), ['b', 'c']);
  assert.deepEqual(await named("role == 'viewer' || serviceAccount != null"), []);
  assert.deepEqual(await named("name.matches('^[bc')"), [{ field: 'filter', expected: '`]`', at: 18 }]);
});

test('a key does what its role permits and no more, and keys make no keys', async () => {
  await using platform = await startPlatform();
  const { app } = platform;
  const viewer = bearer(await keyOf(platform, 'viewer'));
  const developer = bearer(await keyOf(platform));
  assert.equal((await app.inject({ url: '/api/v1/widgets/w', headers: viewer })).statusCode, 200);
  const refused = await app.inject({ method: 'POST', url: '/api/v1/widgets', headers: viewer, payload: { name: 'w' } });
  assert.deepEqual([refused.statusCode, refused.json().code], [403, 'FORBIDDEN']);
  assert.match(refused.json().detail, /device\.write/);
  assert.equal((await app.inject({ method: 'POST', url: '/api/v1/widgets', headers: developer, payload: { name: 'w' } })).statusCode, 201);
  assert.equal((await app.inject({ method: 'POST', url: '/api/v1/api-keys', headers: developer, payload: { name: 'x' } })).statusCode, 403);
});

test('a key that has expired, has another secret or is no key at all opens nothing', async () => {
  await using platform = await startPlatform();
  const { app } = platform;
  const { browser } = await platform.signIn();
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const { key } = (
    await app.inject({ method: 'POST', url: '/api/v1/api-keys', headers: browser, payload: { name: 'brief', expiresAt } })
  ).json();
  const status = async (text: string) => (await app.inject({ url: '/api/v1/session', headers: { authorization: text } })).statusCode;
  assert.equal(await status(`Bearer ${key}`), 200);
  assert.equal(await status(`Bearer ${key.slice(0, -1)}${key.endsWith('A') ? 'E' : 'A'}`), 401);
  assert.equal(await status('Bearer nonsense'), 401);
  assert.equal(await status('Basic YTpi'), 401);
  // The platform's clock stands since its start, which may be seconds ago.
  platform.pass(120_000);
  assert.equal(await status(`Bearer ${key}`), 401);
  const past = await app.inject({ method: 'POST', url: '/api/v1/api-keys', headers: browser, payload: { name: 'p', expiresAt: 1000 } });
  assert.equal(past.statusCode, 400);
});

test('another tenant’s key sees and deletes nothing of this one', async () => {
  await using platform = await startPlatform();
  const { app, database } = platform;
  const key = await keyOf(platform);
  const admin = await keyOf(platform, 'admin');
  await sql`insert into tenant (name) values ('other')`.execute(database.db);
  await sql`update api_key set tenant = 'other' where name = 'admin'`.execute(database.db);
  const session = await app.inject({ url: '/api/v1/session', headers: bearer(admin) });
  assert.equal(session.json().tenant, 'other');
  const list = (await app.inject({ url: '/api/v1/api-keys', headers: bearer(admin) })).json();
  assert.deepEqual(
    list.items.map((item: { role: string }) => item.role),
    ['admin'],
  );
  const id = key.slice(4, 20);
  assert.equal((await app.inject({ method: 'DELETE', url: `/api/v1/api-keys/${id}`, headers: bearer(admin) })).statusCode, 404);
  assert.equal((await app.inject({ url: '/api/v1/session', headers: bearer(key) })).statusCode, 200);
});

test('the time of last use is written when the platform stops', async () => {
  await using database = await testDatabase(migrations);
  await sql`insert into tenant (name) values ('default')`.execute(database.db);
  const store = createApiKeyStore(database.db, database.tenantDb);
  const log = { info() {}, warn() {}, error() {} };
  const keys = createApiKeys(store, createMemoryBus(log), log, () => 5_000);
  const { row, key } = await keys.create('default', 'p', {
    name: 'ci',
    assignments: [],
    addresses: [],
    serviceAccount: undefined,
    expiresAt: undefined,
  });
  assert.equal((await keys.identify(key, '127.0.0.1'))?.id, row.id);
  await keys[Symbol.asyncDispose]();
  assert.equal((await store.find(row.id))?.last_used_at?.getTime(), 5_000);
});
