import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { ApiError, createClient, paginate } from './index.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    answer(request, response, seen.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, [Symbol.asyncDispose]: stop };
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

test('a 503 is tried again with the same Idempotency-Key', async () => {
  await using server = await serve((_request, response, count) =>
    count < 3 ? json(response, 503, { code: 'ENGINE_DOWN' }, { 'retry-after': '0' }) : json(response, 201, { name: 'pump-1' }),
  );
  const device = await createClient({ url: server.url, apiKey: 'thk_x' }).createDevice({ name: 'pump-1', product: 'pump' });
  assert.equal(device.name, 'pump-1');
  assert.equal(server.seen.length, 3);
  assert.equal(new Set(server.seen.map((seen) => seen.headers['idempotency-key'])).size, 1);
  assert.equal(server.seen[0]?.headers.authorization, 'Bearer thk_x');
});

test('a connection cut without an answer is tried again', async () => {
  await using server = await serve((request, response, count) =>
    count === 1 ? request.socket.destroy() : json(response, 200, { items: [], next: null }),
  );
  assert.deepEqual((await createClient({ url: server.url }).listProducts()).items, []);
  assert.equal(server.seen.length, 2);
});

test('a sign-in is never repeated, and a long Retry-After is the caller’s to decide on', async () => {
  await using server = await serve((_request, response) => json(response, 429, { code: 'RATE_LIMITED' }, { 'retry-after': '42' }));
  const client = createClient({ url: server.url });
  await assert.rejects(client.signIn({ email: 'a@b.example', password: 'x' }), (error: ApiError) => error.retryAfterMs === 42_000);
  await assert.rejects(client.listDevices(), { status: 429 });
  assert.equal(server.seen.length, 2);
});

test('Retry-After may be a date, as proxies write it', async () => {
  const date = new Date(Date.now() + 60_000).toUTCString();
  await using server = await serve((_request, response) => json(response, 503, { code: 'OVERLOADED' }, { 'retry-after': date }));
  await assert.rejects(createClient({ url: server.url }).listDevices(), ({ retryAfterMs }: ApiError) => {
    assert.ok(retryAfterMs !== undefined && retryAfterMs > 50_000 && retryAfterMs <= 60_000);
    return true;
  });
  assert.equal(server.seen.length, 1);
});

test('problem+json becomes an ApiError with its places', async () => {
  const problem = {
    code: 'BAD_REQUEST',
    title: 'The request is not valid',
    detail: 'name is missing',
    places: [{ field: 'name', expected: 'a string' }],
  };
  await using server = await serve((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  });
  await assert.rejects(createClient({ url: server.url }).createProduct({ name: '' }), (error: unknown) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual(
      { status: error.status, code: error.code, message: error.message, places: error.places },
      { status: 400, code: 'BAD_REQUEST', message: 'name is missing', places: problem.places },
    );
    return true;
  });
});

test('a proxy’s page is an error with the status only', async () => {
  await using server = await serve(
    (_request, response) => void response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>nope</h1>'),
  );
  await assert.rejects(createClient({ url: server.url }).getDevice('a'), { status: 404, code: 'HTTP_404' });
});

test('an unreachable platform is code NETWORK after bounded attempts', async () => {
  let tries = 0;
  const refused = () => {
    tries++;
    return Promise.reject(new TypeError('fetch failed'));
  };
  await assert.rejects(createClient({ url: 'http://127.0.0.1:1', fetch: refused }).getSession(), { status: 0, code: 'NETWORK' });
  assert.equal(tries, 4);
});

test('paginate follows the cursors to the end', async () => {
  await using server = await serve((request, response) => {
    const cursor = new URL(request.url ?? '', 'http://x').searchParams.get('cursor');
    json(
      response,
      200,
      cursor === null ? { items: [{ name: 'a' }], next: 'c1', total: 2 } : { items: [{ name: 'b' }], next: null, total: 2 },
    );
  });
  const client = createClient({ url: server.url });
  const names: string[] = [];
  for await (const device of paginate((cursor) => client.listDevices({ cursor, product: 'pump' }))) names.push(device.name);
  assert.deepEqual(names, ['a', 'b']);
  assert.equal(server.seen[1]?.url, '/api/v1/devices?cursor=c1&product=pump');
});

test('outside a browser the session cookie lives as long as the client, with the Origin that the server asks for', async () => {
  await using server = await serve((_request, response, count) => {
    if (count === 1) return json(response, 200, {}, { 'set-cookie': 's=1; Path=/; HttpOnly' });
    if (count === 2) return void response.writeHead(204, { 'set-cookie': 's=; Max-Age=0' }).end();
    return json(response, 401, { code: 'UNAUTHENTICATED' });
  });
  const client = createClient({ url: server.url });
  await client.signIn({ email: 'a@b.example', password: 'x' });
  assert.equal(await client.signOut(), undefined);
  await assert.rejects(client.getSession(), { code: 'UNAUTHENTICATED' });
  assert.deepEqual(
    server.seen.map((seen) => [seen.headers.cookie, seen.headers.origin]),
    [
      [undefined, undefined],
      ['s=1', server.url],
      [undefined, undefined],
    ],
  );
});

test('a method takes what its path names, then the body, then the query, then options', async () => {
  await using server = await serve((_request, response) => json(response, 200, { items: [], next: null }));
  const client = createClient({ url: server.url });
  await client.updateDevice('a/b', { label: 'x' });
  await client.listMessages('a', { limit: 3, before: undefined });
  await client.updateProduct('pump', { label: 'x' }, { ifMatch: '"3"' });
  assert.deepEqual(
    server.seen.map(({ method, url, headers }) => [method, url, headers['if-match']]),
    [
      ['PATCH', '/api/v1/devices/a%2Fb', undefined],
      ['GET', '/api/v1/devices/a/messages?limit=3', undefined],
      ['PATCH', '/api/v1/products/pump', '"3"'],
    ],
  );
});

test('a tenant that was named goes with every call, and one signal ends them all', async () => {
  const ended = new AbortController();
  await using server = await serve((_request, response, count) =>
    count === 1 ? json(response, 200, {}) : ended.abort(new Error('enough')),
  );
  const client = createClient({ url: server.url, apiKey: 'thk_x', tenant: 'acme', signal: ended.signal });
  await client.getDevice('a');
  assert.equal(server.seen[0]?.headers['thalamus-tenant'], 'acme');
  await assert.rejects(client.getDevice('b'), /enough/);
  await assert.rejects(client.getDevice('c', { signal: new AbortController().signal }), /enough/);
  assert.equal(server.seen.length, 2);
});
