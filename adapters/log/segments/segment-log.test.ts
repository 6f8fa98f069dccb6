import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ingestLogContract, readAll } from '#testing/contracts/ingest-log.ts';
import { openSegmentLog, type SegmentLogOptions } from './segment-log.ts';

const quiet = { info() {}, warn() {}, error() {} };

async function tempFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-log-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function open(folder: string, options: Partial<SegmentLogOptions> = {}) {
  return openSegmentLog({ folder, log: quiet, ...options });
}

async function segmentNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.segment')).sort();
}

for (const [name, segmentBytesMax] of [
  ['segment log', 1 << 20],
  ['segment log with tiny segments', 40],
] as const) {
  ingestLogContract(name, async (t) => {
    const folder = await tempFolder(t);
    return { open: (bytesMax) => open(folder, { bytesMax, segmentBytesMax }) };
  });
}

test('released segments are deleted, the others stay', async (t) => {
  const folder = await tempFolder(t);
  const log = await open(folder, { segmentBytesMax: 100 });
  for (let index = 0; index < 10; index++) await log.append([new Uint8Array(100)]);
  assert.equal((await segmentNames(folder)).length, 10);
  let position = log.released();
  for (let index = 0; index < 4; index++) position = (await log.read(position, 1)).next;
  await log.release(position);
  assert.equal((await segmentNames(folder))[0], '0000000005.segment');
  assert.equal(log.first().segment, 5);
  await log.close();
});

test('appends that arrive during a write share the next one', async (t) => {
  const folder = await tempFolder(t);
  const log = await open(folder);
  let commits = 0;
  log.onDurable(() => {
    commits += 1;
  });
  await Promise.all(Array.from({ length: 500 }, () => log.append([new Uint8Array(10)])));
  assert.equal(commits, 2);
  await log.close();
});

test('a second opener of the same folder is told which process has it', async (t) => {
  const folder = await tempFolder(t);
  const log = await open(folder);
  await assert.rejects(open(folder), new RegExp(`is in use by process ${process.pid}`));
  await log.close();
  await (await open(folder)).close();
});

test('a lock whose pid now belongs to another process is taken over', async (t) => {
  const folder = await tempFolder(t);
  await writeFile(join(folder, 'lock'), `${process.ppid} 1@another-boot\n`);
  await (await open(folder)).close();
});

test('a folder without its checkpoint is replayed from its first segment', async (t) => {
  const folder = await tempFolder(t);
  const before = await open(folder, { segmentBytesMax: 40 });
  for (const name of ['a', 'b', 'c']) await before.append([Buffer.from(name)]);
  await before.close();
  await rm(join(folder, 'checkpoint'));
  const after = await open(folder);
  assert.deepEqual(await readAll(after), ['a', 'b', 'c']);
  await after.close();
});

test('a second read during a read is a bug', async (t) => {
  const log = await open(await tempFolder(t));
  await log.append([Buffer.from('a')]);
  const first = log.read(log.released(), 1);
  await assert.rejects(log.read(log.released(), 1), /one reader/);
  await first;
  await log.close();
});
