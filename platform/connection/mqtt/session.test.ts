import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type mqtt from 'mqtt';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { connectionLimitsOf } from '../limits/connection-limits.ts';
import { hello, point, startGateway } from './fixture.test.ts';

test('a PUBACK is sent only when the batch of its report is durable, and all of a batch leave together', async (t) => {
  const gateway = await startGateway(t);
  gateway.state.automatic = false;
  const device = await gateway.raw();
  device.send(hello);
  await device.received(1);
  for (const id of [1, 2, 3]) device.send(point(id));
  await gateway.reported(3);
  assert.equal(device.packets.length, 1, 'nothing is acknowledged yet');
  gateway.commit();
  const packets = await device.received(4);
  assert.deepEqual(
    packets.slice(1).map((packet) => [packet.cmd, packet.messageId]),
    [1, 2, 3].map((id) => ['puback', id]),
  );
});

test('publications of two open batches are acknowledged each with its own batch', async (t) => {
  const gateway = await startGateway(t);
  gateway.state.automatic = false;
  const device = await gateway.raw();
  device.send(hello);
  await device.received(1);
  device.send(point(1));
  await gateway.reported(1);
  gateway.commit();
  await device.received(2);
  device.send(point(2));
  await gateway.reported(2);
  assert.equal(device.packets.length, 2);
  gateway.commit();
  assert.equal((await device.received(3))[2]?.messageId, 2);
});

test('packets sent right behind CONNECT, cut anywhere, are taken once the login is decided', async (t) => {
  const gateway = await startGateway(t);
  const device = await gateway.raw();
  const bytes = Buffer.concat([hello, point(1), point(2), point(3)].map((packet) => mqttPacket.generate(packet)));
  device.socket.write(bytes.subarray(0, bytes.length - 7));
  device.socket.write(bytes.subarray(bytes.length - 7));
  const packets = await device.received(4);
  assert.deepEqual(
    packets.map((packet) => packet.cmd),
    ['connack', 'puback', 'puback', 'puback'],
  );
  assert.equal(gateway.reports.length, 3);
});

test('the three forms of a report become canonical points', async (t) => {
  const gateway = await startGateway(t);
  const device = await gateway.client('pump-1');
  await device.publishAsync('up/properties', '{"temperature":21.5}', { qos: 1 });
  await device.publishAsync('up/properties', '{"ts":1767225600000.25,"values":{"temperature":1}}', { qos: 1 });
  await device.publishAsync('up/properties', '[{"ts":"2026-01-01T00:00:00.000Z","values":{"a":1}},{"values":{"b":2}}]', { qos: 1 });
  assert.deepEqual(
    gateway.reports.map(({ ts, values }) => [ts, values]),
    [
      [Number.NaN, { temperature: 21.5 }],
      [1767225600000250, { temperature: 1 }],
      [1767225600000000, { a: 1 }],
      [Number.NaN, { b: 2 }],
    ],
  );
});

test('refused data is recorded with its reason and still acknowledged', async (t) => {
  const gateway = await startGateway(t);
  const device = await gateway.client('pump-1');
  await device.publishAsync('up/properties', '{"temperature":', { qos: 1 });
  await device.publishAsync('up/properties', '7', { qos: 1 });
  await device.publishAsync('up/properties', '{"ts":"yesterday","values":{"a":1}}', { qos: 1 });
  await device.publishAsync('up/properties', '[{"a":1},3]', { qos: 1 });
  await device.publishAsync('some/where', 'x', { qos: 1 });
  assert.deepEqual(
    gateway.refusals.map(({ refusal, topic }) => [refusal.reason, refusal.field, topic]),
    [
      ['not-json', '', 'up/properties'],
      ['shape', '', 'up/properties'],
      ['time', 'ts', 'up/properties'],
      ['shape', '1', 'up/properties'],
      ['topic', 'some/where', 'some/where'],
    ],
  );
});

test('[MQTT-3.1.0-1] [MQTT-3.1.0-2] the first packet, and only the first, is a CONNECT', async (t) => {
  const gateway = await startGateway(t);
  const early = await gateway.raw();
  early.send({ cmd: 'pingreq' });
  await once(early.socket, 'close');
  const twice = await gateway.raw();
  twice.send(hello);
  await twice.received(1);
  twice.send(hello);
  await once(twice.socket, 'close');
  assert.deepEqual(
    [...gateway.platform.counters.disconnects.keys()].map((reason) => reason.split(':')[0]),
    ['protocol-error MQTT-3.1.0-1', 'protocol-error MQTT-3.1.0-2'],
  );
});

test('[MQTT-3.1.2-2] [MQTT-3.1.3-8] another protocol level and an empty identifier without clean session get their return codes', async (t) => {
  const gateway = await startGateway(t);
  const unknownLevel = mqttPacket.generate(hello);
  unknownLevel[8] = 2;
  // The encoder refuses to write an empty identifier without a clean session, so the identifier is cut out by hand.
  const unnamed = withoutClientId(mqttPacket.generate({ ...hello, clean: false, clientId: 'x' }));
  for (const [bytes, code] of [
    [unknownLevel, 1],
    [unnamed, 2],
  ] as const) {
    const device = await gateway.raw();
    device.socket.write(bytes);
    const [connack] = await device.received(1);
    assert.ok(connack?.cmd === 'connack');
    assert.equal(connack.returnCode, code);
    if (!device.socket.closed) await once(device.socket, 'close');
  }
});

function withoutClientId(bytes: Buffer): Buffer {
  const cut = Buffer.concat([bytes.subarray(0, 12), Buffer.from([0, 0]), bytes.subarray(15)]);
  cut[1] = cut.length - 2;
  return cut;
}

const { refusedLoginsPerMinuteMax } = connectionLimitsOf({});

test('a wrong secret is refused with code 4, and an address that guesses has to wait', async (t) => {
  const gateway = await startGateway(t);
  for (let i = 0; i < refusedLoginsPerMinuteMax; i++) {
    await assert.rejects(gateway.client('pump-1', { password: 'guess' }), /Bad username or password|code.*4/);
  }
  await assert.rejects(gateway.client('pump-1'), /Server unavailable|code.*3/);
  assert.deepEqual(
    [...gateway.platform.counters.refusedLogins],
    [
      ['wrong-secret', refusedLoginsPerMinuteMax],
      ['login.refusals', 1],
    ],
  );
});

test('[MQTT-3.1.4-2] the same client identifier takes over, and the device stays online', async (t) => {
  const gateway = await startGateway(t);
  const first = await gateway.client('pump-1', { clientId: 'same' });
  const closed = new Promise<void>((resolve) => first.once('close', resolve));
  await gateway.client('pump-1', { clientId: 'same' });
  await closed;
  assert.deepEqual(gateway.presence, [['pump-1', true, 'connected']]);
  const other = await gateway.client('pump-2', { clientId: 'same' });
  assert.ok(other.connected, 'another device’s identifiers are its own');
});

test('presence tells why a device left', async (t) => {
  const gateway = await startGateway(t);
  for (const [leave, reason] of [
    [(device: mqtt.MqttClient) => device.end(), 'client'],
    [(device: mqtt.MqttClient) => device.stream.destroy(), 'connection-lost'],
  ] as const) {
    const device = await gateway.client('pump-1');
    const offline = gateway.wentOffline();
    leave(device);
    await offline;
    assert.deepEqual(gateway.presence.at(-1), ['pump-1', false, reason]);
  }
});

test('[MQTT-3.1.2-8] the will of a lost connection is taken as a publication, that of a clean end is not', async (t) => {
  const gateway = await startGateway(t);
  const will = { topic: 'up/properties', payload: Buffer.from('{"lost":true}'), qos: 1 as const, retain: false };
  const clean = await gateway.client('pump-1', { will });
  let offline = gateway.wentOffline();
  clean.end();
  await offline;
  assert.equal(gateway.reports.length, 0);
  const lost = await gateway.client('pump-1', { will });
  offline = gateway.wentOffline();
  lost.stream.destroy();
  await offline;
  assert.deepEqual(
    gateway.reports.map(({ values }) => values),
    [{ lost: true }],
  );
});

test('sessions of one device see each other’s publications where they subscribed; other devices never do', async (t) => {
  const gateway = await startGateway(t);
  const listening = await gateway.client('pump-1', { clientId: 'a' });
  const stranger = await gateway.client('pump-2', { clientId: 'a' });
  const seen: string[] = [];
  stranger.on('message', () => assert.fail('a stranger saw it'));
  listening.on('message', (topic, payload) => seen.push(`${topic} ${payload}`));
  const granted = await listening
    .subscribeAsync({ 'up/#': { qos: 1 }, 'down/x': { qos: 2 }, '$SYS/#': { qos: 0 } })
    .catch((error) => error);
  assert.match(String(granted), /Unspecified error|Subscribe error/, '$SYS is not a device’s own');
  await stranger.subscribeAsync('#', { qos: 1 });
  const speaking = await gateway.client('pump-1', { clientId: 'b' });
  const message = new Promise<void>((resolve) => listening.once('message', () => resolve()));
  await speaking.publishAsync('up/properties', '{"temperature":1}', { qos: 1 });
  await message;
  await listening.unsubscribeAsync('up/#');
  await speaking.publishAsync('up/properties', '{"temperature":2}', { qos: 1 });
  await speaking.subscribeAsync('down/y');
  assert.deepEqual(seen, ['up/properties {"temperature":1}']);
});

test('a packet over the bound ends the connection, and only this one', async (t) => {
  const gateway = await startGateway(t);
  const other = await gateway.client('pump-2');
  const device = await gateway.raw();
  device.send(hello);
  await device.received(1);
  device.send({ ...point(1), payload: 'x'.repeat(2000) } as Packet);
  await once(device.socket, 'close');
  await other.publishAsync('up/properties', '{"a":1}', { qos: 1 });
  assert.equal(gateway.reports.length, 1);
});

test('while the platform is congested nothing is read; afterwards everything arrives', async (t) => {
  const gateway = await startGateway(t);
  const device = await gateway.raw();
  device.send(hello);
  await device.received(1);
  gateway.setCongested(true);
  const bystander = await gateway.raw();
  device.send(point(1));
  bystander.send({ ...hello, clientId: 'bystander' });
  // The bystander’s bytes are behind the device’s: were anything read, both would be.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.equal(gateway.reports.length, 0);
  gateway.setCongested(false);
  await device.received(2);
  await bystander.received(1);
});

test('closing the listener acknowledges what was read before it ends the sessions', async (t) => {
  const gateway = await startGateway(t);
  gateway.state.automatic = false;
  const device = await gateway.raw();
  device.send(hello);
  await device.received(1);
  device.send(point(1));
  await gateway.reported(1);
  const closed = gateway.platform.close();
  gateway.commit();
  assert.equal((await device.received(2))[1]?.cmd, 'puback');
  await closed;
});
