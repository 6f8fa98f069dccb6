import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { apiDocuments } from '../api/api-documents.ts';
import { assembled } from '../api/assembled.ts';

const root = new URL('../../', import.meta.url);

test('every route is documented, typed, permitted, and closed to strangers', async (t) => {
  await using program = await assembled();
  const { app, routes } = program.application;

  await t.test('the API’s documents and the SDK’s methods and types are what the route tables say', () => {
    for (const [path, text] of Object.entries(apiDocuments(routes))) {
      assert.equal(readFileSync(fileURLToPath(new URL(path, root)), 'utf8'), text, `${path} is out of date; run: npm run docs`);
    }
  });

  await t.test('every example fits its own schema', () => {
    for (const route of routes) {
      const { example, response, body } = route;
      if (route.status !== 204) assert.ok(response.safeParse(example.response).success, `response of ${route.id}`);
      if (body !== undefined) assert.ok(body.safeParse(example.body).success, `body of ${route.id}`);
    }
  });

  await t.test('every route that changes something says how the audit log tells it, or why it does not', () => {
    const silent = routes.filter(({ method, audit }) => method !== 'GET' && audit === undefined);
    assert.deepEqual(
      silent.map(({ id }) => id),
      [],
    );
  });

  await t.test('operation ids and paths are unique', () => {
    assert.equal(new Set(routes.map(({ id }) => id)).size, routes.length);
    assert.equal(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size, routes.length);
  });

  await t.test('without a session or a key every route that needs somebody answers 401', async () => {
    for (const route of routes.filter(({ id }) => !['signIn', 'lookAtInvitation', 'acceptInvitation'].includes(id))) {
      const prefix = route.path.startsWith('/device/') ? '' : '/api/v1';
      const url = prefix + route.path.replaceAll(/\{\w+\}/g, 'x');
      const answer = await app.inject({
        method: route.method,
        url,
        ...(route.body === undefined ? {} : { payload: route.example.body ?? {} }),
      });
      assert.equal(answer.statusCode, 401, `${route.method} ${url}: ${answer.body}`);
      assert.match(String(answer.headers['content-type']), /problem\+json/);
    }
  });
});
