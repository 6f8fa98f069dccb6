import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import { openSegmentLog } from '#adapters/log/segments/segment-log.ts';
import { startChdb } from '#adapters/telemetry/chdb/engine.ts';
import type { DeviceRef, ProductRef } from '#core/device.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { DeviceValues } from '#core/ports/last-values.ts';
import { testMeters } from '#testing/quotas.ts';
import { createAnalyticsPlatform } from '../index.ts';
import { createDeviceStates } from './device-state.ts';
import { createIngest } from './ingest.ts';

const silent = { info() {}, warn() {}, error() {} };
const t0 = Date.UTC(2026, 0, 1);

const product: ProductRef = {
  tenant: 'acme',
  name: 'pump',
  model: {
    version: 1,
    mode: 'open',
    properties: [
      { id: 'temperature', type: 'double', access: 'r' },
      { id: 'total', type: 'int64', access: 'r' },
      { id: 'running', type: 'bool', access: 'r' },
    ],
  },
};
const device = (name: string): DeviceRef => ({ tenant: 'acme', name, product, space: 'root', labels: {} });

const directory: DeviceDirectory = {
  login: async () => ({ ok: false, reason: 'unknown-device' }),
  products: async () => [product],
  device: async () => undefined,
  product: async (_tenant, name) => (name === product.name ? product : undefined),
};

test('values are read from the table once, and again only while the table lacks rows of an earlier run', async () => {
  const table: { values: DeviceValues; reads: number; complete: boolean } = { values: {}, reads: 0, complete: false };
  const states = createDeviceStates(
    async () => {
      table.reads++;
      return table.values;
    },
    () => table.complete,
  );
  const one = device('pump-1');
  assert.deepEqual(await states.read(one), {});
  table.values = { temperature: { value: 1, ts: t0 } };
  table.complete = true;
  assert.deepEqual(await states.read(one), table.values);
  await states.read(one);
  assert.equal(table.reads, 2);
});

test('a table that becomes complete during a read is read once more', async () => {
  let complete = false;
  const answers: DeviceValues[] = [{}, { temperature: { value: 1, ts: t0 } }];
  const states = createDeviceStates(
    async () => {
      complete = true;
      return answers.shift() ?? {};
    },
    () => complete,
  );
  await states.read(device('pump-1'));
  assert.equal((await states.read(device('pump-1'))).temperature?.value, 1);
});

describe('newest values after a restart', () => {
  let root = '';
  let engine: Awaited<ReturnType<typeof startChdb>>;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'states-'));
    engine = await startChdb({ folder: join(root, 'engine'), memoryBytesMax: 1_000_000_000, log: silent });
  });
  after(async () => {
    await engine?.close();
    await rm(root, { recursive: true, force: true });
  });

  const openLog = (name: string) => openSegmentLog({ folder: join(root, name), log: silent });

  async function run(name: string) {
    const log = await openLog(name);
    const platform = createAnalyticsPlatform({
      engine,
      log,
      directory,
      events: createMemoryBus(silent),
      quotas: testMeters(),
      logger: silent,
      now: () => t0 + 60_000,
      setAside: async () => assert.fail('nothing is to be set aside'),
    });
    return {
      ...platform,
      async [Symbol.asyncDispose]() {
        await platform[Symbol.asyncDispose]();
        await log.close();
      },
    };
  }

  test('come from the table, completed by what is reported since; late data hides nothing newer', async () => {
    const one = device('pump-1');
    {
      await using before = await run('restart');
      before.ingest.report(one, (t0 + 1) * 1000, { temperature: 1, total: '9007199254740993', running: true });
      before.ingest.report(one, (t0 + 2) * 1000, { temperature: 2 });
    }
    await using again = await run('restart');
    const fromTable = {
      temperature: { value: 2, ts: t0 + 2 },
      total: { value: '9007199254740993', ts: t0 + 1 },
      running: { value: true, ts: t0 + 1 },
    };
    again.ingest.report(one, (t0 + 3) * 1000, { running: false });
    again.ingest.report(one, t0 * 1000, { temperature: 0 });
    await again.caughtUp();
    assert.deepEqual(await again.lastValues.read(one), { ...fromTable, running: { value: false, ts: t0 + 3 } });
    assert.deepEqual(await again.lastValues.read(device('silent')), {});
  });

  test('include what a crash left in the log, also when somebody asked before it was in the table', async () => {
    const two = device('pump-2');
    {
      // A run that was killed before its writer had a turn.
      const log = await openLog('crash');
      const states = createDeviceStates(
        async () => ({}),
        () => true,
      );
      const ingest = createIngest({ log, states, events: createMemoryBus(silent), now: () => t0 });
      ingest.report(two, t0 * 1000, { temperature: 7 });
      await ingest.settled();
      await log.close();
    }
    await using again = await run('crash');
    await again.lastValues.read(two);
    await again.caughtUp();
    assert.deepEqual(await again.lastValues.read(two), { temperature: { value: 7, ts: t0 } });
  });
});
