import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import { unrestricted } from '#core/access/access.ts';
import { Fault } from '#core/errors.ts';
import type { Call, Route } from '#core/route.ts';
import { migrations as applicationMigrations } from '#platform/application/index.ts';
import { type TestDatabase, testDatabase } from '#testing/postgres.ts';
import { migrations } from '../migrations.ts';
import { type OpenLimits, openLimits } from './open-limits.ts';

const silent = { info() {}, warn() {}, error() {} };
const pump = { kind: 'device', tenant: 'default', name: 'pump-1' } as const;
const peer = { address: '192.0.2.1', listener: 'tcp', loopback: false };

let database: TestDatabase;
before(async () => {
  database = await testDatabase({ ...applicationMigrations, ...migrations });
  await database.pool.query(`insert into tenant (name, created_at) values ('default', now())`);
});
after(() => database[Symbol.asyncDispose]());

/** Limits over the real tables; `call` is a route without its HTTP. */
async function open(time = { now: Date.parse('2026-01-01T00:00:00Z') }) {
  const events = createMemoryBus(silent);
  const told: (string | undefined)[] = [];
  events.on('ban.added', ({ tenant }) => told.push(tenant));
  const limits = await openLimits({ db: database.db, tenantDb: database.tenantDb, events, log: silent, now: () => time.now });
  const call = async (id: string, { body = {}, params = {}, query = {} }: { body?: unknown; params?: unknown; query?: object } = {}) => {
    const route = limits.routes.find((each) => each.id === id) as Route;
    const asked = { limit: 50, ...query };
    const actor = { id: 'ada' };
    const made = { tenant: 'default', access: unrestricted, actor, body: route.body?.parse(body) ?? body, params, query: asked };
    // biome-ignore lint/suspicious/noExplicitAny: an answer of any route
    return (await route.handle(made as unknown as Call<unknown, unknown, unknown>)) as any;
  };
  return { limits: limits as OpenLimits, call, told, time };
}

test('limits that are set hold at once, outlive the program, and fall back to their default when left out', async () => {
  const first = await open();
  await first.call('setConnectionLimits', { body: { 'session.inflight': 5, 'device.bytesPerSecond': null } });
  assert.equal(first.limits.inForce().inflightMax, 5);
  first.limits[Symbol.dispose]();
  const { limits, call } = await open();
  assert.deepEqual([limits.inForce().inflightMax, limits.inForce().deviceBytesPerSecondMax], [5, Number.POSITIVE_INFINITY]);
  assert.equal((await call('getConnectionLimits')).inForce['device.bytesPerSecond'], null);
  const changed = await call('setConnectionLimits', { body: { 'session.inflight': 6 } });
  assert.deepEqual(changed.set, { 'session.inflight': 6 });
  assert.notEqual(changed.inForce['device.bytesPerSecond'], null);
  await call('setConnectionLimits', { body: {} });
  limits[Symbol.dispose]();
});

test('a limit that there is not, or a value out of its range, is refused', async () => {
  const { limits, call } = await open();
  await assert.rejects(call('setConnectionLimits', { body: { 'session.nonsense': 1 } }));
  await assert.rejects(call('setConnectionLimits', { body: { 'session.inflight': 0 } }));
  await assert.rejects(call('setConnectionLimits', { body: { 'session.inflight': 1.5 } }));
  await assert.rejects(call('setConnectionLimits', { body: { 'session.queuedMessages': null } }), 'a queue has a bound');
  limits[Symbol.dispose]();
});

test('a ban holds at once, outlives the program, is told on the bus, and ends when it is deleted', async () => {
  const first = await open();
  const made = await first.call('createBan', { body: { device: 'pump-1', reason: 'broken' } });
  assert.deepEqual(first.told, ['default']);
  assert.equal(first.limits.guard.opened(pump, 'c', peer)?.limit, 'banned');
  first.limits[Symbol.dispose]();
  const { limits, call } = await open();
  assert.equal(limits.guard.opened(pump, 'c', peer)?.limit, 'banned');
  assert.deepEqual(
    (await call('listBans')).items.map((ban: { id: string }) => ban.id),
    [made.id],
  );
  await call('deleteBan', { params: { id: made.id } });
  assert.equal(limits.guard.opened(pump, 'c', peer), undefined);
  await assert.rejects(call('deleteBan', { params: { id: made.id } }), (fault) => fault instanceof Fault && fault.code === 'NOT_FOUND');
  limits[Symbol.dispose]();
});

test('banning somebody again replaces the ban', async () => {
  const { limits, call } = await open();
  await call('createBan', { body: { clientId: 'c', reason: 'one' } });
  const second = await call('createBan', { body: { clientId: 'c', reason: 'two' } });
  assert.deepEqual(
    (await call('listBans')).items.map(({ id, reason }: { id: string; reason: string }) => [id, reason]),
    [[second.id, 'two']],
  );
  await call('deleteBan', { params: { id: second.id } });
  limits[Symbol.dispose]();
});

test('a ban names a device, an application or a client identifier, one owner at most, and ends in the future', async () => {
  const { limits, call } = await open();
  for (const body of [{}, { device: 'a', application: 'b' }, { device: '' }, { clientId: 'a\0b' }])
    await assert.rejects(call('createBan', { body: { reason: 'x', ...body } }), JSON.stringify(body));
  await assert.rejects(call('createBan', { body: { device: 'a', reason: 'x', expiresAt: '2025-12-31T00:00:00Z' } }));
  limits[Symbol.dispose]();
});

test('lists of bans are filtered and paged, newest first', async () => {
  const { limits, call, time } = await open();
  const ids: string[] = [];
  for (const device of ['a-1', 'a-2', 'b-1']) {
    time.now += 1000;
    ids.unshift((await call('createBan', { body: { device, reason: 'x' } })).id);
  }
  const page = await call('listBans', { query: { limit: 2 } });
  const rest = await call('listBans', { query: { limit: 2, cursor: page.next } });
  assert.deepEqual(
    [...page.items, ...rest.items].map(({ id }: { id: string }) => id),
    ids,
  );
  assert.equal(rest.next, null);
  const filtered = await call('listBans', { query: { filter: `device.startsWith('a-')` } });
  assert.equal(filtered.items.length, 2);
  for (const id of ids) await call('deleteBan', { params: { id } });
  limits[Symbol.dispose]();
});

test('an address is banned in its one way of writing, and what is none is refused', async () => {
  const { limits, call, told } = await open();
  const made = await call('createAddressBan', { body: { address: '192.0.2.9/24', reason: 'guesses' } });
  assert.equal(made.address, '192.0.2.0/24');
  assert.deepEqual(told, [undefined]);
  assert.equal(limits.guard.admit(peer), 'banned');
  await assert.rejects(call('createAddressBan', { body: { address: 'pump-1', reason: 'x' } }));
  await call('deleteAddressBan', { params: { id: made.id } });
  assert.equal(limits.guard.admit(peer), undefined);
  limits[Symbol.dispose]();
});

test('bans whose time is over are gone at the next start', async () => {
  const first = await open();
  await first.call('createBan', { body: { device: 'pump-9', reason: 'x', expiresAt: first.time.now + 1000 } });
  first.limits[Symbol.dispose]();
  const { limits } = await open({ now: first.time.now + 1000 });
  const { rows } = await database.pool.query('select count(*)::int as n from client_ban');
  assert.deepEqual([rows[0].n, limits.bans.of('default').length], [0, 0]);
  limits[Symbol.dispose]();
});
