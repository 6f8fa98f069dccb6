import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import type { Events } from '#core/events.ts';
import { createBanList } from './ban-list.ts';
import { type ConnectionLimitValues, connectionLimitsOf } from './connection-limits.ts';
import { FiredLimits } from './fired-limits.ts';
import { createGuard, type GuardPeer } from './guard.ts';
import { createLoginThrottle } from './login-throttle.ts';
import type { OverloadLevel } from './overload.ts';

const pump = { kind: 'device', tenant: 'acme', name: 'pump-1' } as const;
const far: GuardPeer = { address: '192.0.2.1', listener: 'tcp', loopback: false };
const near: GuardPeer = { address: '127.0.0.1', listener: 'tcp', loopback: true };

function start(values: ConnectionLimitValues = {}) {
  const state = { values, level: 0 as OverloadLevel };
  const clock = { now: 1_000_000 };
  const now = () => clock.now;
  const limits = () => connectionLimitsOf(state.values);
  const events = createMemoryBus({ info() {}, warn() {}, error: (fields) => assert.fail(String(fields.err)) });
  const flapping: Events['connection.flapping'][] = [];
  events.on('connection.flapping', (event) => flapping.push(event));
  const bans = createBanList(now);
  const fired = new FiredLimits();
  const guard = createGuard({
    ...{ limits, bans, fired, events, clock, now, level: () => state.level },
    throttle: createLoginThrottle(now, limits),
  });
  const counts = () => Object.fromEntries(fired);
  return { state, clock, guard, bans, flapping, counts };
}

const facts = {
  id: '1',
  reason: 'broken firmware',
  createdBy: 'p',
  createdAt: 0,
  expiresAt: Number.POSITIVE_INFINITY,
  limit: 'banned',
} as const;

test('connects above the rate of an address are refused with 0x9F and the name of the limit, and let in when the time has come', () => {
  const { guard, clock, counts } = start({ 'address.connectsPerSecond': 1 });
  for (let i = 0; i < 10; i++) assert.equal(guard.connect(far, `c${i}`, 'acme/pump-1'), undefined);
  const refused = guard.connect(far, 'c10', 'acme/pump-1');
  assert.deepEqual([refused?.code, refused?.limit], [0x9f, 'address.connectsPerSecond']);
  assert.match(refused?.text ?? '', /address\.connectsPerSecond/);
  assert.deepEqual(counts(), { 'address.connectsPerSecond': 1 });
  clock.now += 1000;
  assert.equal(guard.connect(far, 'c11', 'acme/pump-1'), undefined);
});

test('limits per address do not hold for this machine itself', () => {
  const { guard } = start({ 'address.connectsPerSecond': 1, 'address.connections': 1 });
  for (let i = 0; i < 20; i++) {
    assert.equal(guard.admit(near), undefined);
    guard.arrived(near);
    assert.equal(guard.connect(near, `c${i}`, 'acme/pump-1'), undefined);
  }
});

test('one client that connects all the time is refused, another at its address is not', () => {
  const { guard } = start({ 'address.connectsPerSecond': null });
  for (let i = 0; i < 30; i++) assert.equal(guard.connect(far, 'c', 'acme/pump-1'), undefined);
  assert.equal(guard.connect(far, 'c', 'acme/pump-1')?.limit, 'clientId.connectsPerSecond');
  assert.equal(guard.connect(far, 'c', 'acme/pump-2'), undefined);
  assert.equal(guard.connect({ ...far, address: '192.0.2.2' }, 'c', 'acme/pump-1'), undefined);
});

test('a listener answers as many refusals as it takes connects, then closes further connections unread', () => {
  const { guard } = start({ 'listener.connectsPerSecond': 2, 'listener.connectBurst': 2 });
  const limits = Array.from({ length: 4 }, (_, i) => guard.connect(near, `c${i}`, 'u')?.limit);
  assert.deepEqual(limits, [undefined, undefined, 'listener.connectsPerSecond', 'listener.connectsPerSecond']);
  assert.equal(guard.admit(near), 'listener.connectsPerSecond');
  assert.equal(guard.admit({ ...near, listener: 'tls' }), undefined);
});

test('an address may hold so many connections, and again one when one is gone', () => {
  const { guard } = start({ 'address.connections': 1 });
  assert.equal(guard.admit(far), undefined);
  guard.arrived(far);
  assert.equal(guard.admit(far), 'address.connections');
  guard.left(far);
  assert.equal(guard.admit(far), undefined);
});

test('a listener holds so many connections, another one is not concerned', () => {
  const { guard } = start({ 'listener.connections': 1 });
  guard.arrived(near);
  assert.equal(guard.admit(far), 'listener.connections');
  assert.equal(guard.admit({ ...far, listener: 'tls' }), undefined);
  guard.left(near);
  assert.equal(guard.admit(far), undefined);
});

test('an application above its connections is refused with 0x97', () => {
  const { guard } = start({ 'application.connections': 1 });
  const app = { kind: 'application', tenant: 'acme', name: 'dashboard' } as const;
  assert.equal(guard.opened(app, 'a', far), undefined);
  assert.deepEqual([guard.opened(app, 'b', far)?.code, guard.opened(app, 'b', far)?.limit], [0x97, 'application.connections']);
  guard.ended(app, 'a', far, 'client');
  assert.equal(guard.opened(app, 'b', far), undefined);
});

test('messages above the rate of a device wait by the name of the limit, over all its connections, and changed limits hold at once', () => {
  const { guard, state, clock } = start({ 'device.messagesPerSecond': 1 });
  guard.opened(pump, 'a', far);
  guard.opened(pump, 'b', far);
  const [one, other] = [guard.meter(pump, far), guard.meter(pump, far)];
  for (let i = 0; i < 5; i++) assert.equal(one?.take(10), 0);
  assert.equal(other?.take(10), 1000);
  assert.deepEqual([other?.limit, other?.holds], ['device.messagesPerSecond', false]);
  clock.now += 1000;
  assert.equal(other?.take(10), 0);
  state.values = { 'device.messagesPerSecond': null };
  guard.limitsChanged();
  for (let i = 0; i < 100; i++) assert.equal(one?.take(10), 0);
});

test('bytes above the rate of a device wait by their own name; what is given back was not taken', () => {
  const { guard } = start({ 'device.bytesPerSecond': 1024 });
  guard.opened(pump, 'a', far);
  const meter = guard.meter(pump, far);
  for (let i = 0; i < 10; i++) {
    assert.equal(meter?.take(5 * 1024), 0);
    meter?.giveBack(5 * 1024);
  }
  assert.equal(meter?.take(5 * 1024), 0);
  assert.ok((meter?.take(1) ?? 0) > 0);
  assert.equal(meter?.limit, 'device.bytesPerSecond');
});

test('coming anew gives no fresh burst', () => {
  const { guard } = start({ 'device.messagesPerSecond': 1 });
  guard.opened(pump, 'a', far);
  for (let i = 0; i < 5; i++) guard.meter(pump, far)?.take(1);
  guard.ended(pump, 'a', far, 'client');
  guard.opened(pump, 'a', far);
  assert.ok((guard.meter(pump, far)?.take(1) ?? 0) > 0);
});

test('overload holds those who send most, all of their messages, until the next second; not the others', () => {
  const { guard, state, clock, counts } = start();
  const quiet = { ...pump, name: 'pump-2' };
  for (const each of [pump, quiet]) guard.opened(each, 'a', far);
  state.level = 1;
  guard.everySecond();
  for (let i = 0; i < 1000; i++) guard.meter(pump, far)?.take(100);
  for (let i = 0; i < 20; i++) guard.meter(quiet, far)?.take(100);
  guard.everySecond();
  const meter = guard.meter(pump, far);
  assert.equal(meter?.take(1), 500);
  assert.deepEqual([meter?.limit, meter?.holds], ['overload.talkers', true]);
  assert.equal(guard.meter(quiet, far)?.take(1), 0);
  assert.deepEqual(counts(), { 'overload.talkers': 1 });
  clock.now += 500;
  assert.equal(meter?.take(1), 0);
});

test('from level 2 on new connections are refused with 0x89', () => {
  const { guard, state } = start();
  state.level = 2;
  const refused = guard.connect(near, 'c', 'u');
  assert.deepEqual([refused?.code, refused?.limit], [0x89, 'overload.connects']);
});

test('after too many refused logins a user is refused unasked', () => {
  const { guard } = start();
  for (let i = 0; i < 10; i++) guard.refusedLogin(far, 'acme/pump-1');
  assert.deepEqual(guard.connect(far, 'c', 'acme/pump-1')?.limit, 'login.refusals');
  assert.equal(guard.connect(far, 'c', 'acme/pump-2'), undefined);
});

test('bans keep out a device, one of its clients, or a client identifier of the tenant, and say why', () => {
  for (const [target, kept] of [
    [{ device: 'pump-1' }, ['pump-1 a', 'pump-1 b']],
    [{ device: 'pump-1', clientId: 'a' }, ['pump-1 a']],
    [{ clientId: 'a' }, ['pump-1 a', 'pump-2 a']],
  ] as const) {
    const { guard, bans } = start();
    bans.add({ ...facts, ...target, tenant: 'acme' });
    const refused = ['pump-1 a', 'pump-1 b', 'pump-2 a', 'pump-2 b'].filter((each) => {
      const [name = '', clientId = ''] = each.split(' ');
      return guard.opened({ ...pump, name }, clientId, far)?.text === 'banned: broken firmware';
    });
    assert.deepEqual(refused, kept);
    assert.equal(guard.opened({ ...pump, tenant: 'globex' }, 'a', far), undefined, 'another tenant');
  }
});

test('a ban of addresses closes their connections unread, and ends when its time is over', () => {
  const { guard, bans, clock } = start();
  bans.addAddress({ ...facts, address: '192.0.2.0/24', expiresAt: clock.now + 1000 });
  assert.equal(guard.admit(far), 'banned');
  assert.equal(guard.banned(pump, 'a', far)?.reason, 'broken firmware');
  assert.equal(guard.admit({ ...far, address: '198.51.100.1' }), undefined);
  clock.now += 1000;
  assert.equal(guard.admit(far), undefined);
});

test('a client that breaks off all the time is banned for its time, by name, and the event says so', () => {
  const { guard, clock, flapping } = start({ 'flapping.disconnectsPerMinute': 3, 'flapping.banSeconds': 60 });
  for (let i = 0; i < 3; i++) {
    assert.equal(guard.opened(pump, 'a', far), undefined);
    guard.ended(pump, 'a', far, 'connection-lost');
  }
  assert.deepEqual([flapping.length, flapping[0]?.cause, flapping[0]?.until], [1, 'flapping', clock.now + 60_000]);
  const refused = guard.opened(pump, 'a', far);
  assert.deepEqual([refused?.code, refused?.limit], [0x8a, 'flapping']);
  assert.equal(guard.opened(pump, 'b', far), undefined, 'another client of the same device');
  clock.now += 60_000;
  assert.equal(guard.opened(pump, 'a', far), undefined);
});
