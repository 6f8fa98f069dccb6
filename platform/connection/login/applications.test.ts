import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import { createAccess } from '#core/access/access.ts';
import type { Policy } from '#core/access/policy.ts';
import type { Scope } from '#core/access/scope.ts';
import { spaceTree } from '#core/access/space-tree.ts';
import type { ApplicationGrant } from '#core/ports/application-directory.ts';
import { createApplications } from './applications.ts';
import { reachedDevicesMax } from './device-names.ts';

const silent = { info() {}, warn() {}, error() {} };
const spaces = spaceTree([
  { name: 'root', parent: null },
  { name: 'north', parent: 'root' },
  { name: 'south', parent: 'root' },
]);
const north: Scope = { kind: 'space', space: 'north' };
const allow = (scope: Scope, ...actions: string[]): Policy => [{ effect: 'allow', actions, scope }];

/** One application whose policy and devices the test decides. */
function stage(policy: Policy, devices: readonly string[] = ['pump-1']) {
  const events = createMemoryBus(silent);
  const state: { policy: Policy | undefined; devices: readonly string[]; down: boolean; renewed: () => void } = {
    policy,
    devices,
    down: false,
    renewed: () => {},
  };
  const grant = (): ApplicationGrant => ({
    tenant: 'acme',
    name: 'erp',
    credential: 'key:1',
    access: createAccess(state.policy ?? [], spaces),
    expiresAt: undefined,
  });
  const directory = {
    isKey: () => true,
    login: async () => ({ ok: true as const, grant: grant() }),
    token: async () => ({ ok: false as const, reason: 'unknown-issuer' as const }),
    renew: async () => {
      setImmediate(() => state.renewed());
      if (state.down) throw new Error('the database is away');
      return state.policy === undefined ? undefined : grant();
    },
  };
  const reach = { names: async (_tenant: string, _reach: unknown, max: number) => state.devices.slice(0, max) };
  const applications = createApplications({ directory, reach, events, log: silent });
  const renewed = async (change: () => void) => {
    const done = new Promise<void>((resolve) => (state.renewed = resolve));
    change();
    events.publish('access.changed', { tenant: 'acme' });
    await done;
  };
  return { applications, events, state, renewed, principal: () => applications.principal(grant(), '10.0.0.1') };
}

test('an application may use free topics with rights for the whole tenant only', async () => {
  const whole = await stage(allow({ kind: 'tenant' }, 'topic.*')).principal();
  assert.deepEqual([whole.mayPublish('a/b'), whole.maySubscribe('a/#'), whole.mayReceive('a/b')], [true, true, true]);
  assert.deepEqual(
    [whole.mayPublish('devices/pump-1/down/x'), whole.maySubscribe('devices/#'), whole.mayReceive('devices/pump-1/up/x')],
    [false, false, false],
  );
  for (const topic of ['$SYS/a', '$share/g/a', 'devices/pump-1']) assert.equal(whole.mayPublish(topic), false, topic);
  const part = await stage(allow(north, 'topic.*')).principal();
  assert.deepEqual([part.mayPublish('a/b'), part.maySubscribe('a/#'), part.mayReceive('a/b')], [false, false, false]);
});

test('nobody but the device itself says what is up', async () => {
  const all = await stage(allow({ kind: 'tenant' }, '*')).principal();
  assert.equal(all.mayPublish('devices/pump-1/down/restart'), true);
  for (const topic of ['devices/pump-1/up/properties', 'devices/pump-1/x', 'devices/pump-1/down'])
    assert.equal(all.mayPublish(topic), false, topic);
});

test('with limited rights each delivery is asked about by device', async () => {
  const { principal } = stage(allow(north, 'message.read'));
  const erp = await principal();
  assert.deepEqual([erp.maySubscribe('#'), erp.maySubscribe('devices/+/up/#')], [true, true]);
  assert.deepEqual(
    [erp.maySubscribe('devices/pump-1/#'), erp.maySubscribe('devices/other/#'), erp.maySubscribe('free/#')],
    [true, false, false],
  );
  assert.deepEqual(
    [erp.mayReceive('devices/pump-1/up/x'), erp.mayReceive('devices/other/up/x'), erp.mayReceive('free/x')],
    [true, false, false],
  );
  assert.equal(erp.mayPublish('devices/pump-1/down/x'), false);
});

test('a device that is moved, made or removed is within reach or not at once, and the version grows', async () => {
  const { events, principal } = stage(allow(north, 'message.*'));
  const erp = await principal();
  const place = (device: string, space: string) => events.publish('device.placed', { tenant: 'acme', device, space, labels: {} });
  const before = erp.rightsVersion;
  place('pump-1', 'south');
  assert.equal(erp.mayReceive('devices/pump-1/up/x'), false);
  assert.ok(erp.rightsVersion > before);
  const unmoved = erp.rightsVersion;
  place('pump-9', 'south');
  assert.equal(erp.rightsVersion, unmoved, 'what changes no answer changes no version');
  events.publish('device.registered', { tenant: 'acme', product: 'pump', device: 'pump-2', space: 'north', labels: {} });
  assert.equal(erp.mayPublish('devices/pump-2/down/x'), true);
  events.publish('device.removed', { tenant: 'acme', product: 'pump', device: 'pump-2', space: 'north', labels: {} });
  assert.equal(erp.mayPublish('devices/pump-2/down/x'), false);
  events.publish('device.placed', { tenant: 'other', device: 'pump-2', space: 'north', labels: {} });
  assert.equal(erp.mayPublish('devices/pump-2/down/x'), false, 'another tenant’s device');
});

test('what happens while the devices are being read is newer than what is read', async () => {
  const { events, applications, principal } = stage(allow(north, 'message.*'), ['pump-1', 'pump-2']);
  assert.ok(applications);
  const coming = principal();
  events.publish('device.placed', { tenant: 'acme', device: 'pump-1', space: 'south', labels: {} });
  events.publish('device.placed', { tenant: 'acme', device: 'pump-3', space: 'north', labels: {} });
  const erp = await coming;
  assert.deepEqual(
    ['pump-1', 'pump-2', 'pump-3'].map((name) => erp.mayReceive(`devices/${name}/up/x`)),
    [false, true, true],
  );
});

test('rights that change hold while the application stays connected', async () => {
  const { state, renewed, principal } = stage(allow({ kind: 'tenant' }, 'topic.*'));
  const erp = await principal();
  await renewed(() => (state.policy = allow({ kind: 'tenant' }, 'topic.read')));
  assert.deepEqual([erp.mayPublish('a'), erp.mayReceive('a')], [false, true]);
});

test('a credential that does not hold any more is revoked and allows nothing', async () => {
  const { events, state, renewed, principal } = stage(allow({ kind: 'tenant' }, '*'));
  const revoked: unknown[] = [];
  events.on('credential.revoked', (event) => revoked.push(event));
  const erp = await principal();
  await renewed(() => (state.policy = undefined));
  assert.deepEqual(revoked, [{ tenant: 'acme', application: 'erp', credential: 'key:1' }]);
  assert.deepEqual([erp.mayPublish('a'), erp.maySubscribe('#'), erp.mayReceive('a')], [false, false, false]);
});

test('a program that is only its key is nobody once that is revoked; a service account may have others', async () => {
  const { applications, events } = stage([]);
  const access = createAccess(allow({ kind: 'tenant' }, '*'), spaces);
  const made = (name: string) =>
    applications.principal({ tenant: 'acme', name, credential: 'key:1', access, expiresAt: undefined }, '10.0.0.1');
  const [alone, account] = await Promise.all([made('key:1'), made('erp')]);
  events.publish('credential.revoked', { tenant: 'acme', credential: 'key:1' });
  assert.deepEqual([alone.mayReceive('a'), account.mayReceive('a')], [false, true]);
});

test('rights that can’t be read allow nothing until they can', async (t) => {
  const { state, renewed, principal } = stage(allow({ kind: 'tenant' }, '*'));
  const erp = await principal();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  await renewed(() => (state.down = true));
  assert.equal(erp.mayPublish('a'), false);
  const again = new Promise<void>((resolve) => (state.renewed = resolve));
  state.down = false;
  t.mock.timers.tick(1_000);
  await again;
  assert.equal(erp.mayPublish('a'), true);
});

test('limited rights that reach too many devices are refused', async () => {
  const many = Array.from({ length: reachedDevicesMax + 1 }, (_, at) => `d${at}`);
  await assert.rejects(stage(allow(north, 'message.read'), many).principal(), /more than/);
});
