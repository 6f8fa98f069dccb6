import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { connectPostgres } from '#adapters/postgres/connect.ts';
import type { Logger } from '#core/logger.ts';
import { type TestDatabase, testDatabase } from '#testing/postgres.ts';
import { Message } from '../route/message.ts';
import type { FoundSession, Journal, StoredSession } from './journal.ts';
import { applyOp, arbitraryOp, createModel, snapshot, stateOf } from './journal-model.test.ts';
import { journalMigration } from './migrations.ts';
import { journalRowsMax, openJournal } from './open-journal.ts';

const silent: Logger = { info() {}, warn() {}, error() {} };
let database: TestDatabase;

before(async () => {
  database = await testDatabase({ '1': journalMigration });
});
after(() => database[Symbol.asyncDispose]());
beforeEach(() => sql`truncate mqtt_session, mqtt_subscription, mqtt_queue, mqtt_inbound, mqtt_retained`.execute(database.db));

const message = (topic: string, payload = 'x') =>
  new Message('acme', topic, Buffer.from(payload), 1, false, Buffer.alloc(0), 0, undefined).keep();
const session = (id: number): StoredSession => ({
  ...{ id, tenant: 'acme', kind: 'application', owner: 'o', clientId: `c${id}`, level: 5, expirySeconds: 60, will: undefined },
});
const options = { qos: 1, noLocal: false, retainAsPublished: false, id: 0 } as const;
const committed = (journal: Journal) => new Promise<number>((resolve) => journal.await({ committed: resolve }));

async function loaded(): Promise<ReadonlyMap<number, FoundSession>> {
  const found = new Map<number, FoundSession>();
  await openJournal(database.db, silent, Date.now).load(
    (one) => found.set(one.id, one),
    () => {},
  );
  return found;
}

test('whatever is appended, the database holds the state at the end of a batch, never an earlier one than was committed', async () => {
  const step = fc.oneof(
    { weight: 12, arbitrary: arbitraryOp },
    { weight: 1, arbitrary: fc.constantFrom('turn' as const, 'commit' as const, 'look' as const) },
  );
  const run = fc.array(step, { minLength: 80, maxLength: 160, size: 'max' });
  await fc.assert(
    fc.asyncProperty(run, async (steps) => {
      await sql`truncate mqtt_session, mqtt_subscription, mqtt_queue, mqtt_inbound, mqtt_retained`.execute(database.db);
      const journal = openJournal(database.db, silent, () => 1_000);
      const model = createModel();
      const ends = new Map<number, string>([[-1, snapshot(model)]]);
      let last = -1;
      const looks: Promise<void>[] = [];
      const note = () => {
        const { batch } = journal;
        ends.set(batch, snapshot(model));
        journal.await({
          committed(durable) {
            assert.ok(durable > last || durable === last, 'batches are committed in order');
            last = durable;
          },
        });
      };
      for (const step of steps) {
        if (step === 'turn') await turn();
        else if (step === 'commit') await committed(journal);
        else if (step === 'look') looks.push(look());
        else if (typeof step !== 'string' && applyOp(step, model, journal)) note();
      }
      await Promise.all(looks);
      await journal.close();
      assert.equal(await stateOf(database.db), snapshot(model));

      async function look(): Promise<void> {
        const least = last;
        const seen = await stateOf(database.db);
        const possible = [...ends].filter(([batch]) => batch >= least).map(([, state]) => state);
        assert.ok(possible.includes(seen), `not the end of a batch since ${least}: ${seen}`);
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

test('a connection of the database that breaks in the middle of anything loses nothing, and batches are told of in order', async () => {
  const journal = openJournal(database.db, silent, Date.now);
  const told: number[] = [];
  journal.openSession(session(1));
  for (let seq = 0; seq < 3_000; seq++) {
    journal.enqueue(1, seq, message(`t/${seq}`), 1, false, [], undefined);
    if (seq % 3 !== 0) journal.dequeue(1, seq - 1);
    journal.await({ committed: (batch) => told.push(batch) });
    if (seq % 20 === 0) await turn();
    if (seq % 500 === 250)
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
        .execute(database.db)
        .catch(() => {});
  }
  await journal.close();
  assert.deepEqual(
    told,
    [...told].sort((a, b) => a - b),
  );
  assert.equal(told.length, 3_000);
  const seqs = (await journal.queue('acme', 1)).map(({ seq }) => seq);
  assert.deepEqual(
    seqs,
    Array.from({ length: 3_000 }, (_, seq) => seq).filter((seq) => (seq + 1) % 3 === 0),
  );
});

test('a message that is acknowledged before it was written is never written', async () => {
  const journal = openJournal(database.db, silent, Date.now);
  for (let seq = 0; seq < 10; seq++) {
    journal.enqueue(1, seq, message('t'), 1, false, [], undefined);
    journal.dequeue(1, seq);
  }
  await committed(journal);
  assert.deepEqual([journal.counters.batches, journal.counters.rows], [0, 0]);
});

test('of what one session does in a batch the last counts: closed and open again is open, subscribed anew is subscribed', async () => {
  const journal = openJournal(database.db, silent, Date.now);
  journal.openSession(session(1));
  journal.subscribe(1, 'a', options);
  journal.subscribe(1, 'b', options);
  await committed(journal);
  journal.closeSession(1, 5_000, undefined);
  journal.openSession(session(1));
  journal.unsubscribe(1, 'a');
  journal.subscribe(1, 'a', { ...options, qos: 2 });
  journal.subscribe(1, 'b', options);
  journal.unsubscribe(1, 'b');
  await journal.close();
  const found = (await loaded()).get(1);
  assert.equal(found?.expiresAt, undefined);
  assert.deepEqual(found?.subscriptions, [['a', { ...options, qos: 2 }]]);
});

test('a row that the database never takes is set aside, and everything of the same batch is written', async () => {
  const errors: unknown[] = [];
  const journal = openJournal(database.db, { ...silent, error: (fields) => void errors.push(fields.session ?? fields.topic) }, Date.now);
  for (let id = 1; id <= 20; id++) {
    journal.openSession(session(id));
    journal.enqueue(id, 0, message(id === 13 ? 'no\0text' : 'text'), 1, false, [], undefined);
    journal.retain(message(id === 7 ? 'no\0topic' : `topic/${id}`));
  }
  await committed(journal);
  const retained: string[] = [];
  const found: number[] = [];
  await journal.load(
    ({ id, seqs }) => void (seqs.length === 1 && found.push(id)),
    ({ topic }) => void retained.push(topic),
  );
  assert.deepEqual([found.length, found.includes(13), retained.length, journal.counters.setAside], [19, false, 19, 2]);
  assert.deepEqual(errors.sort(), [13, 'no\0topic']);
});

test('while the database is away batches wait, publishers are stopped at the bound, and it all goes on by itself', async () => {
  await using world = await testDatabase({ '1': journalMigration });
  const name = sql.id(new URL(world.url.replace('@/', '@localhost/')).pathname.slice(1));
  const journal = openJournal(world.db, silent, Date.now);
  await sql`alter database ${name} allow_connections false`.execute(database.db);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${new URL(world.url.replace('@/', '@localhost/')).pathname.slice(1)}`.execute(
    database.db,
  );
  const congestion: boolean[] = [];
  journal.onCongestion((congested) => congestion.push(congested));
  const first = committed(journal);
  journal.openSession(session(1));
  while (journal.counters.failures === 0) await turn();
  while (journal.lateMs === 0) await turn();
  for (let seq = 0; !journal.congested; seq++) journal.enqueue(1, seq, message('t'), 1, false, [], undefined);
  assert.ok(journal.rows > journalRowsMax);
  await sql`alter database ${name} allow_connections true`.execute(database.db);
  await first;
  await committed(journal);
  assert.deepEqual(congestion, [true, false]);
  assert.equal(journal.lateMs, 0);
  assert.ok((await journal.queue('acme', 1)).length > journalRowsMax);
});

test('what waits for a session is read even when others never stop appending, and nothing is missing that came before', async () => {
  const journal = openJournal(database.db, silent, Date.now);
  let goesOn = true;
  let seq = 0;
  const append = () => {
    if (!goesOn) return;
    journal.enqueue(2, seq++, message('t'), 1, false, [], undefined);
    setImmediate(append);
  };
  append();
  for (let i = 0; i < 50; i++) journal.enqueue(1, i, message(`t/${i}`), 2, false, [i], 'group');
  const found = await journal.queue('acme', 1);
  goesOn = false;
  assert.deepEqual(
    found.map((stored) => [stored.seq, stored.message.topic, stored.qos, stored.ids, stored.share]),
    Array.from({ length: 50 }, (_, i) => [i, `t/${i}`, 2, [i], 'group']),
  );
  await journal.close();
});

test('a stop while the database is away ends, and tells nobody that anything was kept', async () => {
  const nowhere = connectPostgres({ host: '/nowhere', port: 1, user: 'u', database: 'd' }, { log: silent, connectionsMax: 1 });
  let clock = 0;
  const errors: unknown[] = [];
  const journal = openJournal(nowhere.db, { ...silent, error: (fields) => void errors.push(fields.rows) }, () => clock);
  let told = false;
  journal.openSession(session(1));
  journal.await({ committed: () => (told = true) });
  while (journal.counters.failures === 0) await turn();
  const closed = journal.close();
  clock = 20_000;
  await closed;
  assert.deepEqual([told, errors.length > 0], [false, true]);
  await nowhere[Symbol.asyncDispose]();
});

test('retained messages that expired are gone after a start, also from the table', async () => {
  const journal = openJournal(database.db, silent, () => 1_000);
  for (const [topic, expiresAt] of [
    ['old', 999],
    ['young', 1_001],
    ['forever', 0],
  ] as const)
    journal.retain(new Message('acme', topic, Buffer.from('x'), 1, true, Buffer.alloc(0), expiresAt, undefined));
  await journal.close();
  const topics: string[] = [];
  await journal.load(
    () => {},
    ({ topic }) => topics.push(topic),
  );
  assert.deepEqual(topics.sort(), ['forever', 'young']);
  const { rows } = await sql`select from mqtt_retained`.execute(database.db);
  assert.equal(rows.length, 2);
});
