import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from '#core/route.ts';
import { startPlatform } from '../fixture.test.ts';
import { renderApiMarkdown } from './markdown.ts';
import { exact } from './validate.ts';

test('every route has an example that validates, a permission and a scope, and is in the document under its own name', async () => {
  await using platform = await startPlatform();
  const answer = await platform.app.inject({ url: '/api/openapi.json' });
  const document = answer.json();
  const again = await platform.app.inject({ url: '/api/openapi.json', headers: { 'if-none-match': String(answer.headers.etag) } });
  assert.equal(again.statusCode, 304);
  assert.equal(document.openapi, '3.1.0');
  const ids = new Set<string>();
  for (const route of platform.routes) {
    assert.ok(!ids.has(route.id), `${route.id} is there twice`);
    ids.add(route.id);
    checkExample(route);
    const path = Object.entries<Record<string, { operationId: string; 'x-permission': string }>>(document.paths).find(
      ([, methods]) => methods[route.method.toLowerCase()]?.operationId === route.id,
    );
    assert.ok(path !== undefined, `${route.id} is not in the document`);
    assert.equal(path[1][route.method.toLowerCase()]?.['x-permission'], route.permission);
    // What is about a tenant needs a permission in it; what is about the caller, or for operators, is about none.
    if (route.scope === 'none') assert.ok(['public', 'signed-in', 'operator'].includes(route.permission), route.id);
    else assert.ok(route.permission !== 'public' && route.permission !== 'operator', route.id);
  }
});

test('the document names parameters, bodies, answers and errors of a route', async () => {
  await using platform = await startPlatform();
  const { paths } = (await platform.app.inject({ url: '/api/openapi.json' })).json();
  const create = paths['/api/v1/widgets'].post;
  assert.deepEqual(create.requestBody.content['application/json'].example, { name: 'w' });
  assert.equal(create.requestBody.content['application/json'].schema.additionalProperties, false);
  assert.deepEqual(Object.keys(create.responses), ['201', '400', '401', '403', '409', '413', '415', '422', '429', '500', '503', 'default']);
  assert.deepEqual(create.security, [{ apiKey: [] }, { session: [] }]);
  const read = paths['/api/v1/widgets/{name}'].get;
  assert.deepEqual(
    read.parameters
      .slice(0, 2)
      .map((parameter: { name: string; in: string; required: boolean }) => [parameter.name, parameter.in, parameter.required]),
    [
      ['name', 'path', true],
      ['size', 'query', false],
    ],
  );
  assert.deepEqual(
    read.parameters.slice(2),
    ['Tenant', 'IfNoneMatch'].map((name) => ({ $ref: `#/components/parameters/${name}` })),
  );
  assert.ok('ETag' in read.responses['200'].headers && '304' in read.responses);
  const change = paths['/api/v1/spaces/{space}'].patch;
  assert.ok(
    change.parameters.some(({ $ref }: { $ref?: string }) => $ref === '#/components/parameters/IfMatch') && '412' in change.responses,
  );
});

test('the documents are the same text every time and name every route and error', async () => {
  await using platform = await startPlatform();
  const text = renderApiMarkdown(platform.routes);
  assert.equal(text, renderApiMarkdown(platform.routes));
  for (const route of platform.routes) assert.ok(text.includes(`\`${route.id}\``), route.id);
});

function checkExample(route: Route): void {
  assert.ok(route.permission.length > 0 && route.summary.length > 0);
  const body = exact(route.body);
  if (body !== undefined) assert.ok(body.safeParse(route.example.body).success, `${route.id}: its example body does not fit`);
  const response = route.response.safeParse(route.example.response);
  assert.ok(response.success, `${route.id}: its example response does not fit: ${response.error?.message}`);
}
