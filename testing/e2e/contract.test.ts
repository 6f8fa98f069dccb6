import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missingInSdk } from '@thalamus/sdk';
import { renderApiMarkdown } from '#platform/application/index.ts';
import { assemble } from '#server/assemble.ts';
import { loadConfig } from '#server/config.ts';
import { openEmbedded } from '#server/embedded.ts';
import { openHome } from '#server/home.ts';
import { createSite } from '../program.ts';

const silent = { info() {}, warn() {}, error() {} };
const apiDocument = fileURLToPath(new URL('../../docs/api.md', import.meta.url));
/** Set to write docs/api.md instead of comparing it. */
const write = process.env.THALAMUS_TEST_WRITE_DOCS !== undefined;

/** The whole program in this process, engines and all, with its port never listened on. */
async function assembled() {
  const stack = new AsyncDisposableStack();
  const site = stack.use(await createSite());
  const config = loadConfig({ THALAMUS_HOME: site.home });
  const home = await openHome(config.home);
  const ports = stack.use(await openEmbedded(config, home, silent, () => {}));
  const addresses = { version: '0.0.0', startedAt: new Date(), http: { url: site.url }, mqtt: { host: '', port: 0, url: '' } };
  const platform = stack.use(await assemble(ports, config, home, addresses, undefined, silent));
  return { application: platform.application, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('every route is documented, typed, permitted, and closed to strangers', async (t) => {
  await using program = await assembled();
  const { app, routes } = program.application;

  await t.test('docs/api.md is what the route tables say', () => {
    const text = renderApiMarkdown(routes);
    if (write) writeFileSync(apiDocument, text);
    assert.equal(readFileSync(apiDocument, 'utf8'), text, 'run: npm run docs');
  });

  await t.test('the SDK has a method for every route that applications use', () => {
    assert.deepEqual(missingInSdk(routes), []);
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

  await t.test('without a session or a key every route but signing in answers 401', async () => {
    for (const route of routes.filter(({ id }) => id !== 'signIn')) {
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
