import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqtt from 'mqtt';
import { startGateway } from './fixture.test.ts';

const wide = { anonymousTenant: 'default' };

/** A client with all topics of the tenant, and what it gets. */
async function join(gateway: Awaited<ReturnType<typeof startGateway>>, options: mqtt.IClientOptions = {}) {
  const client = mqtt.connect(`mqtt://127.0.0.1:${gateway.listener.port}`, { reconnectPeriod: 0, protocolVersion: 5, ...options });
  const got: { topic: string; payload: string; packet: mqtt.IPublishPacket }[] = [];
  let wake = () => {};
  client.on('message', (topic, payload, packet) => {
    got.push({ topic, payload: payload.toString(), packet });
    wake();
  });
  const received = async (count: number) => {
    while (got.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return got.map(({ topic, payload }) => `${topic} ${payload}`);
  };
  const connack = await new Promise<mqtt.IConnackPacket>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('error', reject);
  });
  return { client, got, received, connack, leave: () => client.endAsync(true) };
}

test('messages go from any client to all that subscribed, with the lower QoS, in every version', async (t) => {
  const gateway = await startGateway(t, wide);
  for (const protocolVersion of [3, 4, 5] as const) {
    const name = `t${protocolVersion}`;
    const listener = await join(gateway, { protocolVersion, ...(protocolVersion === 3 ? { protocolId: 'MQIsdp' } : {}) });
    const speaker = await join(gateway);
    for (const qos of [0, 1, 2] as const) await listener.client.subscribeAsync(`${name}/${qos}/+`, { qos });
    for (const wanted of [0, 1, 2] as const) {
      for (const qos of [0, 1, 2] as const) await speaker.client.publishAsync(`${name}/${wanted}/x`, `${qos}`, { qos });
    }
    await listener.received(9);
    assert.deepEqual(
      listener.got.map(({ topic, payload, packet }) => `${topic} ${payload} ${packet.qos}`).sort(),
      [0, 1, 2].flatMap((wanted) => [0, 1, 2].map((qos) => `${name}/${wanted}/x ${qos} ${Math.min(wanted, qos)}`)),
    );
    await listener.leave();
    await speaker.leave();
  }
});

test('a kept session gets what came while it was away, in order, also after a restart of the platform', async (t) => {
  const first = await startGateway(t, wide);
  const stay = { clientId: 'keeper', clean: false, properties: { sessionExpiryInterval: 600 } } as const;
  const keeper = await join(first, stay);
  await keeper.client.subscribeAsync('news/#', { qos: 2 });
  await keeper.leave();
  const speaker = await join(first);
  for (let i = 0; i < 100; i++) await speaker.client.publishAsync(`news/${i % 2}`, `${i}`, { qos: i % 2 === 0 ? 1 : 2 });
  await speaker.leave();
  await first.platform[Symbol.asyncDispose]();
  const second = await startGateway(t, { ...wide, goOn: true });
  const back = await join(second, stay);
  assert.equal(back.connack.sessionPresent, true);
  const got = await back.received(100);
  // A receiver has a message of QoS 2 only when it is released, so order is a matter of each topic.
  for (const half of [0, 1]) {
    const wanted = Array.from({ length: 50 }, (_, i) => `news/${half} ${i * 2 + half}`);
    assert.deepEqual(
      got.filter((line) => line.startsWith(`news/${half}`)),
      wanted,
    );
  }
  await back.leave();
});

test('a retained message is there for whoever subscribes later, and after a restart', async (t) => {
  const first = await startGateway(t, wide);
  const speaker = await join(first);
  await speaker.client.publishAsync('state/door', 'open', { qos: 1, retain: true });
  await speaker.client.publishAsync('state/window', 'shut', { qos: 1, retain: true });
  await speaker.client.publishAsync('state/window', '', { qos: 1, retain: true });
  await first.platform[Symbol.asyncDispose]();
  const second = await startGateway(t, { ...wide, goOn: true });
  const listener = await join(second);
  await listener.client.subscribeAsync('state/+', { qos: 1 });
  assert.deepEqual(await listener.received(1), ['state/door open']);
  assert.equal(listener.got[0]?.packet.retain, true);
});

test('a shared subscription gives each message to one member, and what a leaving member had goes to another', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await join(gateway);
  const [a, b] = [await join(gateway), await join(gateway)];
  await a.client.subscribeAsync('$share/g/work/#', { qos: 1 });
  await b.client.subscribeAsync('$share/g/work/#', { qos: 1 });
  for (let i = 0; i < 20; i++) await speaker.client.publishAsync('work/x', `${i}`, { qos: 1 });
  while (a.got.length + b.got.length < 20) await Promise.race([a.received(a.got.length + 1), b.received(b.got.length + 1)]);
  assert.deepEqual([a.got.length, b.got.length], [10, 10]);
});

test('devices and applications meet on devices/{device}/…, and a device sees only its own', async (t) => {
  const gateway = await startGateway(t, wide);
  const device = await gateway.client('pump-1', { protocolVersion: 5 });
  const other = await gateway.client('pump-2', { protocolVersion: 5 });
  const app = await join(gateway);
  await app.client.subscribeAsync('devices/+/up/#', { qos: 1 });
  const heard: string[] = [];
  other.on('message', (topic) => heard.push(topic));
  await other.subscribeAsync('#', { qos: 1 });
  await device.subscribeAsync('down/#', { qos: 1 });
  await device.publishAsync('up/properties', '{"temperature":1}', { qos: 1 });
  assert.deepEqual(await app.received(1), ['devices/pump-1/up/properties {"temperature":1}']);
  const told = new Promise<string>((resolve) => device.once('message', resolve));
  await app.client.publishAsync('devices/pump-1/down/note', 'hello', { qos: 1 });
  assert.equal(await told, 'down/note');
  assert.deepEqual(heard, []);
  assert.equal(gateway.reports.length, 1);
});

test('a revoked credential ends its live connection with 0x98, and a stop says goodbye with 0x8B', async (t) => {
  const gateway = await startGateway(t, wide);
  const device = await gateway.client('pump-1', { protocolVersion: 5 });
  const revoked = new Promise<mqtt.IDisconnectPacket>((resolve) => device.once('disconnect', resolve));
  gateway.events.publish('credential.revoked', { tenant: 'default', device: 'pump-1', credential: 'secret:1' });
  assert.equal((await revoked).reasonCode, 0x98);
  const app = await join(gateway);
  const stopped = new Promise<mqtt.IDisconnectPacket>((resolve) => app.client.once('disconnect', resolve));
  await gateway.platform.close();
  assert.equal((await stopped).reasonCode, 0x8b);
});

test('[MQTT5-4.8.2-5] what a member of a group left behind goes to another when its session ends', async (t) => {
  const gateway = await startGateway(t, wide);
  const away = { clientId: 'away', clean: false, properties: { sessionExpiryInterval: 600 } } as const;
  const leaving = await join(gateway, away);
  await leaving.client.subscribeAsync('$share/g/work/#', { qos: 1 });
  await leaving.leave();
  const speaker = await join(gateway);
  for (let i = 0; i < 5; i++) await speaker.client.publishAsync('work/x', `${i}`, { qos: 1 });
  const staying = await join(gateway);
  await staying.client.subscribeAsync('$share/g/work/#', { qos: 1 });
  // A clean start ends what was kept.
  await join(gateway, { clientId: 'away', clean: true });
  assert.deepEqual(
    await staying.received(5),
    [0, 1, 2, 3, 4].map((i) => `work/x ${i}`),
  );
});

test('a device that subscribed with its full name is shown topics so, also after a restart of the platform', async (t) => {
  const stay = { clientId: 'd', clean: false, protocolVersion: 5, properties: { sessionExpiryInterval: 600 } } as const;
  const first = await startGateway(t, wide);
  const device = await first.client('pump-1', stay);
  await device.subscribeAsync('devices/pump-1/down/#', { qos: 1 });
  await device.endAsync();
  await first.platform[Symbol.asyncDispose]();
  const second = await startGateway(t, { ...wide, goOn: true });
  const app = await join(second);
  await app.client.publishAsync('devices/pump-1/down/note', 'hello', { qos: 1 });
  const back = await join(second, { ...stay, username: 'default/pump-1', password: 'secret' });
  assert.deepEqual(await back.received(1), ['devices/pump-1/down/note hello']);
  await back.leave();
});
