import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { sql } from 'kysely';
import { Counter, Registry } from 'prom-client';
import { faults } from '#core/errors.ts';
import { fromHere, keyOf, made, startPlatform } from '../fixture.test.ts';

test('every error is problem+json: unknown routes, broken JSON, wrong types, too large, nobody', async () => {
  await using platform = await startPlatform();
  const key = await keyOf(platform);
  const { browser } = await platform.signIn();
  const headers = { authorization: `Bearer ${key}` };
  const post = (payload: string, type = 'application/json') =>
    platform.app.inject({ method: 'POST', url: '/api/v1/widgets', headers: { ...headers, 'content-type': type }, payload });
  const answers = [
    [404, 'NOT_FOUND', await platform.app.inject({ url: '/api/v1/nothing', headers })],
    [404, 'NOT_FOUND', await platform.app.inject({ url: '/' })],
    [401, 'UNAUTHENTICATED', await platform.app.inject({ url: '/api/v1/widgets/w' })],
    [400, 'BAD_REQUEST', await post('{"name":')],
    [400, 'BAD_REQUEST', await post('')],
    [415, 'UNSUPPORTED_MEDIA_TYPE', await post('name=w', 'application/x-www-form-urlencoded')],
    [415, 'UNSUPPORTED_MEDIA_TYPE', await post('{"name":"w"}', 'text/plain')],
    [413, 'PAYLOAD_TOO_LARGE', await post(JSON.stringify({ name: 'w'.repeat(2000) }))],
    [400, 'BAD_REQUEST', await post('{"__proto__":{"x":1},"name":"w"}')],
    [503, 'ENGINE_DOWN', await platform.app.inject({ url: '/api/v1/widgets/away', headers })],
    [500, 'INTERNAL', await platform.app.inject({ url: '/api/v1/widgets/misfit', headers })],
    [403, 'FORBIDDEN', await platform.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie: browser.cookie } })],
  ] as const;
  for (const [status, code, answer] of answers) {
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, code);
    const problem = answer.json();
    assert.deepEqual([answer.statusCode, problem.status, problem.code], [status, status, code], answer.payload);
    assert.ok(problem.title && problem.detail && problem.instance);
    assert.doesNotMatch(answer.payload, /nonsense|57P01|node_modules/);
  }
  assert.equal(answers[9][2].headers['retry-after'], '1');
  assert.ok(platform.lines.some((line) => line.includes('its schema does not allow')));
});

test('fields at fault are named with what was expected, also those nobody knows', async () => {
  await using platform = await startPlatform();
  const headers = { authorization: `Bearer ${await keyOf(platform)}` };
  const payload = { parts: [{ id: 1 }, { id: 'x', color: 2 }], nmae: 'w' };
  const body = (await platform.app.inject({ method: 'POST', url: '/api/v1/widgets', headers, payload })).json();
  assert.deepEqual(body.places, [
    { field: 'name', expected: 'string, received undefined' },
    { field: 'parts.1.id', expected: 'number, received string' },
    { field: 'nmae', expected: 'no such field' },
  ]);
  const query = (await platform.app.inject({ url: '/api/v1/widgets/w?sise=2', headers })).json();
  assert.deepEqual(query.places, [{ field: 'sise', expected: 'no such field' }]);
  const kept = (await platform.app.inject({ url: '/api/v1/widgets/w', headers })).json();
  assert.deepEqual(kept, { name: 'w', secret: 's' }, 'what the schema does not name does not leave');
});

test('a repeated creation answers what the first one answered, also while that is under way, and is done once', async () => {
  await using platform = await startPlatform();
  const authorization = `Bearer ${await keyOf(platform)}`;
  const send = (key: string, payload: object, who = authorization) =>
    platform.app.inject({ method: 'POST', url: '/api/v1/widgets', headers: { authorization: who, 'idempotency-key': key }, payload });
  const name = 'once';
  const both = await Promise.all([send('k1', { name, wait: true }), send('k1', { name, wait: true }), send('k1', { name, wait: true })]);
  assert.deepEqual(
    both.map((answer) => [answer.statusCode, answer.json().secret]),
    Array(3).fill([201, 'made 1']),
  );
  assert.equal(made.get(name), 1);
  assert.equal((await send('k1', { name: 'another' })).json().code, 'IDEMPOTENCY_MISMATCH');
  assert.equal((await send('k2', { name })).json().secret, 'made 2');
  assert.equal(
    (await send('k1', { name }, `Bearer ${await keyOf(platform)}`)).json().secret,
    'made 3',
    'another caller’s key is another key',
  );
  assert.equal((await send('k3', { name: 'bug' })).statusCode, 500);
  assert.equal((await send('k3', { name: 'bug' })).statusCode, 500);
  assert.equal(made.get('bug'), 2, 'a failed creation is tried again');
  const { rows } = await platform.database.pool.query('select response from idempotency_key where key = $1', ['k1']);
  assert.ok(!rows.some((row: { response: Buffer }) => row.response.toString('latin1').includes('made')), 'answers are sealed');
});

test('a creation whose program died is refused for a minute, then done by whoever asks', async () => {
  await using platform = await startPlatform();
  const key = await keyOf(platform);
  const send = () =>
    platform.app.inject({
      method: 'POST',
      url: '/api/v1/widgets',
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'k' },
      payload: { name: 'died' },
    });
  assert.equal((await send()).statusCode, 201);
  await platform.database.pool.query(`update idempotency_key set status = null, response = null where key = 'k'`);
  assert.deepEqual([(await send()).json().code], ['CONFLICT']);
  platform.pass(61_000);
  assert.equal((await send()).json().secret, 'made 2');
  assert.equal((await send()).json().secret, 'made 2');
});

test('health says what is missing', async () => {
  let telemetry = 'starting';
  const checks = { postgres: () => 'up', telemetry: () => telemetry, log: async () => 'ok' };
  await using platform = await startPlatform({ needs: { checks } });
  const down = await platform.app.inject({ url: '/health' });
  assert.equal(down.statusCode, 503);
  assert.deepEqual(down.json(), {
    status: 'unavailable',
    version: '0.0.0',
    checks: { postgres: 'up', telemetry: 'starting', log: 'ok' },
    missing: ['telemetry'],
  });
  telemetry = 'up';
  const up = await platform.app.inject({ url: '/health' });
  assert.deepEqual([up.statusCode, up.json().status], [200, 'ok']);
});

test('metrics are open on this machine; through a proxy they need a key that may query data', async () => {
  const metrics = new Registry();
  new Counter({ name: 'widgets_total', help: 'Widgets', registers: [metrics] }).inc();
  await using platform = await startPlatform({ needs: { metrics } });
  const local = await platform.app.inject({ url: '/metrics' });
  assert.match(local.payload, /widgets_total 1/);
  const forwarded = { 'x-forwarded-for': '203.0.113.1' };
  assert.equal((await platform.app.inject({ url: '/metrics', headers: forwarded })).statusCode, 401);
  assert.equal((await platform.app.inject({ url: '/metrics', remoteAddress: '203.0.113.1' })).statusCode, 401);
  const headers = { ...forwarded, authorization: `Bearer ${await keyOf(platform, 'viewer')}` };
  assert.equal((await platform.app.inject({ url: '/metrics', headers })).statusCode, 200);
  await platform.app.inject({
    method: 'POST',
    url: '/api/v1/operator/tenants',
    headers: (await platform.signIn()).browser,
    payload: { name: 'acme', ownerEmail: 'g@example.org' },
  });
  await sql`update api_key set tenant = 'acme'`.execute(platform.database.db);
  platform.events.publish('access.changed', { tenant: 'acme' });
  assert.equal((await platform.app.inject({ url: '/metrics', headers })).statusCode, 403);
});

test('the console is served with its pages, its hashed files for ever, and strict headers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>console</title>');
  await writeFile(join(folder, 'assets', 'app-1a2b3c4d.js'), 'plain');
  await writeFile(join(folder, 'assets', 'app-1a2b3c4d.js.br'), brotliCompressSync('packed'));
  await using platform = await startPlatform({ needs: { consoleFolder: folder } });
  const { app } = platform;
  for (const url of ['/', '/devices/pump-1?tab=history', '/assets']) {
    const page = await app.inject({ url, headers: { accept: 'text/html' } });
    assert.deepEqual([url, page.statusCode, page.payload], [url, 200, '<title>console</title>']);
    assert.match(String(page.headers['content-security-policy']), /script-src 'self';.*frame-ancestors 'none'/);
    assert.equal(page.headers['cache-control'], 'no-cache');
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
  }
  const script = await app.inject({ url: '/assets/app-1a2b3c4d.js', headers: { 'accept-encoding': 'br' } });
  assert.equal(script.headers['content-encoding'], 'br');
  assert.match(String(script.headers['content-type']), /javascript/);
  assert.match(String(script.headers['cache-control']), /immutable/);
  for (const url of ['/api/v1/nothing', '/assets/missing.js', '/docs/nothing']) {
    assert.ok((await app.inject({ url, headers: { accept: url.startsWith('/a') ? '*/*' : 'text/html' } })).statusCode >= 400, url);
  }
  for (const url of ['/../index.ts', '/%2e%2e/index.ts', '/..%2findex.ts', '/assets/..%2f..%2findex.ts']) {
    const answer = await app.inject({ url, headers: { accept: 'text/html' } });
    assert.ok(answer.statusCode >= 400 || answer.payload === '<title>console</title>', url);
  }
});

test('the reference page is whole without any other machine', async () => {
  await using platform = await startPlatform();
  const page = await platform.app.inject({ url: '/docs/api' });
  assert.equal(page.statusCode, 200);
  const sources = [...page.payload.matchAll(/src="([^"]+)"/g)].map((match) => match[1] ?? '');
  assert.ok(sources.length > 0 && sources.every((source) => source.startsWith('/docs/api/')));
  for (const url of sources) assert.equal((await platform.app.inject({ url })).statusCode, 200, url);
  assert.match(String(page.headers['content-security-policy']), /default-src 'self'/);
  const errors = (await platform.app.inject({ url: '/docs/errors' })).payload;
  for (const [code, { title }] of Object.entries(faults)) assert.ok(errors.includes(`id="${code}"`) && errors.includes(title), code);
});

test('a request that is not HTTP, or has too many headers, is answered and closed', async () => {
  await using platform = await startPlatform();
  await platform.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = platform.app.server.address() as AddressInfo;
  const send = (text: string) =>
    new Promise<string>((resolve) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (part) => {
        received += part;
      });
      socket.on('close', () => resolve(received));
      socket.on('error', () => {});
    });
  assert.match(await send('nonsense\r\n\r\n'), /^HTTP\/1.1 400 /);
  assert.match(await send(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1.1 431 /);
  assert.match(await send('GET /elsewhere HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'), /^HTTP\/1.1 404 /);
});

test('platform information is for whoever is signed in', async () => {
  await using platform = await startPlatform();
  const { browser } = await platform.signIn();
  const answer = await platform.app.inject({ url: '/api/v1/platform', headers: { ...browser, ...fromHere } });
  assert.deepEqual([answer.json().tenant, answer.json().nodeVersion], ['default', process.version]);
});
