import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import { openSegmentLog } from '#adapters/log/segments/segment-log.ts';
import { startChdb } from '#adapters/telemetry/chdb/engine.ts';
import type { DeviceRef, ProductRef } from '#core/device.ts';
import type { IngestLog } from '#core/ports/ingest-log.ts';
import { createTelemetryStore, type TelemetryStore } from '../store/telemetry-store.ts';
import { createDeviceStates } from './device-state.ts';
import { createIngest } from './ingest.ts';
import { encodePrefix, setRows } from './record.ts';
import { startWriter, type Writer } from './writer.ts';
import { createPrepareTable } from './writer-store.ts';

const silent = { info() {}, warn() {}, error() {} };
const t0 = Date.UTC(2026, 0, 1);

function productOf(name: string): ProductRef {
  const properties = [{ id: 'temperature', type: 'double', access: 'r' }] as const;
  return { tenant: 'acme', name, model: { version: 1, mode: 'open', properties } };
}

/** A record as a program of this version would never write it. */
function handMade(table: string, columns: readonly string[], rows: string): Buffer {
  const record = Buffer.concat([encodePrefix({ tenant: 'acme', table, columns }), Buffer.from(rows)]);
  setRows(record, 1);
  return record;
}

const columns = ['device', 'ts', 'received', 'temperature', 'extra'];

describe('the writer', () => {
  let root = '';
  let engine: Awaited<ReturnType<typeof startChdb>>;
  let store: TelemetryStore;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'writer-'));
    engine = await startChdb({ folder: join(root, 'engine'), memoryBytesMax: 1_000_000_000, log: silent });
    store = createTelemetryStore({ engine });
  });
  after(async () => {
    await engine?.close();
    await rm(root, { recursive: true, force: true });
  });

  /** A log of its own, rows for it, and writers over it; `product` is the only one that the registry knows. */
  async function road(t: TestContext, name: string) {
    const product = productOf(name);
    const folder = join(root, name);
    const open = () => openSegmentLog({ folder, log: silent });
    let log = await open();
    const writers: Writer[] = [];
    const aside: { readonly rows: string; readonly why: string }[] = [];
    const directory = { product: async (tenant: string, wanted: string) => (tenant === 'acme' && wanted === name ? product : undefined) };
    t.after(async () => {
      for (const writer of writers) await writer.stop();
      await log.close();
    });
    return {
      product,
      aside,
      log: () => log,
      start(over: IngestLog = log): Writer {
        const writer = startWriter({
          log: over,
          engine,
          prepare: createPrepareTable(store, directory),
          setAside: async (rows, why) => void aside.push({ rows: Buffer.from(rows).toString(), why }),
          logger: silent,
          released: () => {},
        });
        writers.push(writer);
        return writer;
      },
      async reopen() {
        await log.close();
        log = await open();
      },
      /** Makes `count` reports of a device durable, a second apart, their value the number of the second. */
      async report(count: number, first = 0, of: ProductRef = product) {
        const states = createDeviceStates(
          async () => ({}),
          () => true,
        );
        const ingest = createIngest({ log, states, events: createMemoryBus(silent), now: () => t0 });
        const device: DeviceRef = { tenant: of.tenant, name: 'pump-1', product: of, space: 'root', labels: {} };
        for (let i = first; i < first + count; i++) ingest.report(device, (t0 + i * 1000) * 1000, { temperature: i });
        await ingest.settled();
      },
      /** The values in the table, in order of time, as readers see them. */
      async stored(): Promise<number[]> {
        await store.ensure(product);
        const sql = `SELECT temperature FROM \`t_acme\`.\`${name}\` FINAL ORDER BY ts`;
        const text = Buffer.from(await engine.query(sql, { format: 'TSV' })).toString();
        return text.split('\n').slice(0, -1).map(Number);
      },
    };
  }

  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

  function reached(state: string): Promise<void> {
    return new Promise((resolve) => {
      const off = engine.onState((now) => {
        if (now !== state) return;
        off();
        resolve();
      });
    });
  }

  test('what is durable reaches the table, and the log lets go of it', async (t) => {
    const { start, report, stored, log } = await road(t, 'plain');
    await report(100);
    const writer = start();
    await writer.caughtUp();
    assert.deepEqual(await stored(), upTo(100));
    await report(50, 100);
    await writer.caughtUp();
    assert.deepEqual(await stored(), upTo(150));
    assert.equal(log().stats().bytes, 0);
    assert.deepEqual(log().released(), log().end());
    assert.equal(writer.counters.rows, 150);
  });

  test('an empty log is caught up with', async (t) => {
    const { start } = await road(t, 'empty');
    await start().caughtUp();
  });

  test('a table that somebody dropped is made again, and what is durable goes into it', async (t) => {
    const { start, report, stored } = await road(t, 'dropped');
    await report(10);
    const writer = start();
    await writer.caughtUp();
    await engine.exec('DROP TABLE `t_acme`.`dropped`');
    await report(10, 10);
    await writer.caughtUp();
    assert.deepEqual(
      await stored(),
      Array.from({ length: 10 }, (_, i) => 10 + i),
    );
  });

  test('rows of a product that nobody knows are set aside, and the others go on', async (t) => {
    const { start, report, stored, aside } = await road(t, 'known');
    await report(3);
    await report(2, 0, productOf('gone'));
    await report(3, 3);
    const writer = start();
    await writer.caughtUp();
    assert.deepEqual(await stored(), upTo(6));
    assert.deepEqual(
      aside.map(({ why, rows }) => [why, rows.split('\n').length - 1]),
      [['no product gone in tenant acme', 2]],
    );
    assert.equal(writer.counters.setAside, 1);
  });

  test('rows that can never be read are set aside with the reason, once, and their neighbours are stored', async (t) => {
    const { start, report, stored, aside, log } = await road(t, 'broken');
    const badTime = 'pump-1\tyesterday\t1767225600.000\t1\t{}\n';
    const badNumber = 'pump-1\t1767225600.5\t1767225600.000\twarm\t{}\n';
    const unknownColumn = 'pump-1\t1767225600.5\t1767225600.000\t1\t{}\n';
    await report(2);
    await log().append([
      handMade('broken', columns, badTime),
      handMade('broken', columns, badNumber),
      handMade('broken', ['device', 'ts', 'received', 'colour', 'extra'], unknownColumn),
      handMade('broken', columns, 'cut off'),
      Buffer.from('not a record'),
    ]);
    await report(2, 2);
    // The first round fails after it found out: what it would set aside must not be there twice.
    const real = log();
    let failures = 1;
    const forgetful: IngestLog = {
      ...real,
      read: (...args) => real.read(...args),
      release: (position) => (failures-- > 0 ? Promise.reject(new Error('power cut')) : real.release(position)),
    };
    const writer = start(forgetful);
    await writer.caughtUp();
    assert.deepEqual(await stored(), upTo(4));
    assert.equal(writer.counters.failures, 1);
    const reasons = new Map(aside.map(({ rows, why }) => [rows, why]));
    assert.deepEqual([...reasons.keys()].sort(), ['cut off', 'not a record', badNumber, badTime, unknownColumn].sort());
    assert.match(reasons.get(badTime) ?? '', /parse/i);
    assert.match(reasons.get(badNumber) ?? '', /parse/i);
    assert.match(reasons.get(unknownColumn) ?? '', /colour/);
    assert.equal(reasons.get('not a record'), 'not a record of this version');
  });

  test('while the engine is away rows wait in the log; when it is back they are stored, and what no table takes is set aside once', async (t) => {
    const { start, report, stored, aside, log } = await road(t, 'away');
    const writer = start();
    await report(10);
    await writer.caughtUp();
    const down = reached('down');
    process.kill(engine.pid() ?? 0, 'SIGKILL');
    await down;
    await log().append([Buffer.from('not a record')]);
    await report(10, 10);
    await writer.caughtUp();
    assert.deepEqual(await stored(), upTo(20));
    assert.ok(writer.counters.failures > 0);
    assert.deepEqual(
      aside.map(({ rows }) => rows),
      ['not a record'],
    );
  });

  test('a crash between table and log stores nothing twice and loses nothing', async (t) => {
    const { start, report, stored, reopen, log } = await road(t, 'crash');
    await report(20);
    const real = log();
    let inserted = () => {};
    const reachedTable = new Promise<void>((resolve) => {
      inserted = resolve;
    });
    const dying: IngestLog = {
      ...real,
      release() {
        inserted();
        return Promise.reject(new Error('killed here'));
      },
    };
    const first = start(dying);
    await reachedTable;
    await first.stop();
    assert.deepEqual(await stored(), upTo(20));
    await reopen();
    const second = start();
    await report(5, 20);
    await second.caughtUp();
    assert.equal(second.counters.rows, 25, 'everything was written again');
    assert.deepEqual(await stored(), upTo(25));
  });

  test('after a stop the next writer goes on where the tables are', async (t) => {
    const { start, report, stored, reopen } = await road(t, 'again');
    const first = start();
    await report(10);
    await first.caughtUp();
    await first.stop();
    await report(5, 10);
    await reopen();
    const second = start();
    await second.caughtUp();
    assert.equal(second.counters.rows, 5);
    assert.deepEqual(await stored(), upTo(15));
  });
});
