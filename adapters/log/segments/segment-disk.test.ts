import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readAll } from '#testing/contracts/ingest-log.ts';
import { skipOrFail } from '#testing/require.ts';
import { type SegmentFiles, segmentFiles } from './segment-file.ts';
import { openSegmentLog } from './segment-log.ts';

const quiet = { info() {}, warn() {}, error() {} };

async function tempFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-disk-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A file system of `bytes` bytes, or undefined with a loud skip where mounting is not allowed. */
async function smallDisk(t: TestContext, bytes: number): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    await rm(folder, { recursive: true });
    skipOrFail(t, 'tmpfs', 'mounting a small tmpfs needs root');
    return undefined;
  }
  t.after(async () => {
    execFileSync('umount', ['-l', folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

/** Resolves when the log is blocked; it says so with its first error message. */
function blockedSignal() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { blocked: promise, log: { ...quiet, error: () => resolve() } };
}

test('a full disk blocks appends without losing any, and they go on by themselves when there is room', async (t) => {
  const folder = await smallDisk(t, 1024 * 1024);
  if (folder === undefined) return;
  const { blocked, log: logger } = blockedSignal();
  const filler = join(folder, 'filler');
  await writeFile(filler, Buffer.alloc(700 * 1024));
  const log = await openSegmentLog({ folder: join(folder, 'log'), log: logger });
  const names = Array.from({ length: 50 }, (_, index) => `${index} ${'x'.repeat(10_000)}`);
  let durable = 0;
  const appends = names.map((name) => log.append([Buffer.from(name)]).then(() => durable++));
  await appends[0];
  await blocked;
  assert.match(log.stats().blocked ?? '', /ENOSPC/);
  assert.ok(durable < names.length);
  await rm(filler);
  await Promise.all(appends);
  assert.equal(log.stats().blocked, undefined);
  assert.deepEqual(await readAll(log), names);
  await log.close();
});

test('a disk filled by the log itself gets room by releasing, even from the segment that is written to', async (t) => {
  const folder = await smallDisk(t, 1024 * 1024);
  if (folder === undefined) return;
  const log = await openSegmentLog({ folder: join(folder, 'log'), log: quiet, segmentBytesMax: 1 << 30 });
  const names = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(40_000)}`);
  let appended = false;
  const appends = (async () => {
    for (const name of names) await log.append([Buffer.from(name)]);
    appended = true;
  })();
  const seen: string[] = [];
  let position = log.released();
  let blockedTimes = 0;
  while (seen.length < names.length) {
    await new Promise(setImmediate);
    // Consumes only when nothing more fits, and then everything.
    if (!appended && log.stats().blocked === undefined) continue;
    const { records, next } = await log.read(position, 10_000_000);
    if (records.length === 0) continue;
    blockedTimes += 1;
    seen.push(...records.map((record) => Buffer.from(record).toString()));
    position = next;
    await log.release(position);
  }
  await appends;
  assert.ok(blockedTimes > 2);
  assert.deepEqual(seen, names);
  await log.close();
});

test('closing behind a full disk rejects what was never acknowledged', async (t) => {
  const folder = await smallDisk(t, 256 * 1024);
  if (folder === undefined) return;
  const { blocked, log: logger } = blockedSignal();
  const log = await openSegmentLog({ folder: join(folder, 'log'), log: logger });
  const append = assert.rejects(log.append([Buffer.alloc(1024 * 1024)]), /closed while its disk/);
  await blocked;
  await log.close();
  await append;
});

test('after a failed sync the records are written again into a new segment and the old one is left', async (t) => {
  const folder = await tempFolder(t);
  let failures = 2;
  const files: SegmentFiles = {
    ...segmentFiles,
    async create(path, key) {
      const file = await segmentFiles.create(path, key);
      return {
        ...file,
        async write(buffers, offset) {
          await file.write(buffers, offset);
          if (offset > 40 && failures-- > 0) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
        },
      };
    },
  };
  const log = await openSegmentLog({ folder, log: quiet, files });
  await log.append([Buffer.from('a'.repeat(20))]);
  await log.append([Buffer.from('b')]);
  await log.append([Buffer.from('c'.repeat(20))]);
  await log.append([Buffer.from('d')]);
  assert.equal(log.end().segment, 3);
  assert.deepEqual(await readAll(log), ['a'.repeat(20), 'b', 'c'.repeat(20), 'd']);
  await log.close();
  const again = await openSegmentLog({ folder, log: quiet });
  assert.deepEqual(await readAll(again), ['a'.repeat(20), 'b', 'c'.repeat(20), 'd']);
  await again.close();
});

test('a torn write of the checkpoint leaves the one before', async (t) => {
  const folder = await tempFolder(t);
  const before = await openSegmentLog({ folder, log: quiet });
  await before.append(['a', 'b', 'c'].map((name) => Buffer.from(name)));
  const first = await before.read(before.released(), 1);
  await before.release(first.next);
  const second = await before.read(first.next, 1);
  await before.release(second.next);
  await before.close();
  const path = join(folder, 'checkpoint');
  const bytes = await readFile(path);
  // Sequence 3 lies in the second slot.
  bytes.writeUInt8(bytes.readUInt8(4096 + 8) ^ 1, 4096 + 8);
  await writeFile(path, bytes);
  const after = await openSegmentLog({ folder, log: quiet });
  assert.deepEqual(after.released(), first.next);
  assert.deepEqual(await readAll(after), ['b', 'c']);
  await after.close();
});
