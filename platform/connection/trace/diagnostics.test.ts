import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Access, createAccess, unrestricted } from '#core/access/access.ts';
import { rootSpace, spaceTree } from '#core/access/space-tree.ts';
import type { DeviceRef } from '#core/device.ts';
import type { Route } from '#core/route.ts';
import { callRoute, type TestRegistry, testRegistry } from '#testing/registry.ts';
import type { ConnectionView } from './connection-view.ts';
import { type Diagnostics, openDiagnostics } from './open-diagnostics.ts';

let registry: TestRegistry;
let diagnostics: Diagnostics;
let devices: DeviceRef[];
const log = { info() {}, warn() {}, error() {} };
const ended: string[] = [];
let connections: ConnectionView[] = [];

before(async () => {
  registry = await testRegistry();
  const { database, platform, events } = registry;
  const { tenantDb } = database;
  diagnostics = openDiagnostics({
    db: database.db,
    tenantDb,
    directory: platform.directory,
    presences: platform.presence,
    events,
    log,
    now: Date.now,
  });
  await registry.call('createProduct', { body: { name: 'pump' } });
  for (const name of ['pump-1', 'pump-2']) await registry.call('createDevice', { body: { name, product: 'pump', labels: { hall: name } } });
  devices = (await Promise.all(['pump-1', 'pump-2'].map((name) => platform.directory.device('acme', name)))) as DeviceRef[];
  diagnostics.watch({ connections: () => connections, subscriptionsOf: () => [{ filter: 'devices/pump-1/down/#', qos: 1 }] });
});
after(async () => {
  await diagnostics[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

function view(id: string, device: DeviceRef | undefined, more: Partial<ConnectionView> = {}): ConnectionView {
  return {
    ...{
      id,
      tenant: 'acme',
      kind: device === undefined ? 'application' : 'device',
      owner: device?.name ?? 'bot',
      device,
      clientId: `c${id}`,
    },
    ...{ level: 5, listener: 'tcp', address: '192.0.2.1', credential: 'secret', connectedAt: Date.now() - 100_000, keepAliveSeconds: 60 },
    ...{ cleanStart: true, expirySeconds: 0, subscriptions: 1, inflight: 0, queued: 0, dropped: 0, bytesIn: 0, bytesOut: 0 },
    ...{ messagesIn: 0, messagesOut: 0, unsentBytes: 0, paused: [], lastActiveAt: 0, end: (reason) => ended.push(`${id} ${reason}`) },
    ...more,
  };
}

/** Sees what carries the label, and nothing of the tenant as a whole. */
function onlyHall(hall: string): Access {
  const actions = ['connection.read', 'connection.end', 'connection.trace', 'device.read'];
  const scope = { kind: 'labels', selector: `labels.hall == '${hall}'` } as const;
  return createAccess([{ effect: 'allow', actions, scope }], spaceTree([{ name: rootSpace, parent: null }]));
}

const call = <T>(id: string, input: Parameters<typeof callRoute>[2] = {}) =>
  callRoute<T>(diagnostics.routes as Route[], id, { tenant: 'acme', ...input });
type Page = {
  readonly items: readonly { readonly id: string; readonly owner: string }[];
  readonly next: string | null;
  readonly total: number;
};
const ids = ({ items }: Page) => items.map(({ id }) => id).join(' ');

test('one sees the connections of devices that one may see; applications’ only in the whole tenant', async () => {
  connections = [view('1', devices[0]), view('2', devices[1]), view('3', undefined), view('4', devices[0], { tenant: 'globex' })];
  assert.equal(ids(await call<Page>('listConnections')), '3 1 2');
  assert.equal(ids(await call<Page>('listConnections', { access: onlyHall('pump-2') })), '2');
  await assert.rejects(call('getConnection', { params: { connection: '1' }, access: onlyHall('pump-2') }), { code: 'NOT_FOUND' });
  await assert.rejects(call('endConnection', { params: { connection: '4' } }), { code: 'NOT_FOUND' });
  await call('endConnection', { params: { connection: '2' }, access: onlyHall('pump-2') });
  assert.deepEqual(ended, ['2 administrative']);
});

test('who talks most and who takes its messages slowest come first; pages go on without gap or repetition', async () => {
  connections = Array.from({ length: 25 }, (_, i) =>
    view(`k${String(i).padStart(2, '0')}`, devices[0], { bytesIn: (i * 7) % 25, queued: (i * 11) % 25 }),
  );
  assert.equal((await call<Page>('listConnections', { query: { sort: '-talk', limit: 1 } })).items[0]?.id, 'k07');
  assert.equal((await call<Page>('listConnections', { query: { sort: '-waiting', limit: 1 } })).items[0]?.id, 'k09');
  for (const sort of ['owner', '-waiting', 'connectedAt']) {
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await call<Page>('listConnections', { query: { sort, limit: 4, ...(cursor === undefined ? {} : { cursor }) } });
      assert.equal(page.total, 25);
      seen.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    assert.equal(new Set(seen).size, 25);
    assert.equal(seen.length, 25);
  }
  await assert.rejects(call('listConnections', { query: { cursor: 'bm9uc2Vuc2U' } }), { code: 'BAD_REQUEST' });
});

test('connections are found by text and by any condition, also on the device', async () => {
  connections = [view('1', devices[0], { queued: 9 }), view('2', devices[1], { address: '198.51.100.7' })];
  assert.equal(ids(await call<Page>('listConnections', { query: { search: '198.51' } })), '2');
  assert.equal(
    ids(await call<Page>('listConnections', { query: { filter: "queued > 5 && labels.hall == 'pump-1' && protocol == 'mqtt-5'" } })),
    '1',
  );
});

test('why a device is offline is told with its events, and whom it does not exist for', async () => {
  connections = [];
  const about = { clientId: 'c', address: '192.0.2.9', listener: 'tcp' };
  diagnostics.diary.note(
    { tenant: 'acme', kind: 'device', name: 'pump-1' },
    { at: Date.now(), kind: 'refused', reason: 'wrong-secret', ...about },
  );
  const params = { device: 'pump-1' };
  const facts = await call<{ connected: boolean; diagnosis: { code: string; reason: string } }>('getDeviceConnection', { params });
  assert.deepEqual([facts.connected, facts.diagnosis.code, facts.diagnosis.reason], [false, 'refused', 'wrong-secret']);
  const events = await call<{ items: { reason: string }[] }>('listDeviceConnectionEvents', { params });
  assert.deepEqual(
    events.items.map(({ reason }) => reason),
    ['wrong-secret'],
  );
  await assert.rejects(call('getDeviceConnection', { params: { device: 'nobody' } }), { code: 'NOT_FOUND' });
  await assert.rejects(call('listConnectionEvents', { access: onlyHall('pump-1') }), { code: 'FORBIDDEN' });
});

test('a trace is for who may trace its device; without one, for who may trace all', async () => {
  const start = (body: object, access: Access = unrestricted) => call<{ id: string }>('startTrace', { body, access });
  await assert.rejects(start({ address: '192.0.2.1' }, onlyHall('pump-1')), { code: 'FORBIDDEN' });
  await assert.rejects(start({ device: 'pump-2' }, onlyHall('pump-1')), { code: 'NOT_FOUND' });
  await assert.rejects(start({ device: 'nobody' }), { code: 'NOT_FOUND' });
  const { id } = await start({ device: 'pump-1' }, onlyHall('pump-1'));
  const pump = { tenant: 'acme', kind: 'device', name: 'pump-1' } as const;
  diagnostics.tracer.of(pump, 'c', { address: '192.0.2.1', listener: 'tcp' }, 4)?.packet('in', Buffer.alloc(0), 0xc0);
  const params = { trace: id };
  const page = await call<{ items: { text: string }[]; after: number }>('listTracedPackets', { params });
  assert.deepEqual([page.items[0]?.text, page.after], ['PINGREQ', 1]);
  await assert.rejects(call('listTracedPackets', { params, access: onlyHall('pump-2') }), { code: 'NOT_FOUND' });
  await assert.rejects(call('getTrace', { params, tenant: 'globex' }), { code: 'NOT_FOUND' });
  assert.match((await call<{ text: string }>('dumpTrace', { params })).text, /^# 1 in .*\n# PINGREQ\nI .*Z\n000000 c0 00\n\n$/);
  await call('deleteTrace', { params });
  assert.deepEqual(await call('listTraces'), { items: [] });
});

test('data and coming and going are separate facts, also after a restart', async () => {
  const { events, platform } = registry;
  const device = devices[1] as DeviceRef;
  events.publish('device.presence', { device, online: true, epoch: 1, at: 5000, reason: 'connected' });
  assert.deepEqual([(await platform.presence.presence('acme', 'pump-2'))?.activeAt], [undefined], 'connecting is no data');
  events.publish('report.refused', { device, refusal: { reason: 'shape', field: '', expected: '' }, at: 7000, topic: 'x' });
  events.publish('device.presence', { device, online: false, epoch: 2, at: 9000, reason: 'keep-alive' });
  await platform.flush();
  const { rows } = await registry.database.pool.query("select active_at, reason from device_presence where device = 'pump-2'");
  assert.deepEqual(rows, [{ active_at: new Date(7000), reason: 'keep-alive' }]);
});
