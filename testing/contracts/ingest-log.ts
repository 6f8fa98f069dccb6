import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { IngestLog, LogPosition } from '#core/ports/ingest-log.ts';

export interface IngestLogSubject {
  /** Opens the same log again and again; a fresh one for each test. */
  open(bytesMax: number): Promise<IngestLog>;
}

/** What every ingest log keeps, whatever it is made of. */
export function ingestLogContract(name: string, subjectFor: (t: TestContext) => Promise<IngestLogSubject>): void {
  const contract = (title: string, body: (subject: IngestLogSubject) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => body(await subjectFor(t)));

  contract('an empty log reads nothing and is at its end', async ({ open }) => {
    const log = await open(1000);
    const read = await log.read(log.released(), 1000);
    assert.deepEqual(read.records, []);
    assert.deepEqual(log.stats(), { bytes: 0, bytesMax: 1000, blocked: undefined, corruptions: [] });
    await log.close();
  });

  contract('records come back in the order in which they were appended', async ({ open }) => {
    const log = await open(1000);
    await log.append([bytes('a'), bytes('b')]);
    await log.append([bytes('c')]);
    assert.deepEqual(await readAll(log), ['a', 'b', 'c']);
    await log.close();
  });

  contract('appends that were not awaited keep their order', async ({ open }) => {
    const log = await open(1000);
    const names = Array.from({ length: 200 }, (_, index) => `record ${index}`);
    await Promise.all(names.map((name) => log.append([bytes(name)])));
    assert.deepEqual(await readAll(log), names);
    await log.close();
  });

  contract('empty and large records are kept', async ({ open }) => {
    const log = await open(1000);
    const large = new Uint8Array(3_000_000).map((_, index) => index * 31);
    await log.append([new Uint8Array(0), large, bytes('after')]);
    const first = await log.read(log.released(), 10);
    const second = await log.read(first.next, 10_000_000);
    const sizes = [...first.records, ...second.records].map((record) => record.length);
    assert.deepEqual(sizes, [0, large.length, 5]);
    assert.deepEqual(Buffer.from(second.records[second.records.length - 2] ?? []), Buffer.from(large));
    await log.close();
  });

  contract('a read gives at most the bytes asked for, but at least one record', async ({ open }) => {
    const log = await open(1000);
    await log.append(['aaaa', 'bbbb', 'cccc'].map(bytes));
    const one = await log.read(log.released(), 1);
    assert.deepEqual(texts(one.records), ['aaaa']);
    const two = await log.read(one.next, 8);
    assert.deepEqual(texts(two.records), ['bbbb', 'cccc']);
    assert.deepEqual((await log.read(two.next, 8)).records, []);
    await log.close();
  });

  contract('what was appended is there after opening again', async ({ open }) => {
    const before = await open(1000);
    await before.append([bytes('a'), bytes('b')]);
    await before.close();
    const after = await open(1000);
    await after.append([bytes('c')]);
    assert.deepEqual(await readAll(after), ['a', 'b', 'c']);
    await after.close();
  });

  contract('what was released is not read again after opening again', async ({ open }) => {
    const before = await open(1000);
    await before.append(['a', 'b', 'c'].map(bytes));
    const first = await before.read(before.released(), 1);
    await before.release(first.next);
    await before.close();
    const after = await open(1000);
    assert.deepEqual(after.released(), first.next);
    assert.deepEqual(await readAll(after), ['b', 'c']);
    await after.close();
  });

  contract('everything can be released, and positions keep growing', async ({ open }) => {
    const before = await open(1000);
    await before.append([bytes('a')]);
    await before.release(before.end());
    const released = before.released();
    await before.close();
    const after = await open(1000);
    assert.equal(after.stats().bytes, 0);
    await after.append([bytes('b')]);
    const end = after.end();
    assert.ok(end.segment > released.segment || (end.segment === released.segment && end.offset > released.offset));
    assert.deepEqual(await readAll(after), ['b']);
    await after.close();
  });

  contract('stats tell the bytes not yet released', async ({ open }) => {
    const log = await open(5000);
    await log.append([new Uint8Array(700), new Uint8Array(700)]);
    assert.ok(log.stats().bytes >= 1400 && log.stats().bytes < 1600);
    assert.equal(log.stats().bytesMax, 5000);
    const first = await log.read(log.released(), 1);
    await log.release(first.next);
    assert.ok(log.stats().bytes >= 700 && log.stats().bytes < 800);
    await log.close();
  });

  contract('listeners hear of durable records until they unsubscribe', async ({ open }) => {
    const log = await open(1000);
    const heard: LogPosition[] = [];
    const unsubscribe = log.onDurable(() => heard.push(log.end()));
    await log.append([bytes('a')]);
    unsubscribe();
    await log.append([bytes('b')]);
    assert.equal(heard.length, 1);
    await log.close();
  });

  contract('closing keeps what is being appended, and then appends are rejected', async ({ open }) => {
    const before = await open(1000);
    const appended = before.append([bytes('a')]);
    await before.close();
    await appended;
    await assert.rejects(before.append([bytes('b')]), /closed/);
    const after = await open(1000);
    assert.deepEqual(await readAll(after), ['a']);
    await after.close();
  });
}

/** Every record from the released position on, as text. */
export async function readAll(log: IngestLog, readBytesMax = 64): Promise<string[]> {
  const all: string[] = [];
  let position = log.released();
  for (;;) {
    const { records, next } = await log.read(position, readBytesMax);
    if (records.length === 0) return all;
    all.push(...texts(records));
    position = next;
  }
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

function texts(records: readonly Uint8Array[]): string[] {
  return records.map((record) => Buffer.from(record).toString());
}
