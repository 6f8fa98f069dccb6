import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { Fault } from '#core/errors.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import { telemetryEngineContract } from '#testing/contracts/telemetry-engine.ts';
import { skipOrFail } from '#testing/require.ts';
import { startChdb } from './engine.ts';

const root = mkdtempSync(join(tmpdir(), 'chdb-'));
after(() => rmSync(root, { recursive: true, force: true }));
const silent = { info() {}, warn() {}, error() {} };
const open = (name: string) => startChdb({ folder: join(root, name), memoryBytesMax: 1_000_000_000, log: silent });

telemetryEngineContract('chdb', () => open('contract'));

const table =
  'CREATE TABLE IF NOT EXISTS default.n (id UInt64) ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1';
const insert = 'INSERT INTO `default`.`n` (`id`) FORMAT TSV';

async function numbers(engine: TelemetryEngine): Promise<Set<number>> {
  const text = Buffer.from(await engine.query('SELECT id FROM default.n', { format: 'TSV' })).toString();
  return new Set(text.split('\n').slice(0, -1).map(Number));
}

function reached(engine: TelemetryEngine, state: string): Promise<void> {
  return new Promise((resolve) => {
    const off = engine.onState((now) => {
      if (now !== state) return;
      off();
      resolve();
    });
  });
}

test('killing the engine while it inserts loses nothing acknowledged, and it comes back by itself', async () => {
  await using engine = await open('killed');
  await engine.exec(table);
  const acknowledged: number[] = [];
  let next = 0;
  for (let round = 0; round < 5; round++) {
    const stop = reached(engine, 'down');
    const up = stop.then(() => reached(engine, 'up'));
    let killed = false;
    const writer = (async () => {
      while (!killed) {
        const ids = Array.from({ length: 50 }, () => next++);
        try {
          await engine.insert(insert, [Buffer.from(`${ids.join('\n')}\n`)]);
          acknowledged.push(...ids);
          if (acknowledged.length > round * 500 + 200) process.kill(engine.pid() ?? 0, 'SIGKILL');
        } catch (error) {
          assert.ok(error instanceof Fault && error.code === 'ENGINE_DOWN', String(error));
          killed = true;
        }
      }
    })();
    await stop;
    await assert.rejects(engine.exec('SELECT 1'), (error) => error instanceof Fault && error.code === 'ENGINE_DOWN');
    await writer;
    await up;
    const stored = await numbers(engine);
    assert.deepEqual(
      acknowledged.filter((id) => !stored.has(id)),
      [],
    );
  }
});

test('the engine ends with its parent, also in the middle of work, and the directory is free again', { timeout: 30_000 }, async () => {
  const source = `
    import { startChdb } from ${JSON.stringify(import.meta.resolve('./engine.ts'))};
    const log = { info() {}, warn() {}, error() {} };
    const engine = await startChdb({ folder: ${JSON.stringify(join(root, 'orphan'))}, memoryBytesMax: 1e9, log });
    await engine.exec(${JSON.stringify(table)});
    await engine.insert(${JSON.stringify(insert)}, [Buffer.from('7\\n')]);
    engine.query('SELECT count() FROM numbers(4000000000000) WHERE sipHash64(number) = 1', { format: 'TSV' }).catch(() => {});
    console.log(engine.pid());`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: parent.stdout }), 'line');
  const child = Number(line);
  parent.kill('SIGKILL');
  const started = Date.now();
  await using engine = await open('orphan');
  assert.ok(Date.now() - started < 3000, `took ${Date.now() - started} ms`);
  assert.deepEqual([...(await numbers(engine))], [7]);
  // A zombie is dead too; whoever adopted it may be slow to bury it.
  assert.ok(!existsSync(`/proc/${child}`) || /^State:\tZ/m.test(readFileSync(`/proc/${child}/status`, 'utf8')));
});

test('memory is capped by the server’s setting and a query beyond it fails alone', async () => {
  await using engine = await startChdb({ folder: join(root, 'capped'), memoryBytesMax: 600_000_000, log: silent });
  const setting = await engine.query("SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'", { format: 'TSV' });
  assert.equal(Buffer.from(setting).toString(), '600000000\n');
  await assert.rejects(
    engine.query('SELECT length(groupArray(number)) FROM numbers(1000000000)', { format: 'TSV' }),
    (error) => error instanceof Fault && error.code === 'QUERY_TOO_LARGE',
  );
  assert.equal(engine.state(), 'up');
});

test('closing finishes the inserts under way; afterwards everything is refused', async () => {
  const engine = await open('closed');
  await engine.exec(table);
  const insertion = engine.insert(insert, [Buffer.from('1\n2\n')]);
  await engine.close();
  await insertion;
  await assert.rejects(engine.exec('SELECT 1'), (error) => error instanceof Fault && error.code === 'ENGINE_DOWN');
  await using again = await open('closed');
  assert.deepEqual(await numbers(again), new Set([1, 2]));
});

test('a folder that cannot be used is an error at the start', async () => {
  writeFileSync(join(root, 'file'), '');
  await assert.rejects(open('file'), { code: 'EEXIST' });
  mkdirSync(join(root, 'broken'));
  writeFileSync(join(root, 'broken', 'data'), 'not a directory');
  await assert.rejects(open('broken'), /data/);
});

test('a full disk refuses inserts, and the same engine takes them when there is room again', async (t) => {
  const folder = join(root, 'full');
  mkdirSync(folder);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', folder]).status !== 0)
    return skipOrFail(t, 'tmpfs', 'mounting a small disk needs root');
  try {
    await using engine = await open('full');
    await engine.exec(
      'CREATE TABLE default.blob (id UInt64, text String CODEC(NONE)) ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1',
    );
    const rows = (id: number) => [Buffer.from(`${id}\t${'x'.repeat(1_000_000)}\n`)];
    const stored: number[] = [];
    const fill = async () => {
      for (let id = 0; id < 100; id++) {
        await engine.insert('INSERT INTO `default`.`blob` (`id`, `text`) FORMAT TSV', rows(id));
        stored.push(id);
      }
    };
    await assert.rejects(fill(), /space|disk|reserve/i);
    assert.equal(engine.state(), 'up');
    const count = async () => Number(Buffer.from(await engine.query('SELECT count() FROM default.blob', { format: 'TSV' })).toString());
    assert.equal(await count(), stored.length);
    spawnSync('mount', ['-o', 'remount,size=200m', folder]);
    await engine.insert('INSERT INTO `default`.`blob` (`id`, `text`) FORMAT TSV', rows(1000));
    assert.equal(await count(), stored.length + 1);
  } finally {
    spawnSync('umount', ['-l', folder]);
  }
});
