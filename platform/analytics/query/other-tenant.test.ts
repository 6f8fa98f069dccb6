import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startChdb } from '#adapters/telemetry/chdb/engine.ts';
import type { DeviceRef, ProductRef } from '#core/device.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import { callRoute } from '#testing/registry.ts';
import { createTelemetryStore } from '../store/telemetry-store.ts';
import { createQueries } from './queries.ts';
import { queryRoutes } from './query-routes.ts';

// The one’s name is the beginning of the other’s, and a device of the first is named as a table of the second.
const first = 'acme';
const second = 'acme-co';
const ours = 111.25;
const theirs = 666.25;
// Refused reports are kept for days only.
const day = Math.floor(Date.now() / 86_400_000) * 86_400_000;
const from = new Date(day).toISOString();
const to = new Date(day + 86_400_000).toISOString();

/** What each route takes; a new route is missed by the first test. */
const inputs: Readonly<
  Record<string, { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: Record<string, unknown> }>
> = {
  getValues: { params: { device: 'p' } },
  queryHistory: { body: { devices: ['p'], properties: ['temperature'], from, to } },
  listMessages: { params: { device: 'p' }, query: { before: to } },
  listRefused: { params: { device: 'p' }, query: { before: to } },
};
const hostile = [
  'theirs',
  't_acme-co.pump',
  '`t_acme-co`.`pump`',
  "p') UNION ALL SELECT * FROM `t_acme-co`.pump --",
  'temperature` FROM `t_acme-co`.pump --',
  '../acme-co/p',
  'acme-co/p',
  `2026-01-01T00:00:00Z') OR 1=1 --`,
  Buffer.from(`${Date.parse(from) * 1000} theirs`).toString('base64url'),
  "\\' OR device = 'theirs",
];

describe('a tenant in the telemetry engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenants-'));
  const refs = new Map<string, DeviceRef>();
  const asked: string[] = [];
  const directory: DeviceDirectory = {
    login: () => assert.fail('no login expected'),
    products: async () => [],
    device: async (tenant, name) => refs.get(`${tenant}/${name}`),
    product: async () => undefined,
  };
  let engine: TelemetryEngine;
  let routes: ReturnType<typeof queryRoutes>;

  before(async () => {
    engine = await startChdb({ folder, memoryBytesMax: 1_000_000_000, log: { info() {}, warn() {}, error() {} } });
    const store = createTelemetryStore({ engine });
    for (const [tenant, value, names] of [
      [first, ours, ['p', 't_acme-co.pump']],
      [second, theirs, ['p', 'theirs']],
    ] as const) {
      const product: ProductRef = {
        tenant,
        name: 'pump',
        model: { version: 1, mode: 'open', properties: [{ id: 'temperature', type: 'double', access: 'r' }] },
      };
      await store.ensure(product);
      for (const name of names) {
        refs.set(`${tenant}/${name}`, { tenant, name, product, space: 'root', labels: {} });
        const time = Date.parse(from) / 1000;
        const rows = [Buffer.from(`${name}\t${time}\t${time}\t${value}\t{}\n`)];
        await engine.insert(store.insertStatement(product, product.model.properties), rows);
        const refused = [Buffer.from(`${name}\t${time}\t${time}\tup\ttype\ttemperature\ta number\t${value}\n`)];
        await engine.insert(store.insertRefusedStatement(tenant), refused);
      }
    }
    const watched: TelemetryEngine = Object.create(engine, {
      query: {
        value: (...query: Parameters<TelemetryEngine['query']>) => {
          asked.push(query[0]);
          return engine.query(...query);
        },
      },
    });
    const queries = createQueries({ engine: watched, store, directory });
    routes = queryRoutes({ queries, lastValues: { read: (device) => queries.latestFromTable(device) } });
  });
  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('reads its own data under a name that another’s begins with, from a database of its own', async () => {
    for (const { id } of routes) {
      const input = inputs[id];
      assert.ok(input, `${id}: say here what it takes`);
      const mine = JSON.stringify(await callRoute(routes, id, { tenant: first, ...input }));
      const other = JSON.stringify(await callRoute(routes, id, { tenant: second, ...input }));
      assert.ok(!mine.includes(String(theirs)) && mine.includes(String(ours)), `${id}: ${mine}`);
      assert.ok(other.includes(String(theirs)), `${id}: ${other}`);
    }
  });

  test('names the database of another by no parameter of any route', async () => {
    for (const { id } of routes) {
      for (const input of spoilt(inputs[id] ?? {})) {
        asked.length = 0;
        const answer = await callRoute(routes, id, { tenant: first, ...input }).catch((error: Error & { code?: string }) => {
          assert.ok(error.name === 'ZodError' || error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST', `${id}: ${error.stack}`);
          return error.message;
        });
        for (const sql of asked) {
          const outsideTexts = sql.replaceAll(/'(?:[^'\\]|\\.)*'/gs, '');
          assert.deepEqual([...new Set(outsideTexts.match(/\bt_[a-z-]+/g))], ['t_acme'], `${id}: ${sql}`);
        }
        assert.ok(!JSON.stringify(answer).includes(String(theirs)), `${id}: ${JSON.stringify(answer)}`);
      }
    }
  });
});

/** The input with each of its texts, one at a time, replaced by each hostile one; and with a cursor added. */
function* spoilt(input: Readonly<Record<string, unknown>>): Generator<Record<string, unknown>> {
  for (const text of hostile) {
    yield* replaced(input, text);
    for (const part of ['query', 'body'])
      if (input[part] !== undefined) yield { ...input, [part]: { ...(input[part] as object), cursor: text } };
  }
}

function* replaced(node: Readonly<Record<string, unknown>>, text: string): Generator<Record<string, unknown>> {
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'string') yield { ...node, [key]: text };
    else if (Array.isArray(value)) yield { ...node, [key]: [text] };
    else if (typeof value === 'object' && value !== null)
      for (const inner of replaced(value as Record<string, unknown>, text)) yield { ...node, [key]: inner };
  }
}
