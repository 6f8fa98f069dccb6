import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { startChdb } from '#adapters/telemetry/chdb/engine.ts';
import { unrestricted } from '#core/access/access.ts';
import type { DeviceRef, ProductRef } from '#core/device.ts';
import { Fault } from '#core/errors.ts';
import type { Json } from '#core/json.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import type { Cell } from '#core/report-batch.ts';
import { createTelemetryStore, type TelemetryStore } from '../store/telemetry-store.ts';
import { tsvCell, tsvExtra, tsvMicros, tsvMillis } from '../store/tsv.ts';
import { historyQuery } from './history-shape.ts';
import { createQueries, type Queries } from './queries.ts';

const pump: ProductRef = {
  tenant: 'acme',
  name: 'pump',
  model: {
    version: 1,
    mode: 'open',
    properties: [
      { id: 'temperature', type: 'double', unit: '°C', access: 'r' },
      { id: 'rpm', type: 'int64', access: 'r' },
      { id: 'running', type: 'bool', access: 'r' },
      { id: 'mode', type: 'enum', values: ['auto', 'manual'], access: 'r' },
    ],
  },
};
const meter: ProductRef = {
  tenant: 'acme',
  name: 'meter',
  model: { version: 1, mode: 'strict', properties: [{ id: 'energy', type: 'double', access: 'r' }] },
};
const t0 = Date.UTC(2026, 0, 1);
const day = 86_400_000;

describe('telemetry queries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'query-'));
  const devices = new Map<string, DeviceRef>();
  const directory: DeviceDirectory = {
    login: () => assert.fail('no login expected'),
    products: async () => [pump, meter],
    device: async (tenant, name) => (tenant === 'acme' ? devices.get(name) : undefined),
    product: async (_tenant, name) => [pump, meter].find((product) => product.name === name),
  };
  let engine: TelemetryEngine;
  let store: TelemetryStore;
  let queries: Queries;

  before(async () => {
    engine = await startChdb({ folder, memoryBytesMax: 1_000_000_000, log: { info() {}, warn() {}, error() {} } });
    store = createTelemetryStore({ engine });
    queries = createQueries({ engine, store, directory });
    await Promise.all([store.ensure(pump), store.ensure(meter)]);
  });
  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function report(
    product: ProductRef,
    device: string,
    rows: readonly [ms: number, ...Cell[]][],
    extra?: Record<string, Json>,
  ): Promise<void> {
    devices.set(device, { tenant: product.tenant, name: device, product, space: 'root', labels: {} });
    const { properties } = product.model;
    const lines = rows.map(([ms, ...cells]) =>
      [
        device,
        tsvMicros(Math.round(ms * 1000)),
        tsvMillis(Math.floor(ms)),
        ...properties.map(({ type }, c) => tsvCell(type, cells[c])),
        tsvExtra(extra),
      ].join('\t'),
    );
    await engine.insert(store.insertStatement(product, properties), [Buffer.from(`${lines.join('\n')}\n`)]);
  }

  const history = (query: object) => queries.history('acme', unrestricted, historyQuery.parse({ from: t0, to: t0 + day, ...query }));
  const faultOf = (code: string, words: RegExp) => (error: unknown) =>
    error instanceof Fault && error.code === code && words.test(error.message);

  test('buckets hold the aggregates of what is there, repeated rows count once, and a gap stays a gap', async () => {
    const rows: [number, ...Cell[]][] = [
      [t0 + 1000, 1, 10],
      [t0 + 2000, 3],
      [t0 + 3 * 60_000, 5, 30],
    ];
    await report(pump, 'b1', rows);
    await report(pump, 'b1', rows);
    const result = await history({
      devices: ['b1'],
      properties: ['temperature', 'rpm'],
      bucket: '1m',
      aggregates: ['avg', 'min', 'max', 'first', 'last', 'count', 'sum'],
    });
    assert.deepEqual(result, {
      resolution: 'bucket',
      bucketMs: 60_000,
      next: null,
      series: [
        {
          device: 'b1',
          property: 'temperature',
          unit: '°C',
          columns: ['ts', 'avg', 'min', 'max', 'first', 'last', 'count', 'sum'],
          points: [
            [t0, 2, 1, 3, 1, 3, 2, 4],
            [t0 + 180_000, 5, 5, 5, 5, 5, 1, 5],
          ],
        },
        {
          device: 'b1',
          property: 'rpm',
          unit: null,
          columns: ['ts', 'avg', 'min', 'max', 'first', 'last', 'count', 'sum'],
          points: [
            [t0, 10, 10, 10, 10, 10, 1, 10],
            [t0 + 180_000, 30, 30, 30, 30, 30, 1, 30],
          ],
        },
      ],
    });
  });

  test('a chart keeps first, last, least and greatest of any series, in time order and at their real times', async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: day - 1 }), fc.double({ noNaN: true, noDefaultInfinity: true })), {
          selector: ([ms]) => ms,
          minLength: 1,
          maxLength: 300,
        }),
        fc.integer({ min: 10, max: 50 }),
        async (points, pixels) => {
          const device = `c${n++}`;
          await report(
            pump,
            device,
            points.map(([ms, value]) => [t0 + ms, value] as [number, Cell]),
          );
          const { series } = await history({ devices: [device], properties: ['temperature'], pixels });
          const drawn = (series[0]?.points ?? []) as [number, number][];
          const all = points.map(([ms, value]) => [t0 + ms, value + 0] as const).sort((a, b) => a[0] - b[0]);
          const known = new Map(all);
          assert.ok(
            drawn.every(([ts, value]) => known.get(ts) === value + 0),
            'every point was measured',
          );
          assert.deepEqual(
            [...drawn].sort((a, b) => a[0] - b[0]),
            drawn,
          );
          assert.deepEqual([drawn[0]?.[0], drawn.at(-1)?.[0]], [all[0]?.[0], all.at(-1)?.[0]]);
          const values = (of: readonly (readonly [number, number])[]) => of.map(([, value]) => value);
          assert.equal(Math.min(...values(drawn)) + 0, Math.min(...values(all)) + 0);
          assert.equal(Math.max(...values(drawn)) + 0, Math.max(...values(all)) + 0);
          assert.ok(drawn.length <= 4 * (pixels + 1));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a value that was sent again corrected is read corrected, in every resolution', async () => {
    await report(pump, 'k1', [
      [t0 + 1000, 99],
      [t0 + 2000, 2],
    ]);
    await report(pump, 'k1', [[t0 + 1000, 1]]);
    const ask = { devices: ['k1'], properties: ['temperature'] };
    const corrected = [
      [t0 + 1000, 1],
      [t0 + 2000, 2],
    ];
    assert.deepEqual((await history(ask)).series[0]?.points, corrected);
    assert.deepEqual((await history({ ...ask, pixels: 10 })).series[0]?.points, corrected);
    assert.deepEqual((await history({ ...ask, bucket: '1m', aggregates: ['max', 'count'] })).series[0]?.points, [[t0, 2, 2]]);
  });

  test('charts of switches and modes show their changes', async () => {
    await report(pump, 'sw', [
      [t0, undefined, undefined, false, 'auto'],
      [t0 + 10, undefined, undefined, true, 'manual'],
      [t0 + 20, undefined, undefined, false, 'auto'],
    ]);
    const { series } = await history({ devices: ['sw'], properties: ['running', 'mode'], pixels: 10 });
    assert.deepEqual(
      series.map(({ points }) => points),
      [
        [
          [t0, false],
          [t0 + 10, true],
          [t0 + 20, false],
        ],
        [
          [t0, 'auto'],
          [t0 + 20, 'auto'],
        ],
      ],
    );
  });

  test('raw pages give every value once over devices and products, also while new data arrive', async () => {
    await report(pump, 'r1', [
      [t0, 1],
      [t0 + 0.25, 2],
      [t0 + 1, undefined, '9007199254740993'],
      [t0 + 2, 3],
    ]);
    await report(pump, 'r2', [
      [t0, 4],
      [t0 + 1, 5],
    ]);
    await report(meter, 'r0', [
      [t0, 6],
      [t0 + 1, 7],
    ]);
    const points = new Map<string, unknown[]>();
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: Awaited<ReturnType<typeof history>> = await history({
        devices: ['r2', 'r1', 'r0'],
        properties: ['temperature', 'rpm', 'energy'],
        limit: 2,
        ...(cursor === null ? {} : { cursor }),
      });
      for (const { device, property, points: more } of page.series) {
        const key = `${device} ${property}`;
        points.set(key, [...(points.get(key) ?? []), ...more]);
      }
      await report(pump, 'r2', [[t0 + 100 + pages, 8]]);
      cursor = page.next;
      pages++;
    } while (cursor !== null && pages < 20);
    assert.deepEqual(points.get('r0 energy'), [
      [t0, 6],
      [t0 + 1, 7],
    ]);
    assert.deepEqual(points.get('r1 temperature'), [
      [t0, 1],
      [t0 + 0.25, 2],
      [t0 + 2, 3],
    ]);
    assert.deepEqual(points.get('r1 rpm'), [[t0 + 1, '9007199254740993']]);
    assert.deepEqual(points.get('r2 temperature')?.slice(0, 2), [
      [t0, 4],
      [t0 + 1, 5],
    ]);
    assert.equal(new Set(points.get('r2 temperature')?.map(String)).size, points.get('r2 temperature')?.length);
  });

  test('what is not there or makes no sense is refused by name', async () => {
    await report(pump, 'known', [[t0, 1]]);
    const ask = { devices: ['known'], properties: ['temperature'] };
    await assert.rejects(history({ ...ask, devices: ['known', 'ghost'] }), faultOf('NOT_FOUND', /ghost/));
    await assert.rejects(
      queries.history('other', unrestricted, historyQuery.parse({ ...ask, from: t0, to: t0 + 1 })),
      faultOf('NOT_FOUND', /known/),
    );
    await assert.rejects(history({ ...ask, properties: ['colour'] }), faultOf('BAD_REQUEST', /colour/));
    await assert.rejects(history({ ...ask, properties: ['mode'], bucket: '1h', aggregates: ['count', 'avg'] }), (error) => {
      assert.ok(error instanceof Fault && error.code === 'BAD_REQUEST');
      assert.deepEqual(error.places, [{ field: 'aggregates.1', expected: 'first, last or count' }]);
      return true;
    });
    await assert.rejects(history({ ...ask, bucket: 1 }), faultOf('QUERY_TOO_LARGE', /longer bucket/));
    await assert.rejects(history({ ...ask, cursor: 'nonsense' }), faultOf('BAD_REQUEST', /cursor/));
    for (const bad of [
      { to: t0 },
      { pixels: 100, bucket: 1000 },
      { aggregates: ['avg'] },
      { from: 'yesterday' },
      { bucket: '5 fortnights' },
    ]) {
      assert.equal(historyQuery.safeParse({ ...ask, from: t0, to: t0 + day, ...bad }).success, false, JSON.stringify(bad));
    }
  });

  test('messages come newest first with what the model does not name, and page backwards', async () => {
    await report(pump, 'm1', [[t0 + 1, 1, '-9007199254740993', true, 'auto']], { humidity: 40, tags: ['a', "b'c"] });
    await report(pump, 'm1', [[t0 + 2.5, 2]]);
    await report(pump, 'm1', [[t0 + 2.5, undefined, 3]]);
    const first = await queries.messages('acme', 'm1', { limit: 1, before: undefined });
    assert.deepEqual(first, [
      { ts: '2026-01-01T00:00:00.002500Z', receivedAt: '2026-01-01T00:00:00.002Z', values: { temperature: 2, rpm: 3 }, extra: {} },
    ]);
    assert.deepEqual(await queries.messages('acme', 'm1', { limit: 10, before: t0 * 1000 + 2500 }), [
      {
        ts: '2026-01-01T00:00:00.001Z',
        receivedAt: '2026-01-01T00:00:00.001Z',
        values: { temperature: 1, rpm: '-9007199254740993', running: true, mode: 'auto' },
        extra: { humidity: 40, tags: ['a', "b'c"] },
      },
    ]);
    assert.deepEqual(await queries.messages('acme', 'm1', { limit: 10, before: t0 * 1000 }), []);
  });

  test('the last values of a silent device come from the table', async () => {
    await report(pump, 'l1', [
      [t0 + 5.125, 1, '9007199254740993', true, 'auto'],
      [t0 + 7, 2],
    ]);
    await report(pump, 'l1', [[t0 + 6, 9]]);
    const device = devices.get('l1');
    assert.ok(device !== undefined);
    assert.deepEqual(await queries.latestFromTable(device), {
      temperature: { value: 2, ts: t0 + 7 },
      rpm: { value: '9007199254740993', ts: t0 + 5.125 },
      running: { value: true, ts: t0 + 5.125 },
      mode: { value: 'auto', ts: t0 + 5.125 },
    });
    assert.deepEqual(await queries.latestFromTable({ ...device, name: 'silent' }), {});
  });

  test('refused data are listed with their reason', async () => {
    devices.set('f1', { tenant: 'acme', name: 'f1', product: pump, space: 'root', labels: {} });
    const now = Date.now();
    const line = ['f1', tsvMicros(now * 1000), tsvMillis(now), 'up/properties', 'type', 'rpm', 'int64', '{"rpm":"x"}'].join('\t');
    await engine.insert(store.insertRefusedStatement('acme'), [Buffer.from(`${line}\n`)]);
    assert.deepEqual(await queries.refused('acme', 'f1', { limit: 5, before: undefined }), [
      { ts: new Date(now).toISOString(), topic: 'up/properties', reason: 'type', field: 'rpm', expected: 'int64', payload: '{"rpm":"x"}' },
    ]);
  });
});
