import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { unrestricted } from '#core/access/access.ts';
import { Fault } from '#core/errors.ts';
import type { Queries } from './queries.ts';
import { queryRoutes } from './query-routes.ts';

const device = {
  tenant: 'acme',
  name: 'pump-1',
  product: { tenant: 'acme', name: 'pump', model: { version: 1, mode: 'open', properties: [] } },
  space: 'root',
  labels: {},
} as const;
const queries: Queries = {
  device: async (tenant, name) => {
    if (tenant !== 'acme') throw new Fault('NOT_FOUND', `There is no device “${name}”.`);
    return device;
  },
  history: () => assert.fail('not asked'),
  messages: () => assert.fail('not asked'),
  refused: () => assert.fail('not asked'),
  latestFromTable: () => assert.fail('not asked'),
};
const routes = queryRoutes({ queries, lastValues: { read: async () => ({ temperature: { value: 21.5, ts: 1_767_225_600_000.25 } }) } });

test('every example is what its route takes and gives, and every route has a JSON schema', () => {
  assert.deepEqual(
    routes.map(({ id }) => id),
    ['getValues', 'queryHistory', 'listMessages', 'listRefused'],
  );
  for (const { response, body, example } of routes) {
    response.parse(example.response);
    z.toJSONSchema(response, { io: 'output' });
    if (body !== undefined) {
      body.parse(example.body);
      z.toJSONSchema(body, { io: 'input' });
    }
  }
});

test('the newest values carry their time as text and as milliseconds; devices of other tenants are not there', async () => {
  const route = routes[0];
  assert.ok(route !== undefined);
  const call = {
    actor: { kind: 'key', id: '1', name: 'k', tenant: 'acme', roles: [], policy: [], operator: false },
    tenant: 'acme',
    access: unrestricted,
    params: { device: 'pump-1' },
    query: {},
    body: undefined,
    signal: new AbortController().signal,
    address: '127.0.0.1',
    requestHeader: () => undefined,
    setHeader: () => {},
    expected: undefined,
    setVersion: () => {},
  } as const;
  assert.deepEqual(await route.handle(call), {
    device: 'pump-1',
    values: { temperature: { value: 21.5, ts: '2026-01-01T00:00:00.000250Z', tsMs: 1_767_225_600_000.25 } },
  });
  await assert.rejects(async () => route.handle({ ...call, tenant: 'other' }), { code: 'NOT_FOUND' });
});
