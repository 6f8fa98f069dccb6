import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '#core/json.ts';
import { apiDocuments } from '../api/api-documents.ts';
import { assembled } from '../api/assembled.ts';
import { exampleProblems, openApiProblems, operationProblems } from '../api/document-problems.ts';
import { unnotedBreaks } from '../api/released.ts';

const root = new URL('../../', import.meta.url);

test('every route is documented, typed, permitted, and closed to strangers', async (t) => {
  await using program = await assembled();
  const { app, routes } = program.application;

  await t.test('the API’s documents and the SDK’s methods and types are what the route tables say', () => {
    for (const [path, text] of Object.entries(apiDocuments(routes))) {
      const [kept, now] = [readFileSync(fileURLToPath(new URL(path, root)), 'utf8').split('\n'), text.split('\n')];
      const line = now.findIndex((each, at) => each !== kept[at]);
      assert.ok(line === -1 && kept.length === now.length, `${path} is out of date; run: npm run docs (line ${line + 1}: ${now[line]})`);
    }
  });

  await t.test('nothing that callers of the last release rely on is gone without a note', () => {
    assert.deepEqual(
      unnotedBreaks(routes).map(({ subject, what }) => `${subject}: ${what}`),
      [],
      'leave it as it was, or tell callers in docs/api-changes.md',
    );
  });

  await t.test('every example fits its own schema, and shows nothing that would not be answered', () => {
    for (const route of routes) {
      const { example, response, body } = route;
      if (route.status !== 204) assert.deepEqual(response.safeParse(example.response).data, example.response, `response of ${route.id}`);
      if (body !== undefined) assert.ok(body.safeParse(example.body).success, `body of ${route.id}`);
    }
  });

  await t.test('every route is in the document that is served, which is OpenAPI 3.1 with examples that fit', async () => {
    const document: JsonObject = (await app.inject({ url: '/api/openapi.json' })).json();
    assert.deepEqual(await openApiProblems(document), []);
    assert.deepEqual(exampleProblems(document), []);
    assert.deepEqual(operationProblems(document), []);
    const paths = document.paths as Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
    const listed = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const { operationId, 'x-permission': permission, 'x-scope': scope } = operation;
        return `${operationId} ${method.toUpperCase()} ${path} ${permission} ${scope}`;
      }),
    );
    const expected = routes.map(({ id, method, path, permission, scope }) => {
      const prefix = path.startsWith('/device/') ? '' : '/api/v1';
      return `${id} ${method} ${prefix}${path} ${permission} ${scope}`;
    });
    assert.deepEqual(listed.sort(), expected.sort());
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
    for (const route of routes.filter(
      ({ id }) => !['signIn', 'lookAtInvitation', 'acceptInvitation', 'beginSso', 'finishSso', 'getTlsAuthority'].includes(id),
    )) {
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
