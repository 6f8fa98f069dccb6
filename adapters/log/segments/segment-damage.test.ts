import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAll } from '#testing/contracts/ingest-log.ts';
import { openSegmentLog } from './segment-log.ts';

const quiet = { info() {}, warn() {}, error() {} };
const names = Array.from({ length: 9 }, (_, index) => `record ${index} ${'x'.repeat(index * 3)}`);

/** A closed log of three segments with three records each. */
async function originalLog(folder: string): Promise<void> {
  const log = await openSegmentLog({ folder, log: quiet, segmentBytesMax: 100 });
  for (let index = 0; index < names.length; index += 3) await log.append(names.slice(index, index + 3).map((name) => Buffer.from(name)));
  await log.close();
}

async function inCopies(body: (original: string, copyTo: (name: string) => Promise<string>) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'thalamus-damage-'));
  try {
    const original = join(root, 'original');
    await originalLog(original);
    await body(original, async (name) => {
      await cp(original, join(root, name), { recursive: true });
      return join(root, name);
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const segments = ['0000000001.segment', '0000000002.segment', '0000000003.segment'] as const;

test('a log torn at any byte of its last segment opens, keeps every whole record and appends behind them', async () => {
  await inCopies(async (original, copyTo) => {
    const size = (await readFile(join(original, segments[2]))).length;
    for (let cut = 0; cut < size; cut++) {
      const folder = await copyTo(`cut-${cut}`);
      await truncate(join(folder, segments[2]), cut);
      const log = await openSegmentLog({ folder, log: quiet });
      const kept = await readAll(log);
      assert.ok(kept.length >= 6 && kept.length < 9, `cut at ${cut}: ${kept.length} records`);
      assert.deepEqual(kept, names.slice(0, kept.length));
      await log.append([Buffer.from('next')]);
      assert.deepEqual(await readAll(log), [...kept, 'next']);
      assert.deepEqual(log.stats().corruptions, []);
      await log.close();
    }
  });
});

test('any damaged byte costs at most the record it lies in, which is reported and kept aside', async () => {
  await inCopies(async (original, copyTo) => {
    for (const segment of segments) {
      const bytes = await readFile(join(original, segment));
      for (let at = 0; at < bytes.length; at++) {
        const folder = await copyTo(`${segment}-${at}`);
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 0x55;
        await writeFile(join(folder, segment), changed);
        await expectOneLostAtMost(folder, segment, at);
      }
    }
  });
});

async function expectOneLostAtMost(folder: string, segment: string, at: number): Promise<void> {
  const log = await openSegmentLog({ folder, log: quiet });
  const kept = await readAll(log);
  const lost = names.filter((name) => !kept.includes(name));
  const place = `byte ${at} of ${segment}`;
  assert.deepEqual(
    kept,
    names.filter((name) => !lost.includes(name)),
    place,
  );
  assert.ok(lost.length <= 1, `${place} lost ${lost.length}`);
  // A damaged last record can't be told from one that was being written; any other one is reported.
  const tail = segment === segments[2] && lost[0] === names[8];
  const { corruptions } = log.stats();
  assert.equal(corruptions.length, lost.length === 1 && !tail ? 1 : 0, place);
  for (const { offset, bytes, keptAs } of corruptions) {
    assert.ok(offset <= at && at < offset + bytes, place);
    assert.equal((await readFile(keptAs)).length, bytes);
  }
  await log.close();
}

test('a record that a device forged in its payload is never read as one after damage', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-forged-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const before = await openSegmentLog({ folder, log: quiet });
  await before.append([Buffer.from('stolen')]);
  const path = join(folder, segments[0]);
  const stolen = (await readFile(path)).subarray(32);
  await before.append([Buffer.concat([Buffer.from('payload with '), stolen]), Buffer.from('after')]);
  await before.close();
  const bytes = await readFile(path);
  bytes.writeUInt8(0, bytes.indexOf('payload'));
  await writeFile(path, bytes);
  const after = await openSegmentLog({ folder, log: quiet });
  assert.deepEqual(await readAll(after), ['stolen', 'after']);
  await after.close();
});

test('a segment cut short in the middle of the log costs only what is missing', async () => {
  await inCopies(async (_original, copyTo) => {
    const folder = await copyTo('short');
    await truncate(join(folder, segments[1]), 60);
    const log = await openSegmentLog({ folder, log: quiet });
    const kept = await readAll(log);
    assert.deepEqual(kept.slice(0, 3), names.slice(0, 3));
    assert.deepEqual(kept.slice(-3), names.slice(6));
    await log.close();
    assert.equal((await readdir(join(folder, 'corrupt'))).length, 1);
  });
});

test('segments without any readable header or checkpoint are refused, not overwritten', async () => {
  await inCopies(async (_original, copyTo) => {
    const folder = await copyTo('unknown');
    await rm(join(folder, 'checkpoint'));
    for (const segment of segments) await writeFile(join(folder, segment), Buffer.alloc(100));
    await assert.rejects(openSegmentLog({ folder, log: quiet }), /restore one of them/);
  });
});

test('damage in what was released hides nothing that is appended afterwards', async () => {
  await inCopies(async (original, copyTo) => {
    const path = join(original, segments[2]);
    const before = await openSegmentLog({ folder: original, log: quiet });
    await before.release(before.end());
    await before.close();
    const bytes = await readFile(path);
    for (const size of [bytes.length, bytes.length - 1, 100, 40]) {
      const folder = await copyTo(`released-${size}`);
      const changed = Buffer.from(bytes.subarray(0, size));
      changed.fill(0, 36, Math.min(70, size));
      await writeFile(join(folder, segments[2]), changed);
      for (const name of ['next', 'last']) {
        const log = await openSegmentLog({ folder, log: quiet });
        await log.release(log.end());
        await log.append([Buffer.from(name)]);
        assert.deepEqual(await readAll(log), [name], `cut to ${size}`);
        await log.close();
      }
    }
  });
});
