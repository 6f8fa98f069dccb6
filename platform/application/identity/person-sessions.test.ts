import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminEmail, adminPassword, fromHere, join, keyOf, startPlatform, type TestPlatform } from '../fixture.test.ts';
import { deviceOf } from './session-device.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function signInFrom(platform: TestPlatform, remoteAddress: string, userAgent: string, cookie = '') {
  const answer = await platform.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    headers: { 'user-agent': userAgent, ...(cookie === '' ? {} : { cookie }) },
    remoteAddress,
    payload: { email: adminEmail, password: adminPassword },
  });
  assert.equal(answer.statusCode, 200);
  return {
    cookie: [answer.headers['set-cookie'] ?? []]
      .flat()
      .map((line) => line.split(';', 1)[0])
      .join('; '),
    ...fromHere,
  };
}

test('people see where they are signed in and end one session, or all others', async () => {
  await using platform = await startPlatform();
  const { app } = platform;
  const here = await signInFrom(platform, '192.0.2.1', firefox);
  const there = await signInFrom(
    platform,
    '2001:db8::1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/605.1.15',
  );
  const third = await signInFrom(platform, '192.0.2.3', 'x'.repeat(5000));
  const list = async () => (await app.inject({ url: '/api/v1/sessions', headers: here })).json().items;
  const items = await list();
  const current = items.find((item: { current: boolean }) => item.current);
  assert.deepEqual([current.device, current.address, current.userAgent], ['Firefox on Linux', '192.0.2.1', firefox]);
  assert.ok(Date.parse(current.lastUsedAt) >= Date.parse(current.createdAt) && Date.parse(current.expiresAt) > Date.now());
  const phone = items.find((item: { device: string }) => item.device === 'Safari on iPhone');
  assert.match(phone.address, /^2001:0?db8:/);
  assert.ok(!JSON.stringify(items).includes('session_token'));
  assert.equal(items.filter((item: { current: boolean }) => item.current).length, 1);

  assert.equal((await app.inject({ method: 'DELETE', url: `/api/v1/sessions/${phone.id}`, headers: here })).statusCode, 204);
  assert.equal((await app.inject({ url: '/api/v1/session', headers: there })).statusCode, 401);
  assert.equal((await app.inject({ method: 'DELETE', url: `/api/v1/sessions/${phone.id}`, headers: here })).statusCode, 404);
  assert.equal((await app.inject({ url: '/api/v1/session', headers: third })).statusCode, 200);
  const others = await app.inject({ method: 'DELETE', url: '/api/v1/sessions', headers: here });
  assert.equal(others.json().ended, items.length - 2);
  assert.equal((await app.inject({ url: '/api/v1/session', headers: third })).statusCode, 401);
  assert.deepEqual(
    (await list()).map((item: { id: string }) => item.id),
    [current.id],
  );
});

test('nobody ends or sees the sessions of somebody else, and an API key has none', async () => {
  await using platform = await startPlatform();
  const { app } = platform;
  const here = await signInFrom(platform, '192.0.2.1', firefox);
  await join(platform, 'bob@example.org', 'another password');
  const stranger = (await platform.signIn('bob@example.org', 'another password')).browser;
  const [mine] = (await app.inject({ url: '/api/v1/sessions', headers: here })).json().items;
  assert.equal((await app.inject({ method: 'DELETE', url: `/api/v1/sessions/${mine.id}`, headers: stranger })).statusCode, 404);
  const theirs = (await app.inject({ url: '/api/v1/sessions', headers: stranger })).json().items;
  assert.equal(theirs.length, 1);
  assert.equal((await app.inject({ method: 'DELETE', url: '/api/v1/sessions', headers: stranger })).json().ended, 0);
  assert.equal((await app.inject({ url: '/api/v1/session', headers: here })).statusCode, 200);
  const authorization = `Bearer ${await keyOf(platform)}`;
  assert.equal((await app.inject({ url: '/api/v1/sessions', headers: { authorization } })).statusCode, 403);
});

test('a session that somebody put into the browser before is never the one after signing in', async () => {
  await using platform = await startPlatform();
  const planted = await signInFrom(platform, '192.0.2.1', firefox);
  const after = await signInFrom(platform, '192.0.2.1', firefox, planted.cookie);
  assert.notEqual(after.cookie, planted.cookie);
  const made = await signInFrom(platform, '192.0.2.1', firefox, 'thalamus.session_token=chosen.by.me');
  assert.ok(!made.cookie.includes('chosen'));
});

test('a session can’t be guessed: without our signature no token opens, not even a right one', async () => {
  await using platform = await startPlatform();
  const { cookie } = await signInFrom(platform, '192.0.2.1', firefox);
  const { rows } = await platform.database.pool.query('select token from person_session');
  const token: string = rows[0].token;
  assert.ok(token.length >= 32 && new Set(token).size > 10, 'at least 160 random bits');
  const [name = '', value = ''] = cookie.split('=', 2);
  const signature = decodeURIComponent(value).split('.')[1] ?? '';
  const ask = async (text: string) =>
    (await platform.app.inject({ url: '/api/v1/session', headers: { cookie: `${name}=${encodeURIComponent(text)}` } })).statusCode;
  const others = [
    token,
    `${token}.`,
    `${token}.${'A'.repeat(43)}=`,
    `${token.slice(0, -1)}x.${signature}`,
    `${rows[0].token}.${signature.slice(0, -2)}`,
  ];
  for (const guess of others) assert.equal(await ask(guess), 401, guess);
  assert.equal((await platform.app.inject({ url: '/api/v1/session', headers: { cookie } })).statusCode, 200);
});

test('people change their own name', async () => {
  await using platform = await startPlatform();
  const here = await signInFrom(platform, '192.0.2.1', firefox);
  const rename = (name: string) =>
    platform.app.inject({ method: 'PATCH', url: '/api/v1/session/person', headers: here, payload: { name } });
  const answer = await rename('  Ada King ');
  assert.deepEqual([answer.statusCode, answer.json().person.name], [200, 'Ada King']);
  assert.equal((await platform.app.inject({ url: '/api/v1/session', headers: here })).json().person.name, 'Ada King');
  for (const bad of ['', '  ', 'x'.repeat(101), 'a\nb']) assert.equal((await rename(bad)).statusCode, 400, JSON.stringify(bad));
});

test('programs and machines are named as people call them', () => {
  const cases = {
    [firefox]: 'Firefox on Linux',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0':
      'Edge on Windows',
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36': 'Chrome on Android',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15': 'Safari on macOS',
    'curl/8.9.1': 'curl',
    node: 'Node.js program',
    '': 'Unknown program',
  };
  for (const [text, name] of Object.entries(cases)) assert.equal(deviceOf(text), name);
});
