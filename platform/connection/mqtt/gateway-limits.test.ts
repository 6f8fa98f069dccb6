import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqttPacket, { type IConnackPacket, type IConnectPacket, type IDisconnectPacket, type Packet } from 'mqtt-packet';
import { hello, point, startGateway } from './fixture.test.ts';

type Gateway = Awaited<ReturnType<typeof startGateway>>;

const hello5: IConnectPacket = { ...hello, protocolVersion: 5, properties: { sessionExpiryInterval: 0 } };
const facts = { createdBy: 'ada', createdAt: 0, expiresAt: Number.POSITIVE_INFINITY, limit: 'banned' } as const;

/** Connects with bytes of our own; gives the CONNACK. */
async function enter(gateway: Gateway, connect: Partial<IConnectPacket> = {}, localAddress?: string) {
  const device = await gateway.raw(5, localAddress);
  device.send({ ...hello5, ...connect } as IConnectPacket);
  await device.received(1);
  return { ...device, connack: device.packets[0] as IConnackPacket };
}

const told = ({ reasonCode, properties }: IConnackPacket | IDisconnectPacket) => [reasonCode, properties?.reasonString];

test('above its rate a device is read more slowly: nothing of QoS 1 is lost, and the limit is named', async (t) => {
  const gateway = await startGateway(t);
  gateway.limits.change({ 'device.messagesPerSecond': 200 });
  const device = await enter(gateway);
  const count = 1200;
  const started = performance.now();
  for (let id = 1; id <= count; id++) device.send(point(id));
  await device.received(1 + count);
  assert.ok(performance.now() - started >= 800, 'a burst of five seconds at once, the rest at the rate');
  assert.deepEqual(
    device.packets.slice(1).map((packet) => packet.messageId),
    Array.from({ length: count }, (_, i) => i + 1),
  );
  assert.equal(gateway.reports.length, count);
  assert.ok((new Map(gateway.limits.fired).get('device.messagesPerSecond') ?? 0) > 0);
  assert.equal(gateway.platform.counters.dropped.size, 0);
});

test('a flood above the rate is not read: it waits with its sender', async (t) => {
  const gateway = await startGateway(t);
  gateway.limits.change({ 'device.messagesPerSecond': 1 });
  const device = await enter(gateway);
  const flood = mqttPacket.generate({ ...point(1), payload: `{"note":"${'x'.repeat(900)}"}` } as Packet, { protocolVersion: 5 });
  const { socket } = device;
  for (let i = 0; i < 400; i++) socket.write(Buffer.concat(new Array<Buffer>(100).fill(flood)));
  // Until neither the system’s buffers nor we take any more.
  for (let before = -1; before !== socket.writableLength; ) {
    before = socket.writableLength;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  assert.ok(socket.writableLength > 10_000_000, `${socket.writableLength} bytes wait with the sender`);
  assert.ok(gateway.platform.counters.bytesIn < 1_000_000, `${gateway.platform.counters.bytesIn} bytes were read`);
});

test('who sends most while there is overload is read later, QoS 0 too, and loses nothing', async (t) => {
  const gateway = await startGateway(t);
  const device = await enter(gateway);
  t.mock.getter(gateway.limits.overload, 'level', () => 1);
  let sent = 0;
  while (!new Map(gateway.limits.fired).has('overload.talkers')) {
    for (let i = 0; i < 20; i++) device.send({ ...point(0), qos: 0 } as Packet);
    sent += 20;
    await gateway.reported(sent);
    gateway.limits.guard.everySecond();
  }
  for (let i = 0; i < 20; i++) device.send({ ...point(0), qos: 0 } as Packet);
  await gateway.reported(sent + 20);
  assert.equal(gateway.platform.counters.dropped.size, 0);
});

test('what a device sends above its rate with QoS 0 is dropped and counted by the name of the limit; a changed limit holds at once', async (t) => {
  const gateway = await startGateway(t);
  gateway.limits.change({ 'device.messagesPerSecond': 1 });
  const device = await enter(gateway);
  const once: Packet = { ...point(0), qos: 0 } as Packet;
  for (let i = 0; i < 20; i++) device.send(once);
  device.send({ cmd: 'pingreq' });
  await device.received(2);
  assert.equal(gateway.reports.length, 5);
  assert.equal(gateway.platform.counters.dropped.get('device.messagesPerSecond'), 15);
  assert.equal(new Map(gateway.limits.fired).get('device.messagesPerSecond'), 15);
  gateway.limits.change({});
  for (let i = 0; i < 20; i++) device.send(once);
  await gateway.reported(25);
});

test('overload drops QoS 0 and refuses new connections, by name; QoS 1 goes on', async (t) => {
  const gateway = await startGateway(t);
  const device = await enter(gateway);
  let level: 0 | 1 | 2 | 3 = 3;
  t.mock.getter(gateway.limits.overload, 'level', () => level);
  device.send({ ...point(0), qos: 0 } as Packet);
  device.send(point(1));
  await device.received(2);
  assert.equal(gateway.reports.length, 1);
  assert.equal(gateway.platform.counters.dropped.get('overload.qos0'), 1);
  const refused = await enter(gateway, { clientId: 'other' });
  assert.deepEqual(told(refused.connack), [0x89, 'the platform is overloaded; come again in a minute']);
  level = 1;
  assert.equal((await enter(gateway, { clientId: 'other' })).connack.reasonCode, 0);
});

test('a subscriber that reads nothing holds up nobody: another one gets everything, and the frozen one is closed and counted', async (t) => {
  let late = 0;
  const gateway = await startGateway(t, { now: () => Date.now() + late });
  const subscription = [{ topic: 'up/properties', qos: 0 as const }];
  const frozen = await enter(gateway, { clientId: 'frozen' });
  frozen.send({ cmd: 'subscribe', messageId: 1, subscriptions: subscription });
  await frozen.received(2);
  frozen.socket.pause();
  const healthy = await enter(gateway, { clientId: 'healthy' });
  healthy.send({ cmd: 'subscribe', messageId: 1, subscriptions: subscription });
  await healthy.received(2);
  const speaker = await enter(gateway, { clientId: 'speaker' });
  const payload = JSON.stringify({ note: 'x'.repeat(900) });
  const waits: number[] = [];
  let got = 2;
  let id = 0;
  // Until the frozen one has taken all that its sockets and our bound hold, and then some.
  while ((gateway.platform.counters.dropped.get('slow-consumer') ?? 0) < 500) {
    const from = performance.now();
    for (let i = 0; i < 100; i++) {
      id = (id % 65_535) + 1;
      speaker.send({ ...point(id), payload } as Packet);
    }
    got += 100;
    await healthy.received(got);
    waits.push(performance.now() - from);
    assert.ok(waits.length < 1000, 'the frozen one is never full');
  }
  assert.equal(healthy.packets.length, got);
  const ended = gateway.platform.counters.disconnects;
  assert.equal(ended.size, 0);
  late = 16_000;
  while (ended.get('slow-consumer') === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([...ended], [['slow-consumer', 1]]);
  const tail = waits.slice(-5);
  const head = waits.slice(0, 5);
  t.diagnostic(
    `100 messages took ${Math.round(Math.max(...head))} ms before and ${Math.round(Math.max(...tail))} ms while the other was full`,
  );
});

test('a connect that is refused is told the code and the limit, in MQTT 5 and before', async (t) => {
  const gateway = await startGateway(t, { anonymousTenant: 'default' });
  gateway.limits.change({
    'application.connections': 1,
    'listener.connectsPerSecond': 1,
    'listener.connectBurst': 6,
    'login.refusalsPerMinute': 1,
  });
  const anonymous = { username: undefined, password: undefined } as unknown as Partial<IConnectPacket>;
  await enter(gateway, { ...anonymous, clientId: 'a' });
  const full = await enter(gateway, { ...anonymous, clientId: 'b' });
  assert.deepEqual(told(full.connack), [0x97, '1 connections are open already, the most of one application']);
  const wrong = await enter(gateway, { password: Buffer.from('guess') });
  assert.equal(wrong.connack.reasonCode, 0x86);
  const again = await enter(gateway);
  assert.deepEqual(told(again.connack), [0x9f, 'too many refused logins (login.refusals); wait a minute or longer']);
  gateway.limits.bans.add({ ...facts, id: '1', tenant: 'default', device: 'pump-2', reason: 'sends garbage' });
  const banned = await enter(gateway, { username: 'default/pump-2' });
  assert.deepEqual(told(banned.connack), [0x8a, 'banned: sends garbage']);
  await enter(gateway, { username: 'default/pump-3' });
  const fast = await enter(gateway, { username: 'default/pump-4' });
  assert.deepEqual(told(fast.connack), [0x9f, 'too many connects at once (listener.connectsPerSecond); wait a few seconds']);
  assert.deepEqual(
    new Map(gateway.limits.fired),
    new Map([
      ['application.connections', 1],
      ['login.refusals', 1],
      ['banned', 1],
      ['listener.connectsPerSecond', 1],
    ]),
  );
});

test('a ban ends live connections at once, those of whom it means', async (t) => {
  const gateway = await startGateway(t);
  const one = await enter(gateway, { clientId: 'one' });
  const two = await enter(gateway, { clientId: 'two' });
  gateway.limits.bans.add({ ...facts, id: '1', tenant: 'default', device: 'pump-1', clientId: 'one', reason: 'sends garbage' });
  gateway.events.publish('ban.added', { tenant: 'default' });
  await one.received(2);
  assert.deepEqual(told(one.packets[1] as IDisconnectPacket), [0x98, 'banned: sends garbage']);
  two.send({ cmd: 'pingreq' });
  await two.received(2);
  gateway.limits.bans.addAddress({ ...facts, id: '2', address: '127.0.0.0/8', reason: 'guesses' });
  gateway.events.publish('ban.added', { tenant: undefined });
  await two.received(3);
  assert.equal((two.packets[2] as IDisconnectPacket).reasonCode, 0x98);
  const closed = await gateway.raw(5);
  await new Promise<void>((resolve) => closed.socket.once('close', () => resolve()));
  assert.equal(gateway.platform.turnedAway.get('banned'), 1);
});

test('a changed limit of sessions holds for those that are open', async (t) => {
  const gateway = await startGateway(t);
  gateway.limits.change({ 'session.subscriptions': 1 });
  const device = await enter(gateway);
  const subscribe = async (topic: string, messageId: number) => {
    device.send({ cmd: 'subscribe', messageId, subscriptions: [{ topic, qos: 0 }] });
    const packets = await device.received(1 + messageId);
    return (packets[messageId] as Packet & { granted: number[] }).granted;
  };
  assert.deepEqual(await subscribe('up/a', 1), [0]);
  assert.deepEqual(await subscribe('up/b', 2), [0x97]);
  gateway.limits.change({ 'session.subscriptions': 2 });
  assert.deepEqual(await subscribe('up/b', 3), [0]);
  assert.equal(new Map(gateway.limits.fired).get('session.subscriptions'), 1);
});

test('above the connections of a device its oldest is closed, counted by the name of the limit', async (t) => {
  const gateway = await startGateway(t);
  gateway.limits.change({ 'device.connections': 1 });
  const oldest = await enter(gateway, { clientId: 'one' });
  assert.equal((await enter(gateway, { clientId: 'two' })).connack.reasonCode, 0);
  await oldest.received(2);
  assert.deepEqual(told(oldest.packets[1] as IDisconnectPacket), [0x97, 'too-many-sessions']);
  assert.deepEqual([...gateway.limits.fired], [['device.connections', 1]]);
});

test('the largest packet is told to whoever connects, and what is larger ends the connection', async (t) => {
  const gateway = await startGateway(t);
  gateway.limits.change({ 'packet.bytes': 200 });
  const device = await enter(gateway);
  assert.equal(device.connack.properties?.maximumPacketSize, 200);
  device.send({ ...point(1), payload: 'x'.repeat(300) } as Packet);
  await device.received(2);
  assert.equal((device.packets[1] as IDisconnectPacket).reasonCode, 0x95);
});

test('two clients with the same credentials that take a session from each other are told so, and both kept out', async (t) => {
  const gateway = await startGateway(t);
  const flapping: string[] = [];
  gateway.events.on('connection.flapping', ({ cause, until }) => flapping.push(`${cause} ${until === undefined ? 'told' : 'banned'}`));
  const addresses = ['127.0.0.1', '127.0.0.2'];
  let last = await enter(gateway, {}, addresses[0]);
  for (let i = 1; i <= 15; i++) last = await enter(gateway, {}, addresses[i % 2]);
  await last.received(2);
  const [code, text] = told(last.packets[1] as IDisconnectPacket);
  assert.equal(code, 0x98);
  assert.match(String(text), /two clients with the same credentials/);
  assert.deepEqual(flapping, ['duplicate-client told', 'duplicate-client banned']);
  const kept = await enter(gateway);
  assert.deepEqual([kept.connack.reasonCode, new Map(gateway.limits.fired).get('duplicate-client')], [0x8a, 1]);
  assert.equal((await enter(gateway, { clientId: 'another' })).connack.reasonCode, 0);
});

test('a stop sends clients away at a pace, with 0x8B, and their sessions live on', async (t) => {
  const gateway = await startGateway(t);
  gateway.limits.change({ 'drain.connectionsPerSecond': 100 });
  const kept = { clean: false, properties: { sessionExpiryInterval: 600 } };
  const ends: number[] = [];
  const clients = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      const client = await enter(gateway, { ...kept, username: `default/pump-${i}`, clientId: `c${i}` });
      const ended = client.received(2).then(() => ends.push(performance.now()));
      return { ...client, ended };
    }),
  );
  const stopping = gateway.platform.close();
  await Promise.all(clients.map(({ ended }) => ended));
  for (const { packets } of clients) assert.equal((packets[1] as IDisconnectPacket).reasonCode, 0x8b);
  assert.ok(Math.max(...ends) - Math.min(...ends) >= 150, `over ${Math.max(...ends) - Math.min(...ends)} ms`);
  for (const { socket } of clients) socket.destroy();
  await stopping;
  await gateway.platform[Symbol.asyncDispose]();
  const next = await startGateway(t, { goOn: true });
  const back = await enter(next, { ...kept, username: 'default/pump-7', clientId: 'c7' });
  assert.equal(back.connack.sessionPresent, true);
});
