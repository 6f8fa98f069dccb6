import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import type { Events } from '#core/events.ts';
import type { QuotaValues } from '#core/quota.ts';
import { testDatabase } from '#testing/postgres.ts';
import { migrations } from '../index.ts';
import { openQuotas } from './open-quotas.ts';

const silent = { info() {}, warn() {}, error() {} };
const noon = Date.UTC(2026, 5, 30, 12);

/** Quotas on a database of their own, with a clock that the test moves; opened again by `again`. */
async function world(defaults: QuotaValues = {}) {
  const database = await testDatabase(migrations);
  await sql`insert into tenant (name) values ('acme'), ('other')`.execute(database.db);
  const clock = { now: noon };
  const warnings: Events['quota.warning'][] = [];
  const open = () => {
    const events = createMemoryBus(silent);
    events.on('quota.warning', (event) => warnings.push(event));
    return openQuotas({ db: database.db, tenantDb: database.tenantDb, events, defaults, log: silent, now: () => clock.now });
  };
  return { database, clock, warnings, open, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

test('counts are added up by day, and a restart goes on where the last run stopped', async () => {
  await using w = await world({ messagesPerMonth: 5 });
  {
    await using quotas = await w.open();
    const meter = quotas.meters.meter('acme');
    for (let i = 0; i < 3; i++) meter.takeMessage();
    meter.stored(40);
    meter.received(1000);
    meter.connected();
    meter.connected();
    meter.disconnected();
    meter.refused('connections');
    await quotas.ledger.flush();
    meter.takeMessage();
    meter.refused('connections');
  }
  await using again = await w.open();
  const [day, ...more] = await again.usageStore.days('acme', '2026-06-01');
  assert.equal(more.length, 0);
  assert.deepEqual(day, {
    ...{ tenant: 'acme', day: '2026-06-30', messages: 4, points: 40, bytesIn: 1000, requests: 0, slowed: 0, connectionsPeak: 2 },
    refused: new Map([['connections', 2]]),
  });
  const meter = again.meters.meter('acme');
  assert.equal(meter.takeMessage(), true);
  assert.deepEqual([meter.takeMessage(), meter.closedBy], [false, 'messagesPerMonth'], 'the fifth of the month was the last');
  assert.deepEqual(await again.usageStore.days('other', '2026-06-01'), [], 'nobody sees another’s use');
});

test('a new month begins with nothing, and the old day keeps what was counted on it', async () => {
  await using w = await world({ messagesPerMonth: 2 });
  await using quotas = await w.open();
  const meter = quotas.meters.meter('acme');
  meter.takeMessage();
  meter.takeMessage();
  assert.equal(meter.takeMessage(), false);
  w.clock.now = Date.UTC(2026, 6, 1, 0, 0, 3);
  await quotas.ledger.flush();
  assert.equal(meter.takeMessage(), true);
  await quotas.ledger.flush();
  const days = await quotas.usageStore.days('acme', '2026-06-01');
  assert.deepEqual(
    days.map(({ day, messages }) => [day, messages]),
    [
      ['2026-06-30', 2],
      ['2026-07-01', 1],
    ],
  );
});

test('what can’t be written is kept and written once the database is back', async () => {
  await using w = await world();
  await using quotas = await w.open();
  const meter = quotas.meters.meter('acme');
  meter.takeMessage();
  await sql`alter table usage_day rename to away`.execute(w.database.db);
  await assert.rejects(quotas.ledger.flush());
  meter.takeMessage();
  await assert.rejects(quotas.ledger.flush());
  await sql`alter table away rename to usage_day`.execute(w.database.db);
  await quotas.ledger.flush();
  assert.equal((await quotas.usageStore.days('acme', '2026-06-30'))[0]?.messages, 2);
});

test('a tenant is warned at four fifths, once per quota and period, also across a restart', async () => {
  await using w = await world({ messagesPerMonth: 10, connections: 5 });
  {
    await using quotas = await w.open();
    const meter = quotas.meters.meter('acme');
    for (let i = 0; i < 7; i++) meter.takeMessage();
    await quotas.warnings.look();
    assert.deepEqual(w.warnings, []);
    meter.takeMessage();
    for (let i = 0; i < 4; i++) meter.connected();
    await quotas.warnings.look();
    await quotas.warnings.look();
    assert.deepEqual(w.warnings, [
      { tenant: 'acme', quota: 'connections', used: 4, limit: 5, at: noon },
      { tenant: 'acme', quota: 'messagesPerMonth', used: 8, limit: 10, at: noon },
    ]);
    assert.deepEqual(
      quotas.warnings.of('acme').map(({ quota }) => quota),
      ['connections', 'messagesPerMonth'],
    );
    assert.deepEqual(quotas.warnings.of('other'), []);
  }
  await using again = await w.open();
  again.meters.meter('acme').takeMessage();
  await again.warnings.look();
  assert.equal(w.warnings.length, 2, 'told before');
  w.clock.now = Date.UTC(2026, 6, 1, 1);
  await again.ledger.flush();
  for (let i = 0; i < 8; i++) again.meters.meter('acme').takeMessage();
  await again.warnings.look();
  assert.deepEqual(
    w.warnings.slice(2).map(({ quota, used }) => [quota, used]),
    [['messagesPerMonth', 8]],
    'another month, another warning',
  );
});

test('a rate is warned of by its average, and a raised limit takes a warning back', async () => {
  await using w = await world({ messagesPerSecond: 10 });
  await using quotas = await w.open();
  const meter = quotas.meters.meter('acme');
  for (let second = 0; second < 5; second++) {
    for (let i = 0; i < 9; i++) meter.takeMessage();
    w.clock.now += 1000;
    meter.tick();
  }
  await quotas.warnings.look();
  assert.deepEqual(
    w.warnings.map(({ quota, used }) => [quota, used]),
    [['messagesPerSecond', 9]],
  );
  quotas.meters.setLimits('acme', { ...meter.limits, messagesPerSecond: 100 });
  await quotas.warnings.reconsider('acme');
  assert.deepEqual(quotas.warnings.of('acme'), []);
});
