import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminEmail, adminPassword, fromHere, startPlatform } from '../fixture.test.ts';

test('a fresh database has an owner with a one-time password, which must be replaced before anything else', async () => {
  await using platform = await startPlatform({ wish: {} });
  const { app } = platform;
  const shown = platform.shown;
  assert.ok(shown !== undefined);
  assert.equal(await platform.operatorPasswordSet(), false);

  const { status, body, browser } = await platform.signIn(shown.email, shown.password);
  assert.equal(status, 200);
  const { person, tenant, roles, operator, passwordChangeRequired } = body;
  assert.deepEqual([person, tenant, roles], [{ email: shown.email, name: 'Administrator' }, 'default', ['owner']]);
  assert.deepEqual([operator, passwordChangeRequired], [true, true]);
  const blocked = await app.inject({ url: '/api/v1/platform', headers: browser });
  assert.deepEqual([blocked.statusCode, blocked.json().code], [403, 'PASSWORD_CHANGE_REQUIRED']);
  assert.equal((await app.inject({ url: '/api/v1/session', headers: browser })).json().passwordChangeRequired, true);

  const short = await app.inject({
    method: 'POST',
    url: '/api/v1/session/password',
    headers: browser,
    payload: { current: shown.password, next: 'short' },
  });
  assert.deepEqual([short.statusCode, short.json().places], [400, [{ field: 'next', expected: '8 to 128 characters' }]]);
  const changed = await app.inject({
    method: 'POST',
    url: '/api/v1/session/password',
    headers: browser,
    payload: { current: shown.password, next: 'my own password' },
  });
  assert.deepEqual([changed.statusCode, changed.json().passwordChangeRequired], [200, false]);
  const cookie = [changed.headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';')[0])
    .join('; ');
  assert.equal((await app.inject({ url: '/api/v1/platform', headers: { cookie } })).statusCode, 200);
  assert.equal((await app.inject({ url: '/api/v1/platform', headers: browser })).statusCode, 401, 'the session from before has ended');
  assert.equal(await platform.operatorPasswordSet(), true);
  assert.equal(await platform.firstAdmin(), undefined);
});

test('a one-time password nobody used is replaced at the next start and shown again', async () => {
  await using platform = await startPlatform({ wish: {} });
  const again = await platform.firstAdmin();
  assert.ok(again !== undefined && platform.shown !== undefined);
  assert.notEqual(again.password, platform.shown.password);
  assert.equal((await platform.signIn(again.email, platform.shown.password)).status, 401);
  assert.equal((await platform.signIn(again.email, again.password)).status, 200);
  const renamed = await platform.firstAdmin({ email: 'Boss@Example.org', password: 'given by operator' });
  assert.equal(renamed, undefined);
  assert.equal((await platform.signIn('boss@example.org', 'given by operator')).body.passwordChangeRequired, false);
  assert.equal((await platform.signIn(again.email, again.password)).status, 401);
});

test('a password that the operator gave needs no change and is never printed', async () => {
  await using platform = await startPlatform();
  assert.equal(platform.shown, undefined);
  assert.equal(await platform.operatorPasswordSet(), true);
  const { body, headers } = await platform.signIn();
  assert.equal(body.passwordChangeRequired, false);
  assert.match(String(headers['set-cookie']), /HttpOnly/i);
  assert.match(String(headers['set-cookie']), /SameSite=Lax/i);
});

test('signing out ends the session at once', async () => {
  await using platform = await startPlatform();
  const { browser } = await platform.signIn();
  assert.equal((await platform.app.inject({ url: '/api/v1/session', headers: browser })).statusCode, 200);
  assert.equal((await platform.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: browser })).statusCode, 204);
  assert.equal((await platform.app.inject({ url: '/api/v1/session', headers: browser })).statusCode, 401);
});

test('after ten wrong passwords in a minute even the right one waits, by e-mail and by address', async () => {
  await using platform = await startPlatform();
  const tries = await Promise.all(Array.from({ length: 12 }, () => platform.signIn(adminEmail, 'wrong')));
  assert.deepEqual(tries.map((t) => t.status).sort(), [...Array(10).fill(401), 429, 429]);
  assert.equal(tries.find((t) => t.status === 401)?.body.code, 'WRONG_PASSWORD');
  const late = await platform.signIn();
  assert.equal(late.status, 429);
  assert.ok(Number(late.headers['retry-after']) > 0 && Number(late.headers['retry-after']) <= 60);
  assert.equal((await platform.signIn('other@example.org', 'x')).status, 429);
  platform.pass(61_000);
  assert.equal((await platform.signIn()).status, 200);
});

test('an unknown e-mail and a wrong password look the same', async () => {
  await using platform = await startPlatform();
  const [unknown, wrong, malformed] = [
    await platform.signIn('no@example.org', 'x'),
    await platform.signIn(adminEmail, 'x'),
    await platform.signIn('nobody', 'x'),
  ];
  for (const answer of [unknown, wrong, malformed])
    assert.deepEqual([answer.status, answer.body.code, answer.body.detail], [401, 'WRONG_PASSWORD', wrong.body.detail]);
});

test('a signed-in browser changes things from our own pages only, and no other page signs it in', async () => {
  await using platform = await startPlatform();
  const { cookie } = await platform.signIn();
  const payload = { name: 'w' };
  const send = (headers: Record<string, string>) =>
    platform.app.inject({ method: 'POST', url: '/api/v1/widgets', headers: { cookie, ...headers }, payload });
  assert.equal((await send({ 'sec-fetch-site': 'cross-site' })).statusCode, 403);
  assert.equal((await send({ 'sec-fetch-site': 'same-site' })).statusCode, 403);
  assert.equal((await send({ origin: 'https://evil.example' })).statusCode, 403);
  assert.equal((await send({ origin: 'null' })).statusCode, 403);
  assert.equal((await send({})).statusCode, 403);
  assert.equal((await send({ host: 'thalamus.test:8080', origin: 'http://thalamus.test:8080' })).statusCode, 201);
  assert.equal((await send(fromHere)).statusCode, 201);
  const login = { method: 'POST', url: '/api/v1/session', payload: { email: adminEmail, password: adminPassword } } as const;
  assert.equal((await platform.app.inject({ ...login, headers: { origin: 'https://evil.example' } })).statusCode, 403);
});

test('passwords and keys are found nowhere in the log or the answers to mistakes', async () => {
  await using platform = await startPlatform();
  const planted = 'planted-secret-4711';
  const { browser } = await platform.signIn();
  const answers = [
    await platform.signIn(adminEmail, planted),
    await platform.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': 'application/json' },
      payload: `{"password":"${planted}"`,
    }),
    await platform.app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: 1, password: { planted } } }),
    await platform.app.inject({ url: '/api/v1/session', headers: { authorization: `Bearer thk_${planted}` } }),
    await platform.app.inject({ method: 'POST', url: '/api/v1/widgets', headers: browser, payload: { name: 'bug', parts: [] } }),
  ];
  assert.equal(platform.lines.filter((line) => line.includes('a widget exploded')).length, 1);
  assert.doesNotMatch(platform.lines.join('\n'), new RegExp(`${planted}|${adminPassword}`));
  assert.doesNotMatch(JSON.stringify(answers.map((answer) => ('payload' in answer ? answer.payload : answer.body))), new RegExp(planted));
});
