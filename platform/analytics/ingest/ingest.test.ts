import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import { openSegmentLog } from '#adapters/log/segments/segment-log.ts';
import type { DeviceRef, ProductRef } from '#core/device.ts';
import type { Json } from '#core/json.ts';
import type { ProductMode } from '#core/thing-model.ts';
import { createDeviceStates } from './device-state.ts';
import { createIngest, refusedRecordsPerDevicePerSecondMax } from './ingest.ts';
import { decodeRecord } from './record.ts';
import { recordBytesMax } from './table-rows.ts';

const silent = { info() {}, warn() {}, error() {} };
const start = Date.UTC(2026, 0, 1);

function pump(mode: ProductMode = 'open'): ProductRef {
  return {
    tenant: 'acme',
    name: 'pump',
    model: {
      version: 1,
      mode,
      properties: [
        { id: 'temperature', type: 'double', access: 'r', min: -40, max: 200 },
        { id: 'status', type: 'text', access: 'r' },
      ],
    },
  };
}

async function road(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'ingest-'));
  const log = await openSegmentLog({ folder, log: silent });
  t.after(async () => {
    await log.close();
    await rm(folder, { recursive: true });
  });
  const clock = { ms: start };
  const states = createDeviceStates(
    async () => ({}),
    () => true,
  );
  const events = createMemoryBus(silent);
  const ingest = createIngest({ log, states, events, now: () => clock.ms });
  /** Every durable row, as (table, columns, cells). */
  const stored = async () => {
    await ingest.settled();
    const { records } = await log.read(log.released(), 64 * 1024 * 1024);
    return records.flatMap((bytes) => {
      const record = decodeRecord(bytes);
      assert.ok(record !== undefined);
      const lines = Buffer.from(record.tsv).toString().split('\n').slice(0, -1);
      assert.equal(lines.length, record.rows);
      return lines.map((line) => ({ table: record.table, columns: record.columns, cells: line.split('\t') }));
    });
  };
  return { ingest, states, events, clock, stored, log };
}

const device = (product: ProductRef, name = 'pump-1'): DeviceRef => ({ tenant: product.tenant, name, product, space: 'root', labels: {} });

test('a report becomes one row of its product’s table, as the engine will read it', async (t) => {
  const { ingest, stored } = await road(t);
  const product = pump();
  assert.equal(ingest.report(device(product), 1767225600123456, { temperature: 21.5, status: 'a\tb\\\n', colour: 'red' }), undefined);
  assert.deepEqual(await stored(), [
    {
      table: 'pump',
      columns: ['device', 'ts', 'received', 'temperature', 'status', 'extra'],
      cells: ['pump-1', '1767225600.123456', '1767225600.000', '21.5', 'a\\tb\\\\\\n', "{'colour':'\"red\"'}"],
    },
  ]);
});

test('times given by the server are unique per device, even within one millisecond', async (t) => {
  const { ingest, stored } = await road(t);
  const one = device(pump());
  for (let i = 0; i < 3; i++) ingest.report(one, Number.NaN, { temperature: i });
  assert.deepEqual(
    (await stored()).map(({ cells }) => cells[1]),
    ['1767225600.000000', '1767225600.000001', '1767225600.000002'],
  );
});

test('what does not fit the model leaves no trace in the table', async (t) => {
  const { ingest, stored } = await road(t);
  const strict = device(pump('strict'));
  const refusals = [
    ingest.report(strict, Number.NaN, { temperature: 1, colour: 'red' }),
    ingest.report(strict, Number.NaN, { temperature: 'warm' }),
    ingest.report(strict, Number.NaN, { temperature: 1000 }),
    ingest.report(strict, Number.NaN, {}),
    ingest.report(strict, Date.UTC(1999, 0, 1) * 1000, { temperature: 1 }),
    ingest.report(strict, Date.UTC(2026, 0, 3) * 1000, { temperature: 1 }),
    ingest.report(strict, Number.NaN, { temperature: null }),
  ];
  assert.deepEqual(
    refusals.map((refusal) => [refusal?.reason, refusal?.field]),
    [
      ['unknown-property', 'colour'],
      ['type', 'temperature'],
      ['range', 'temperature'],
      ['shape', ''],
      ['time', 'ts'],
      ['time', 'ts'],
      ['shape', ''],
    ],
  );
  assert.deepEqual(await stored(), []);
});

test('keys that name an object’s own machinery are data like any other', async (t) => {
  const { ingest, stored } = await road(t);
  ingest.report(device(pump()), Number.NaN, JSON.parse('{"__proto__":{"x":1},"constructor":2}') as Record<string, Json>);
  assert.equal((await stored())[0]?.cells.at(-1), `{'__proto__':'{"x":1}','constructor':'2'}`);
});

test('an unknown value nested too deep to be written is refused, not fatal', async (t) => {
  const { ingest } = await road(t);
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as Json;
  assert.equal(ingest.report(device(pump()), Number.NaN, { deep })?.reason, 'too-large');
});

test('a changed model takes effect within an open batch, and both rows are kept', async (t) => {
  const { ingest, stored } = await road(t);
  const product = pump();
  const one = device(product);
  ingest.report(one, Number.NaN, { temperature: 1 });
  product.model = { ...product.model, version: 2, properties: [...product.model.properties, { id: 'rpm', type: 'int32', access: 'r' }] };
  ingest.report(one, Number.NaN, { temperature: 2, rpm: 3 });
  assert.deepEqual(
    (await stored()).map(({ columns, cells }) => [columns.length, cells[3], cells[5]]),
    [
      [6, '1', '{}'],
      [7, '2', '3'],
    ],
  );
});

test('a batch larger than a record is cut into records, none of them lost', async (t) => {
  const { ingest, stored } = await road(t);
  const one = device(pump());
  const rows = 300;
  for (let i = 0; i < rows; i++) ingest.report(one, Number.NaN, { status: 'x'.repeat(10_000) });
  assert.ok(rows * 10_000 > recordBytesMax);
  assert.equal((await stored()).length, rows);
});

test('refused data is recorded with its reason, at most so many a second, and counted all', async (t) => {
  const { ingest, stored } = await road(t);
  const one = device(pump());
  const refusal = { reason: 'type', field: 'temperature', expected: 'a number' } as const;
  for (let i = 0; i < 20; i++) ingest.refuse(one, refusal, 'up/properties', Buffer.from('{"temperature":"x\ty"}'));
  const rows = await stored();
  assert.equal(rows.length, refusedRecordsPerDevicePerSecondMax);
  assert.equal(rows[0]?.table, '_refused');
  assert.deepEqual(rows[0]?.cells.slice(3), ['up/properties', 'type', 'temperature', 'a number', '{"temperature":"x\\ty"}']);
  assert.equal(ingest.counters.refused.get('type'), 20);
});

test('waiters are told once their batch is durable, in order', async (t) => {
  const { ingest, log } = await road(t);
  const one = device(pump());
  const told: number[] = [];
  const before = log.end();
  for (let i = 0; i < 3; i++) {
    const batch = ingest.batch;
    ingest.report(one, Number.NaN, { temperature: i });
    await new Promise<void>((resolve) => {
      ingest.await({
        committed(number) {
          assert.equal(number, batch);
          assert.ok(log.end().offset > before.offset);
          told.push(number);
          resolve();
        },
      });
    });
  }
  assert.deepEqual(
    told,
    [...told].sort((a, b) => a - b),
  );
});

test('the newest value of each property is the one with the latest time, whatever the order of arrival', async (t) => {
  const { ingest, states } = await road(t);
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ ts: fc.integer({ min: 0, max: 50 }), temperature: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }) }),
        { minLength: 1, maxLength: 40 },
      ),
      async (reports) => {
        const one = device(pump(), `pump-${number++}`);
        const newest = new Map<string, { value: number; ts: number }>();
        for (const { ts, temperature } of reports) {
          const values = { ...(temperature === undefined ? {} : { temperature }), status: 'on' };
          ingest.report(one, (start + ts) * 1000, values);
          if (temperature !== undefined && ts >= (newest.get('t')?.ts ?? -1)) newest.set('t', { value: temperature, ts });
        }
        await ingest.settled();
        const read = await states.read(one);
        assert.equal(read.temperature?.value, newest.get('t')?.value);
        assert.equal(read.temperature?.ts, newest.has('t') ? start + (newest.get('t')?.ts ?? 0) : undefined);
      },
    ),
    { numRuns: 30 },
  );
});
