import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import mqtt, { type IClientOptions } from 'mqtt';
import { administrator, createSite, type Program, type Site, startProgram } from '../program.ts';
import { commandLine } from './command-line.ts';
import { eventually } from './eventually.ts';
import { createDevices, type Login } from './publishers.ts';

interface Facts {
  readonly connected: boolean;
  readonly lastActiveAt: string | null;
  readonly connections: readonly { readonly id: string }[];
  readonly lastDisconnect: { readonly reason: string } | null;
  readonly diagnosis: { readonly code: string; readonly reason: string | null; readonly times: number | null };
}
interface Page<T> {
  readonly items: readonly T[];
}

let site: Site;
let program: Program;
let pump: Login;
before(async () => {
  site = await createSite();
  program = await startProgram(site);
  [pump] = (await createDevices(program, 'pump', 1)) as [Login];
});
after(async () => {
  await program[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const connect = (options: IClientOptions = {}) =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${site.mqttPort}`, { ...pump, reconnectPeriod: 0, protocolVersion: 5, ...options });
const why = () => program.call<Facts>('GET', `/api/v1/devices/pump-1/connection`);
const once = (what: string, fits: (facts: Facts) => boolean) =>
  eventually(what, async () => {
    const facts = await why();
    return fits(facts) ? facts : undefined;
  });
const traced = async (id: string) =>
  (await program.call<Page<{ text: string }>>('GET', `/api/v1/traces/${id}/packets?limit=500`)).items.map(({ text }) => text);

test('a device is followed from its first wrong secret to its last word, over a restart', async () => {
  assert.equal((await why()).diagnosis.code, 'never-connected');
  const { id } = await program.call<{ id: string }>('POST', '/api/v1/traces', { device: 'pump-1' });
  for (let i = 0; i < 3; i++) await assert.rejects(connect({ password: 'not-the-secret' }));
  const refused = await why();
  assert.deepEqual([refused.connected, refused.diagnosis.reason, refused.diagnosis.times], [false, 'wrong-secret', 3]);

  const client = await connect();
  await client.subscribeAsync('down/#');
  await client.publishAsync('up/properties', '{"temperature":21.5}', { qos: 1 });
  const online = await once('its data is known', ({ lastActiveAt }) => lastActiveAt !== null);
  assert.deepEqual([online.connected, online.diagnosis.code], [true, 'connected']);
  const [live] = (await program.call<Page<{ id: string; owner: string; messagesIn: number }>>('GET', '/api/v1/connections')).items;
  assert.deepEqual([live?.owner, live?.messagesIn], ['pump-1', 1]);
  const detail = await program.call<{ filters: unknown }>('GET', `/api/v1/connections/${live?.id}`);
  assert.deepEqual(detail.filters, [{ filter: `devices/pump-1/down/#`, qos: 0 }]);

  const told = new Promise<number | undefined>((resolve) => client.once('disconnect', ({ reasonCode }) => resolve(reasonCode)));
  await program.call('POST', `/api/v1/connections/${live?.id}/end`);
  assert.equal(await told, 0x98);
  client.end(true);
  assert.equal((await once('it is gone', ({ connected }) => !connected)).lastDisconnect?.reason, 'administrative');

  const packets = await traced(id);
  assert.match(packets[0] ?? '', /^CONNECT .*username=.* password=\*\*\*$/);
  assert.match(packets[1] ?? '', /^CONNACK session-present=0 reason=0x8[67]/);
  for (const type of ['SUBSCRIBE', 'SUBACK', 'PUBLISH', 'PUBACK', 'DISCONNECT'])
    assert.ok(
      packets.some((each) => each.startsWith(type)),
      type,
    );
  assert.ok(!packets.join().includes('not-the-secret') && !packets.join().includes(pump.password));

  assert.equal(await program.stop(), 0);
  program = await startProgram(site);
  const events = await program.call<Page<{ kind: string; reason: string; times: number }>>(
    'GET',
    `/api/v1/devices/pump-1/connection-events`,
  );
  assert.deepEqual(
    events.items.map(({ kind, reason, times }) => `${kind} ${reason} ${times}`),
    ['disconnected administrative 1', 'connected secret 1', 'refused wrong-secret 3'],
  );
});

test('names that no device has, denied topics and live connections are told; what is traced by topic is that alone', async () => {
  await assert.rejects(connect({ username: 'default/room-9' }));
  const attempts = await program.call<Page<{ name: string; reason: string }>>('GET', '/api/v1/connection-events');
  assert.deepEqual(
    attempts.items.map(({ name, reason }) => [name, reason]),
    [['room-9', 'unknown-device']],
  );
  const client = await connect();
  const { id } = await program.call<{ id: string }>('POST', '/api/v1/traces', { topic: 'devices/pump-1/#' });
  await client.publishAsync('up/properties', '{"temperature":1}', { qos: 1 });
  await client.publishAsync('devices/somebody-else/up/properties', '{}', { qos: 1 }).catch(() => {});
  assert.deepEqual(
    (await traced(id)).map((text) => /topic=\S+/.exec(text)?.[0]),
    ['topic=up/properties', 'topic=devices/somebody-else/up/properties'],
  );
  assert.equal((await once('it is told', ({ diagnosis }) => diagnosis.code === 'denied')).connected, true);

  const { done: thalamus } = commandLine(join(site.home, 'cli'));
  await thalamus('login', '--url', site.url, '--email', administrator.email, '--password', administrator.password);
  assert.match(await thalamus('connection', 'list'), /pump-1 .*mqtt-5 tcp/);
  assert.match(await thalamus('connection', 'why', 'pump-1'), /It is connected, but a topic was denied to it: devices\/somebody-else/);
  assert.match(await thalamus('connection', 'events', 'pump-1'), /denied/);
  assert.match(await thalamus('connection', 'attempts'), /room-9 .*unknown-device/);
  assert.match(await thalamus('trace', 'list'), /topic:devices\/pump-1\/#/);
  assert.match(await thalamus('trace', 'stop', id), /ended with 2 packets/);
  assert.match(await thalamus('trace', 'follow', id), /→ pump-1 .*PUBLISH qos=1 topic=up\/properties/);
  assert.match(await thalamus('trace', 'dump', id), /^# 1 in device pump-1 .*\n# PUBLISH .*\nI .*\n000000 32 /);
  await thalamus('trace', 'delete', id);
  await client.endAsync();
});
