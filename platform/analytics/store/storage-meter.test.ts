import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startChdb } from '#adapters/telemetry/chdb/engine.ts';
import type { ProductRef } from '#core/device.ts';
import { testMeters } from '#testing/quotas.ts';
import { startStorageMeter } from './storage-meter.ts';
import { createTelemetryStore } from './telemetry-store.ts';

const silent = { info() {}, warn() {}, error() {} };
const properties = [{ id: 'a', type: 'int64', access: 'r' }] as const;
const pumpOf = (tenant: string): ProductRef => ({ tenant, name: 'pump', model: { version: 1, mode: 'strict', properties } });

test('each tenant is told what its own tables take, and is closed while they take too much', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'storage-'));
  const engine = await startChdb({ folder, memoryBytesMax: 1_000_000_000, log: silent });
  t.after(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });
  const store = createTelemetryStore({ engine });
  for (const tenant of ['acme', 'other']) await store.ensure(pumpOf(tenant));
  using meters = testMeters({ values: { storageBytes: 20_000 } });
  const storage = startStorageMeter(engine, meters, silent);
  t.after(() => storage.stop());
  const [acme, other] = [meters.meter('acme'), meters.meter('other')];
  const insert = async (tenant: string, rows: number) => {
    const lines = Array.from(
      { length: rows },
      (_, i) => `p\t${1767225600 + i}.000000\t1767225600.000\t${randomBytes(6).readUIntBE(0, 6)}\t{}\n`,
    );
    await engine.insert(store.insertStatement(pumpOf(tenant), properties), [Buffer.from(lines.join(''))]);
    await storage.measure();
  };

  await insert('acme', 10);
  await insert('other', 10);
  const small = acme.storageBytes ?? 0;
  assert.ok(small > 0 && small < 20_000, `${small} bytes`);
  assert.equal(acme.closedBy, undefined);
  await insert('acme', 10_000);
  assert.ok((acme.storageBytes ?? 0) > 20_000);
  assert.deepEqual([acme.closedBy, other.closedBy], ['storageBytes', undefined]);
  await engine.exec('TRUNCATE TABLE `t_acme`.pump SYNC');
  await engine.exec('TRUNCATE TABLE `t_acme`.`_pump_latest` SYNC');
  await storage.measure();
  assert.equal(acme.closedBy, undefined);
  assert.equal(acme.storageBytes, 0);
});
