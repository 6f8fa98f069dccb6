import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { DeviceRef } from '#core/device.ts';
import { migrations as applicationMigrations } from '#platform/application/index.ts';
import { type TestDatabase, testDatabase } from '#testing/postgres.ts';
import type { ConnectionEvent, Subject } from './connection-event.ts';
import { createDiaries, type Diaries, eventsKeptMax } from './diary.ts';
import { createDiaryStore, diaryMigration } from './diary-store.ts';

let database: TestDatabase;
let clock = Date.parse('2026-01-01T00:00:00Z');
const known = new Set<string>();
const log = { info() {}, warn() {}, error() {} };

before(async () => {
  database = await testDatabase({ ...applicationMigrations, '9999-diary': diaryMigration });
  await sql`insert into tenant (name, created_at) values ('default', now()), ('acme', now())`.execute(database.db);
});
after(() => database[Symbol.asyncDispose]());

function diaries(): Diaries {
  const directory = { device: async (_: string, name: string) => (known.has(name) ? ({ name } as DeviceRef) : undefined) };
  return createDiaries({
    store: createDiaryStore(database.db, database.tenantDb),
    directory: { ...directory, login: never, products: never, product: never },
    log,
    now: () => clock,
  });
}

async function never(): Promise<never> {
  throw new Error('not asked here');
}

function device(name: string, tenant = 'default'): Subject {
  return { tenant, kind: 'device', name };
}

function event(kind: ConnectionEvent['kind'], reason: string, more: Partial<ConnectionEvent> = {}): ConnectionEvent {
  return { at: clock, kind, reason, clientId: 'c1', address: '192.0.2.1', listener: 'tcp', ...more };
}

test('events survive a restart, newest first, and pages go on where the last one ended', async () => {
  await using first = diaries();
  for (const reason of ['secret', 'certificate', 'jwt']) {
    first.note(device('pump-1'), event('connected', reason, { level: 5, epoch: 7 }));
    clock += 1000;
  }
  await first[Symbol.asyncDispose]();
  await using second = diaries();
  const page = await second.read(device('pump-1'), 2);
  assert.deepEqual(
    page.map(({ reason, level, epoch, times }) => ({ reason, level, epoch, times })),
    ['jwt', 'certificate'].map((reason) => ({ reason, level: 5, epoch: 7, times: 1 })),
  );
  const rest = await second.read(device('pump-1'), 2, page.at(-1)?.id);
  assert.deepEqual(
    rest.map(({ reason }) => reason),
    ['secret'],
  );
});

test('what repeats is one event with its count, first and last time, and the sum of what was sent', async () => {
  await using book = diaries();
  const from = clock;
  for (let i = 0; i < 14; i++) {
    book.note(device('pump-2'), event('refused', 'wrong-secret'));
    book.note(device('pump-2'), event('disconnected', 'keep-alive', { bytesIn: 10, bytesOut: 1, messagesIn: 2, messagesOut: 0 }));
    // Written in between, it goes on counting.
    if (i === 5) await book.read(device('pump-2'), 1);
    clock += 1000;
  }
  const [ended, refused, ...more] = await book.read(device('pump-2'), 10);
  assert.deepEqual(more, []);
  assert.deepEqual([refused?.times, refused?.firstAt, refused?.at], [14, from, clock - 1000]);
  assert.deepEqual([ended?.times, ended?.bytesIn, ended?.messagesIn], [14, 140, 28]);
});

test('another address, or ten minutes of silence, begin a new event', async () => {
  await using book = diaries();
  book.note(device('pump-3'), event('denied', 'topic', { detail: 'a' }));
  book.note(device('pump-3'), event('denied', 'topic', { detail: 'b' }));
  book.note(device('pump-3'), event('denied', 'topic', { detail: 'a', address: '192.0.2.2' }));
  clock += 600_001;
  book.note(device('pump-3'), event('denied', 'topic', { detail: 'a' }));
  assert.equal((await book.read(device('pump-3'), 10)).length, 4);
});

test('of one device no more than the last events are kept, whatever it does', async () => {
  await using book = diaries();
  for (let i = 0; i < eventsKeptMax + 200; i++) book.note(device('pump-4'), event('denied', 'topic', { detail: `t${i}` }));
  const kept = await book.read(device('pump-4'), 1000);
  assert.equal(kept.length, eventsKeptMax);
  assert.equal(kept[0]?.detail, `t${eventsKeptMax + 199}`);
});

test('names that no device has are kept for their tenant, and those of a flood together', async () => {
  await using book = diaries();
  known.add('room-1');
  for (const name of ['room-9', 'room-1']) book.note({ tenant: 'acme', kind: 'unknown', name }, event('refused', 'unknown-device'));
  for (let i = 0; i < 500; i++) book.note({ tenant: 'acme', kind: 'unknown', name: `guess-${i}` }, event('refused', 'unknown-device'));
  const strangers = await book.strangers('acme', 1000);
  assert.ok(strangers.some(({ name }) => name === 'room-9'));
  assert.ok(!strangers.some(({ name }) => name === 'room-1'), 'a device is no stranger');
  assert.equal((await book.read(device('room-1', 'acme'), 10)).length, 1);
  assert.ok(strangers.length <= 31);
  const together = strangers.find(({ name }) => name === '');
  assert.equal(together?.times, 500 - (strangers.length - 2));
  assert.deepEqual(await book.strangers('default', 10), []);
});

test('a tenant that is not there has no diary, and odd texts are kept as far as they can be', async () => {
  await using book = diaries();
  book.note({ tenant: 'nowhere', kind: 'unknown', name: 'x' }, event('refused', 'unknown-device'));
  book.note(device('pump-5'), event('denied', 'topic', { detail: `a\0${'\ud800'}${'x'.repeat(1000)}` }));
  const [only] = await book.read(device('pump-5'), 10);
  assert.equal(only?.detail?.length, 256);
});

test('a removed device’s events are gone, also those that wait', async () => {
  await using book = diaries();
  book.note(device('pump-6'), event('connected', 'secret'));
  await book.read(device('pump-6'), 1);
  book.note(device('pump-6'), event('limit', 'x'));
  book.forget(device('pump-6'));
  assert.deepEqual(await book.read(device('pump-6'), 10), []);
});
