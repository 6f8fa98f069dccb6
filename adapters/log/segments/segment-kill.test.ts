import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { readAll } from '#testing/contracts/ingest-log.ts';
import { openSegmentLog } from './segment-log.ts';

const quiet = { info() {}, warn() {}, error() {} };
const rounds = 8;

/** Appends numbered records forever and prints the number of each once it is acknowledged. */
const writer = `
import { openSegmentLog } from ${JSON.stringify(new URL('./segment-log.ts', import.meta.url).href)};
const quiet = { info() {}, warn() {}, error() {} };
const log = await openSegmentLog({ folder: process.argv[1], log: quiet, segmentBytesMax: 20_000 });
let number = Number(process.argv[2]);
async function lane() {
  for (;;) {
    const mine = number++;
    await log.append([Buffer.from(mine + ' ' + 'x'.repeat(mine % 700))]);
    process.stdout.write(mine + '\\n');
  }
}
await Promise.all([lane(), lane(), lane()]);
`;

test('kill -9 at any moment loses no acknowledged record and keeps their order', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-kill-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const acknowledged = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    await writeUntilKilled(folder, round * 1_000_000, 40 + Math.floor(Math.random() * 400), acknowledged);
    const log = await openSegmentLog({ folder, log: quiet });
    const numbers = (await readAll(log, 1_000_000)).map((text) => Number.parseInt(text, 10));
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    assert.equal(new Set(numbers).size, numbers.length);
    const kept = new Set(numbers);
    assert.deepEqual(
      [...acknowledged].filter((number) => !kept.has(number)),
      [],
    );
    assert.deepEqual(log.stats().corruptions, []);
    await log.close();
  }
});

/** Kills the writer as soon as `count` records were acknowledged. */
async function writeUntilKilled(folder: string, from: number, count: number, acknowledged: Set<number>): Promise<void> {
  const args = ['--input-type=module', '--eval', writer, folder, String(from)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  let seen = 0;
  for await (const line of lines) {
    acknowledged.add(Number(line));
    if (++seen === count) child.kill('SIGKILL');
  }
  assert.ok(seen >= count, `the writer ended after ${seen} records`);
}
