import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import mqttPacket, { type IConnectPacket, type Packet } from 'mqtt-packet';
import { limitsOf } from '#platform/application/index.ts';
import { testMeters } from '#testing/quotas.ts';
import { hello, point, startGateway } from './fixture.test.ts';
import { closedTenantWaitMs } from './limits.ts';

const noon = Date.UTC(2026, 5, 15, 12);
const dialIn = (device: string, clientId = device): IConnectPacket => ({ ...hello, clientId, username: device });
const unpromised = (): Packet => ({ ...point(0), qos: 0 }) as Packet;
const returnCode = (packet: Packet | undefined) => (packet?.cmd === 'connack' ? packet.returnCode : undefined);

/** A gateway whose tenants have these limits and whose time is the test's. */
async function start(t: TestContext, values: Parameters<typeof limitsOf>[0]) {
  const clock = { now: noon };
  const now = () => clock.now;
  const meters = testMeters({ values, now });
  t.after(() => meters[Symbol.dispose]());
  const gateway = await startGateway(t, { meters, now });
  const pass = (ms: number) => {
    clock.now += ms;
    meters.tick();
  };
  const connect = async (device: string, clientId?: string) => {
    const peer = await gateway.raw();
    peer.send(dialIn(device, clientId));
    await peer.received(1);
    return peer;
  };
  return { ...gateway, meters, clock, pass, connect };
}

test('over the message rate a connection is read more slowly: everything is taken, in order, and acknowledged', async (t) => {
  const gateway = await start(t, { messagesPerSecond: 3 });
  const device = await gateway.raw();
  // One write, cut inside a packet, with the login itself in it.
  const ids = Array.from({ length: 10 }, (_, i) => i + 1);
  const bytes = Buffer.concat([dialIn('acme/pump-1'), ...ids.map(point)].map((packet) => mqttPacket.generate(packet)));
  device.socket.write(bytes.subarray(0, 100));
  device.socket.write(bytes.subarray(100));
  await device.received(4);
  const meter = gateway.meters.meter('acme');
  assert.equal(meter.waiting, 1);
  assert.equal(gateway.reports.length, 3);
  for (const expected of [6, 9, 10]) {
    gateway.pass(1000);
    await device.received(1 + expected);
    assert.equal(gateway.reports.length, expected);
  }
  assert.deepEqual(
    device.packets.slice(1).map((packet) => packet.messageId),
    ids,
  );
  assert.deepEqual([meter.waiting, meter.counts.messages, meter.refusals.size], [0, 10, 0]);
  device.send(point(11));
  gateway.pass(1000);
  await device.received(12);
});

test('over the message rate QoS 0 is dropped and counted, and the connection goes on', async (t) => {
  const gateway = await start(t, { messagesPerSecond: 2 });
  const device = await gateway.connect('acme/pump-1');
  for (let i = 0; i < 5; i++) device.send(unpromised());
  device.send({ cmd: 'pingreq' });
  await device.received(2);
  assert.equal(gateway.reports.length, 2);
  assert.equal(gateway.meters.meter('acme').refusals.get('messagesPerSecond'), 3);
  assert.equal(gateway.platform.counters.overQuota, 3);
  gateway.pass(1000);
  device.send(point(1));
  await device.received(3);
});

test('a tenant at its rate does not slow another', async (t) => {
  const gateway = await start(t, { messagesPerSecond: 1 });
  gateway.meters.setLimits('other', limitsOf({}, {}));
  const slow = await gateway.connect('acme/pump-1');
  for (let id = 1; id <= 200; id++) slow.send(point(id));
  await slow.received(2);
  const free = await gateway.connect('other/pump-2');
  // Time stands still for the slow tenant, so whatever the other gets it gets at once.
  for (let id = 1; id <= 2000; id++) free.send(point(id));
  await free.received(2001);
  assert.equal(slow.packets.length, 2);
  assert.equal(gateway.meters.meter('acme').waiting, 1);
});

test('a connection that ends while it waits leaves the queue', async (t) => {
  const gateway = await start(t, { messagesPerSecond: 1 });
  const device = await gateway.connect('acme/pump-1');
  for (const id of [1, 2, 3]) device.send(point(id));
  await device.received(2);
  const offline = gateway.wentOffline();
  device.socket.destroy();
  await offline;
  assert.equal(gateway.meters.meter('acme').waiting, 0);
  gateway.pass(5000);
  assert.equal(gateway.reports.length, 1);
});

test('beyond a month’s messages nothing is acknowledged, and the connection is closed with the quota’s name', async (t) => {
  const gateway = await start(t, { messagesPerMonth: 2 });
  const device = await gateway.connect('acme/pump-1');
  const quiet = await gateway.connect('acme/pump-2');
  for (const id of [1, 2, 3, 4]) device.send(point(id));
  await device.received(3);
  quiet.send(unpromised());
  quiet.send({ cmd: 'pingreq' });
  await quiet.received(2);
  const closed = once(device.socket, 'close');
  gateway.clock.now += closedTenantWaitMs + 1;
  await closed;
  assert.equal(gateway.reports.length, 2);
  assert.equal(device.packets.length, 3, 'the third was not acknowledged');
  assert.deepEqual(gateway.presence.at(-1), ['pump-1', false, 'quota messagesPerMonth']);
  assert.equal(gateway.meters.meter('acme').refusals.get('messagesPerMonth'), 2, 'one of QoS 1, one of QoS 0');
  assert.equal(gateway.platform.counters.disconnects.get('quota messagesPerMonth'), 1);
  quiet.send({ cmd: 'pingreq' });
  await quiet.received(3);
});

test('a raised limit lets what waits proceed at once', async (t) => {
  const gateway = await start(t, { messagesPerMonth: 1 });
  const device = await gateway.connect('acme/pump-1');
  for (const id of [1, 2, 3]) device.send(point(id));
  await device.received(2);
  gateway.meters.setLimits('acme', limitsOf({ messagesPerMonth: 100 }, {}));
  const packets = await device.received(4);
  assert.deepEqual(
    packets.slice(1).map((packet) => packet.messageId),
    [1, 2, 3],
  );
});

test('storage and points close a tenant as messages do', async (t) => {
  const gateway = await start(t, { storageBytes: 1000, pointsPerMonth: 5 });
  const meter = gateway.meters.meter('acme');
  const device = await gateway.connect('acme/pump-1');
  meter.observe('storageBytes', 1000);
  device.send(unpromised());
  device.send({ cmd: 'pingreq' });
  await device.received(2);
  meter.observe('storageBytes', 10);
  meter.stored(5);
  device.send(unpromised());
  device.send({ cmd: 'pingreq' });
  await device.received(3);
  assert.deepEqual(
    [...meter.refusals],
    [
      ['storageBytes', 1],
      ['pointsPerMonth', 1],
    ],
  );
  assert.equal(gateway.reports.length, 0);
});

test('more connections than allowed are refused with code 3; a takeover and a freed place are not', async (t) => {
  const gateway = await start(t, { connections: 2 });
  const first = await gateway.connect('acme/pump-1');
  await gateway.connect('acme/pump-2');
  const third = await gateway.connect('acme/pump-3');
  assert.equal(returnCode(third.packets[0]), 3);
  assert.equal(gateway.meters.meter('acme').refusals.get('connections'), 1);
  assert.equal(gateway.platform.counters.refusedLogins.get('quota connections'), 1);
  assert.equal(returnCode((await gateway.connect('other/pump-4')).packets[0]), 0, 'another tenant has its own');
  const again = await gateway.connect('acme/pump-1');
  assert.equal(returnCode(again.packets[0]), 0, 'the same client identifier takes the place of its predecessor');
  await once(first.socket, 'close');
  assert.equal(gateway.meters.meter('acme').connections, 2);
  const offline = gateway.wentOffline();
  again.send({ cmd: 'disconnect' });
  await offline;
  assert.equal(returnCode((await gateway.connect('acme/pump-3')).packets[0]), 0);
  assert.equal(gateway.meters.meter('acme').connectionsPeak, 2);
});

test('of many that connect at once exactly as many as allowed are let in', async (t) => {
  const gateway = await start(t, { connections: 5 });
  const peers = await Promise.all(Array.from({ length: 20 }, () => gateway.raw()));
  for (const [i, peer] of peers.entries()) peer.send(dialIn(`acme/pump-${i}`));
  const codes = await Promise.all(peers.map(async (peer) => returnCode((await peer.received(1))[0])));
  assert.equal(codes.filter((code) => code === 0).length, 5);
  assert.equal(codes.filter((code) => code === 3).length, 15);
});

test('the will of a lost connection is bounded as any publication', async (t) => {
  const gateway = await start(t, { messagesPerSecond: 1 });
  const device = await gateway.raw();
  device.send({ ...dialIn('acme/pump-1'), will: { topic: 'up/properties', payload: Buffer.from('{"a":1}'), qos: 0, retain: false } });
  await device.received(1);
  device.send(point(1));
  await device.received(2);
  const offline = gateway.wentOffline();
  device.socket.destroy();
  await offline;
  assert.equal(gateway.reports.length, 1);
  assert.equal(gateway.meters.meter('acme').refusals.get('messagesPerSecond'), 1);
});
