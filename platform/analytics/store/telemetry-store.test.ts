import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { startChdb } from '#adapters/telemetry/chdb/engine.ts';
import type { ProductRef } from '#core/device.ts';
import type { Json } from '#core/json.ts';
import type { Cell } from '#core/report-batch.ts';
import type { DataType, Property } from '#core/thing-model.ts';
import { eventually } from '#testing/e2e/eventually.ts';
import { productStatements } from './tables.ts';
import { createTelemetryStore, type TelemetryStore } from './telemetry-store.ts';
import { tsvCell, tsvEscape, tsvExtra, tsvMicros, tsvMillis, tsvNull } from './tsv.ts';

const property = (id: string, type: DataType): Property =>
  type === 'enum' ? { id, type, access: 'r', values: ['on', 'off'] } : { id, type, access: 'r' };
const product = (name: string, ...properties: Property[]): ProductRef => ({
  tenant: 'a-b',
  name,
  model: { version: 1, mode: 'open', properties },
});
const t0 = 1_767_225_600_000_000;

interface Row {
  readonly device: string;
  readonly ts: number;
  readonly cells: readonly Cell[];
  readonly extra?: Readonly<Record<string, Json>>;
}

describe('telemetry store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const silent = { info() {}, warn() {}, error() {} };
  let engine: Awaited<ReturnType<typeof startChdb>>;
  let store: TelemetryStore;

  before(async () => {
    engine = await startChdb({ folder, memoryBytesMax: 1_000_000_000, log: silent });
    store = createTelemetryStore({ engine });
  });
  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function rows(sql: string): Promise<Json[]> {
    const bytes = Buffer.from(await engine.query(sql, { format: 'JSONCompactEachRow' })).toString();
    return bytes
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  async function insert(of: ProductRef, reports: readonly Row[]): Promise<void> {
    const { properties } = of.model;
    const lines = reports.map(({ device, ts, cells, extra }) =>
      [
        device,
        tsvMicros(ts),
        tsvMillis(Math.floor(ts / 1000)),
        ...properties.map(({ type }, c) => tsvCell(type, cells[c])),
        tsvExtra(extra),
      ].join('\t'),
    );
    await engine.insert(store.insertStatement(of, properties), [Buffer.from(`${lines.join('\n')}\n`)]);
  }

  test('partial messages with the same time become one row, and no unknown key of theirs is lost', async () => {
    const pump = product('merged', property('temperature', 'double'), property('rpm', 'int32'));
    await store.ensure(pump);
    await insert(pump, [{ device: 'p', ts: t0, cells: [1.5, undefined], extra: { a: 1, b: { deep: ["it's", 'tab\t'] } } }]);
    await insert(pump, [{ device: 'p', ts: t0, cells: [undefined, 7], extra: { c: 'x' } }]);
    await insert(pump, [{ device: 'p', ts: t0, cells: [undefined, undefined] }]);
    const merged = [['p', '2026-01-01 00:00:00.000000', 1.5, 7, { a: '1', b: '{"deep":["it\'s","tab\\t"]}', c: '"x"' }]];
    const select = 'SELECT device, ts, temperature, rpm, extra FROM `t_a-b`.merged';
    assert.deepEqual(await rows(`${select} FINAL`), merged);
    await engine.exec('OPTIMIZE TABLE `t_a-b`.merged FINAL');
    assert.deepEqual(await rows(select), merged);
  });

  test('repeating rows changes neither the table nor the last values, in one insert or in several', async () => {
    const pump = product('repeated', property('temperature', 'double'));
    await store.ensure(pump);
    const reports = [1, 2, 3].map((i) => ({ device: 'p', ts: t0 + i, cells: [i] }));
    await insert(pump, [...reports, ...reports]);
    await insert(pump, reports);
    assert.deepEqual(await rows('SELECT count(), sum(temperature) FROM `t_a-b`.repeated FINAL'), [[3, 6]]);
    assert.deepEqual(await rows('SELECT temperature, _ts_temperature FROM `t_a-b`.repeated_latest'), [[3, '2026-01-01 00:00:00.000003']]);
  });

  test('the last values are the newest by their own time, whatever came last', async () => {
    const all: Property[] = [
      property('i', 'int32'),
      property('l', 'int64'),
      property('f', 'float'),
      property('d', 'double'),
      property('b', 'bool'),
      property('e', 'enum'),
      property('t', 'text'),
    ];
    const pump = product('late', ...all, property('never', 'double'));
    await store.ensure(pump);
    const newest = { device: 'p', ts: t0 + 9, cells: [3, '9007199254740993', 1.5, 2.25, false, 'off', 'new'] };
    const older = { device: 'p', ts: t0 + 5, cells: [1, 2, 3, 4, true, 'on', 'old'] };
    const partial = { device: 'p', ts: t0 + 12, cells: [4] };
    for (const order of [[newest, older], [partial], [older, newest, older]]) await insert(pump, order);
    const names = [...all.map(({ id }) => id), 'never'];
    const columns = [
      ...names.map((id) => `toString(${id})`),
      ...names.map((id) => `toUnixTimestamp64Micro(_ts_${id}) - ${t0}`),
      `toUnixTimestamp64Micro(ts) - ${t0}`,
    ];
    const expected = [['4', '9007199254740993', '1.5', '2.25', 'false', 'off', 'new', null, 12, 9, 9, 9, 9, 9, 9, null, 12]];
    assert.deepEqual(await rows(`SELECT ${columns.join(', ')} FROM \`t_a-b\`.late_latest WHERE device = 'p'`), expected);
    await engine.exec('OPTIMIZE TABLE `t_a-b`._late_latest FINAL');
    assert.deepEqual(await rows(`SELECT ${columns.join(', ')} FROM \`t_a-b\`.late_latest`), expected);
  });

  test('a property added later has a column, a last value, and NULL before', async () => {
    const pump = product('grown', property('a', 'double'));
    await store.ensure(pump);
    await insert(pump, [{ device: 'p', ts: t0, cells: [1] }]);
    pump.model = { version: 2, mode: 'open', properties: [property('a', 'double'), property('b', 'enum')] };
    await Promise.all([store.ensure(pump), store.ensure(pump)]);
    await insert(pump, [{ device: 'p', ts: t0 + 1, cells: [2, 'on'] }]);
    assert.deepEqual(await rows('SELECT a, b FROM `t_a-b`.grown FINAL ORDER BY ts'), [
      [1, null],
      [2, 'on'],
    ]);
    assert.deepEqual(await rows('SELECT a, b FROM `t_a-b`.grown_latest'), [[2, 'on']]);
    for (const statement of productStatements(pump)) await engine.exec(statement);
  });

  test('points older than the retention go, also those that were there before it; without one they stay', async () => {
    const kept = product('kept', property('a', 'double'));
    let days = Number.POSITIVE_INFINITY;
    const own = createTelemetryStore({ engine, retentionDays: () => days });
    const now = Date.now() * 1000;
    const dayUs = 86_400e6;
    const ages = async () => {
      await engine.exec('OPTIMIZE TABLE `t_a-b`.kept FINAL');
      return (await rows('SELECT a FROM `t_a-b`.kept FINAL ORDER BY a')).flat();
    };
    const sent = (ages: readonly number[]) =>
      insert(
        kept,
        ages.map((age) => ({ device: 'p', ts: now - age * dayUs, cells: [age] })),
      );
    await own.ensure(kept);
    await sent([1, 20, 40]);
    assert.deepEqual(await ages(), [1, 20, 40]);
    days = 30;
    await own.ensure(kept);
    await eventually('the old point is gone', async () => ((await ages()).length === 2 ? true : undefined));
    assert.deepEqual(await ages(), [1, 20]);
    await sent([35]);
    assert.deepEqual(await ages(), [1, 20]);
    assert.deepEqual(await rows('SELECT a FROM `t_a-b`.kept_latest'), [[1]], 'the newest value stays whatever its age');
    // Another program of ours finds what the first left, and takes it away.
    days = Number.POSITIVE_INFINITY;
    await createTelemetryStore({ engine, retentionDays: () => days }).ensure(kept);
    await sent([400]);
    assert.deepEqual(await ages(), [1, 20, 400]);
  });

  test('a product without properties keeps what its devices say', async () => {
    const open = product('bare');
    await store.ensure(open);
    await insert(open, [{ device: 'p', ts: t0, cells: [], extra: { humidity: 40 } }]);
    assert.deepEqual(await rows("SELECT extra['humidity'] FROM `t_a-b`.bare FINAL"), [['40']]);
    assert.deepEqual(await rows('SELECT device, ts FROM `t_a-b`.bare_latest'), [['p', '2026-01-01 00:00:00.000000']]);
  });

  test('a replayed refusal is kept once', async () => {
    await store.ensureTenant('a-b');
    const line = ['p', tsvMicros(t0 + 1), tsvMillis(t0 / 1000), 'up/properties', 'type', 'rpm', 'int32', tsvEscape('{"rpm":\n"x"}')].join(
      '\t',
    );
    // Refusals older than they are kept are deleted by merges, so the rows are read as they are.
    for (let i = 0; i < 2; i++) await engine.insert(store.insertRefusedStatement('a-b'), [Buffer.from(`${line}\n`)]);
    assert.ok((await rows('SELECT payload FROM `t_a-b`._refused FINAL')).length <= 1);
  });

  test('after a crash the tables are asked for again', async () => {
    const pump = product('again', property('a', 'double'));
    await store.ensure(pump);
    const up = new Promise<void>((resolve) => void engine.onState((state) => state === 'up' && resolve()));
    process.kill(engine.pid() ?? 0, 'SIGKILL');
    await up;
    await engine.exec('DROP VIEW `t_a-b`.again_latest');
    await store.ensure(pump);
    assert.deepEqual(await rows('SELECT count() FROM `t_a-b`.again_latest'), [[0]]);
  });

  test('what a killed engine may have half taken is right after it was sent again', async () => {
    const pump = product('replayed', property('a', 'int32'));
    await store.ensure(pump);
    const batch = Array.from({ length: 5000 }, (_, i) => ({ device: `p${i % 10}`, ts: t0 + i, cells: [i] }));
    const up = new Promise<void>((resolve) => void engine.onState((state) => state === 'up' && resolve()));
    const interrupted = Promise.allSettled(Array.from({ length: 5 }, (_, i) => insert(pump, batch.slice(i * 1000, i * 1000 + 1000))));
    process.kill(engine.pid() ?? 0, 'SIGKILL');
    await Promise.all([interrupted, up]);
    await insert(pump, batch);
    assert.deepEqual(await rows('SELECT count(), sum(a) FROM `t_a-b`.replayed FINAL'), [[5000, 12_497_500]]);
    assert.deepEqual(await rows('SELECT count(), sum(a), min(a) FROM `t_a-b`.replayed_latest'), [[10, 49_945, 4990]]);
  });

  test('a row of a pump takes at most 8 bytes after merges', async () => {
    const pump = product('sized', property('temperature', 'double'), property('pressure', 'double'), property('rpm', 'int32'));
    await store.ensure(pump);
    const seconds = 20_000;
    const noise = (i: number) => Math.sin(i * 12.9898) * 43_758.5453 - Math.floor(Math.sin(i * 12.9898) * 43_758.5453) - 0.5;
    for (const device of ['pump-1', 'pump-2', 'pump-3']) {
      let temperature = 60;
      let pressure = 320;
      const reports = Array.from({ length: seconds }, (_, i) => {
        temperature += 0.1 * noise(i) + 0.001 * (60 - temperature);
        pressure += 0.5 * noise(i + 7) + 0.01 * (320 - pressure);
        const cells = [
          Number(temperature.toFixed(2)),
          Number(pressure.toFixed(1)),
          Math.round(1450 + 20 * Math.sin(i / 300) + 8 * noise(i + 3)),
        ];
        return { device, ts: t0 + i * 1_000_000 + Math.floor(30 * (noise(i + 5) + 0.5)) * 1000, cells };
      });
      await insert(pump, reports);
    }
    await engine.exec('OPTIMIZE TABLE `t_a-b`.sized FINAL');
    const [[count, bytes] = []] = (await rows(
      "SELECT sum(rows), sum(bytes_on_disk) FROM system.parts WHERE active AND database = 't_a-b' AND table = 'sized'",
    )) as [number, number][];
    assert.equal(count, 3 * seconds);
    assert.ok(Number(bytes) / (3 * seconds) <= 8, `${Number(bytes) / (3 * seconds)} bytes`);
  });

  test('every value survives the way through TSV', async () => {
    const cellTypes: readonly DataType[] = ['int32', 'int64', 'float', 'double', 'bool', 'text', 'enum'];
    const pump = product('cells', ...cellTypes.map((type) => property(`c_${type}`, type)));
    await store.ensure(pump);
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const report = fc.record({
      cells: fc.tuple(
        maybe(fc.integer()),
        maybe(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
        maybe(fc.float({ noNaN: true, noDefaultInfinity: true })),
        maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
        maybe(fc.boolean()),
        maybe(text),
        maybe(text),
      ),
      extra: fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3, noNullPrototype: true }),
      micros: fc.integer({ min: 0, max: 999_999 }),
    });
    let device = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 20 }), async (reports) => {
        const name = `d${device++}`;
        const stored = reports.map(({ cells, extra, micros }, i) => ({
          device: name,
          ts: t0 + i * 1_000_000 + micros,
          cells,
          extra: extra as Record<string, Json>,
        }));
        await insert(pump, stored);
        const read = await rows(
          `SELECT toUnixTimestamp64Micro(ts), c_int32, toString(c_int64), c_float, c_double, c_bool, c_text, c_enum, toJSONString(mapKeys(extra)), toJSONString(mapValues(extra)) FROM \`t_a-b\`.cells FINAL WHERE device = '${name}' ORDER BY ts`,
        );
        assert.deepEqual(
          (read as unknown[][]).map((row) => [
            ...row.slice(0, 3),
            // Four-byte floats are written with the digits that tell them apart from other four-byte floats.
            typeof row[3] === 'number' ? Math.fround(row[3]) + 0 : row[3],
            typeof row[4] === 'number' ? row[4] + 0 : row[4],
            ...row.slice(5, 8),
            JSON.parse(row[8] as string),
            (JSON.parse(row[9] as string) as string[]).map((json) => JSON.parse(json)),
          ]),
          stored.map(({ ts, cells, extra }) => {
            const keys = Object.keys(extra).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
            const [i, l, f, d, ...rest] = cells.map((cell) => cell ?? null);
            const plain = (value: unknown) => (typeof value === 'number' ? value + 0 : value);
            return [ts, plain(i), l, plain(f), plain(d), ...rest, keys, keys.map((key) => JSON.parse(JSON.stringify(extra[key])))];
          }),
        );
      }),
      { numRuns: 40 },
    );
  });
});

test('times and missing cells have their exact form', () => {
  assert.equal(tsvMicros(1_767_225_600_000_042), '1767225600.000042');
  assert.equal(tsvMillis(1_767_225_600_007), '1767225600.007');
  assert.equal(tsvCell('double', undefined), tsvNull);
});
