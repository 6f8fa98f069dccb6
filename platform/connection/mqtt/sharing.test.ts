import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqttPacket from 'mqtt-packet';
import { dial, kept, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

type Peer = Awaited<ReturnType<typeof dial>>;

/** Publishes `count` numbered messages and waits until they are taken. */
async function say(speaker: Peer, topic: string, count: number, qos: 1 | 2 = 1) {
  for (let i = 0; i < count; i++) await speaker.publish(topic, `${i}`, { qos });
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `work ${i}`).sort();

test('[MQTT5-4.8.2-4] each message goes to one member of each group, with the QoS that it was granted [MQTT5-4.8.2-3]', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const [a, b, other] = [await dial(t, gateway), await dial(t, gateway, { protocolVersion: 4 }), await dial(t, gateway)];
  await a.subscribe('$share/g/work', { qos: 0 }, 3);
  await b.subscribe('$share/g/work', { qos: 0 });
  await other.subscribe('$share/h/+', { qos: 0 });
  await say(speaker, 'work', 10, 2);
  const heard = [await a.hear(5), await b.hear(5)];
  assert.deepEqual(heard.flat().sort(), numbers(10));
  assert.deepEqual((await other.hear(10)).sort(), numbers(10));
});

test('[MQTT5-3.8.3-4] no-local on a shared subscription is a protocol error', async (t) => {
  const gateway = await startGateway(t, wide);
  const peer = await dial(t, gateway);
  peer.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '$share/g/work', qos: 1, nl: true }] });
  assert.equal(await peer.ended(), 0x82);
});

test('a member that does not acknowledge gets no more than its window while others keep up', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const [frozen, busy] = [await dial(t, gateway), await dial(t, gateway)];
  for (const member of [frozen, busy]) await member.subscribe('$share/g/work', { qos: 1 });
  const heard: string[] = [];
  const working = (async () => {
    while (heard.length < 195) {
      const { payload, messageId } = await busy.next('publish');
      heard.push(`${payload}`);
      busy.send({ cmd: 'puback', messageId });
    }
  })();
  await say(speaker, 'work', 200);
  await working;
  assert.ok(frozen.packets.length <= 5, `${frozen.packets.length}`);
});

test('what a member of a group leaves behind when its session ends goes to the others: sent or not, QoS 2 only what was not sent', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const leaving = await dial(t, gateway, { properties: { receiveMaximum: 4 } });
  await leaving.subscribe('$share/g/+', { qos: 2 });
  await say(speaker, 'work', 10, 1);
  await speaker.publish('late', '2', { qos: 2 });
  for (let i = 0; i < 4; i++) await leaving.next('publish');
  const staying = await dial(t, gateway);
  await staying.subscribe('$share/g/+', { qos: 2 });
  await leaving.leave();
  assert.deepEqual((await staying.hear(11)).sort(), ['late 2', ...numbers(10)]);
});

test('[MQTT5-4.8.2-5] QoS 2 that was sent to a member whose session ends goes to nobody else', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const leaving = await dial(t, gateway);
  await leaving.subscribe('$share/g/work', { qos: 2 });
  await say(speaker, 'work', 2, 2);
  for (let i = 0; i < 2; i++) await leaving.next('publish');
  const staying = await dial(t, gateway);
  await staying.subscribe('$share/g/work', { qos: 2 });
  await leaving.leave();
  await say(speaker, 'work', 1);
  assert.deepEqual(await staying.hear(1), ['work 0']);
  assert.equal(await staying.heardNothing(), true);
});

test('[MQTT5-4.8.2-6] a member that refuses a message keeps it from the others', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const refusing = await dial(t, gateway);
  await refusing.subscribe('$share/g/work', { qos: 1 });
  await say(speaker, 'work', 1);
  const { messageId } = await refusing.next('publish');
  const staying = await dial(t, gateway);
  await staying.subscribe('$share/g/work', { qos: 1 });
  refusing.send({ cmd: 'puback', messageId, reasonCode: 0x83 });
  await refusing.leave();
  assert.equal(await staying.heardNothing(), true);
});

test('while somebody is connected nothing is kept for members that are away', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const away = await dial(t, gateway, kept('away'));
  await away.subscribe('$share/g/work', { qos: 1 });
  await away.leave();
  const there = await dial(t, gateway);
  await there.subscribe('$share/g/work', { qos: 1 });
  await say(speaker, 'work', 6);
  assert.deepEqual((await there.hear(6)).sort(), numbers(6));
  const back = await dial(t, gateway, kept('away'));
  assert.equal(await back.heardNothing(), true);
});

test('when all members are away their kept sessions share what comes', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  for (const name of ['a', 'b']) {
    const member = await dial(t, gateway, kept(name));
    await member.subscribe('$share/g/work', { qos: 1 });
    await member.leave();
  }
  await say(speaker, 'work', 6);
  const heard = [await (await dial(t, gateway, kept('a'))).hear(3), await (await dial(t, gateway, kept('b'))).hear(3)];
  assert.deepEqual(heard.flat().sort(), numbers(6));
});

test('what waited for a member that is away goes to the others when its session ends', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const away = await dial(t, gateway, kept('away'));
  await away.subscribe('$share/g/work', { qos: 1 });
  await say(speaker, 'work', 2);
  await away.hear(2);
  await away.leave();
  for (let i = 2; i < 6; i++) await speaker.publish('work', `${i}`, { qos: 1 });
  const there = await dial(t, gateway);
  await there.subscribe('$share/g/work', { qos: 1 });
  // Its session ends with this clean start.
  await (await dial(t, gateway, { clientId: 'away', clean: true })).leave(0);
  assert.deepEqual((await there.hear(6)).sort(), numbers(6));
});

test('the same after a restart of the platform', async (t) => {
  const before = await startGateway(t, wide);
  const speaker = await dial(t, before);
  for (const name of ['away', 'there']) {
    const member = await dial(t, before, kept(name));
    await member.subscribe('$share/g/work', { qos: 1 });
    await member.leave();
  }
  await say(speaker, 'work', 6);
  await before.platform[Symbol.asyncDispose]();
  const gateway = await startGateway(t, { ...wide, goOn: true });
  const there = await dial(t, gateway, kept('there'));
  const own = await there.hear(3);
  await (await dial(t, gateway, { clientId: 'away', clean: true })).leave(0);
  assert.deepEqual([...own, ...(await there.hear(3))].sort(), numbers(6));
});

test('a member that does not read is passed over, also with QoS 0', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const frozen = await dial(t, gateway);
  await frozen.subscribe('$share/g/work', { qos: 0 });
  frozen.socket.pause();
  const fields = { cmd: 'publish', topic: 'work', payload: 'x'.repeat(900), qos: 0, dup: false, retain: false } as const;
  const packet = mqttPacket.generate(fields, { protocolVersion: 5 });
  const round = Buffer.concat(Array.from({ length: 500 }, () => packet));
  const lost = () => gateway.platform.counters.dropped.get('slow-consumer') ?? 0;
  // The buffers of the system fill first, then ours.
  while (lost() === 0) {
    speaker.socket.write(round);
    await speaker.heardNothing();
  }
  const reading = await dial(t, gateway);
  await reading.subscribe('$share/g/work', { qos: 0 });
  const before = lost();
  speaker.socket.write(round);
  await speaker.heardNothing();
  await reading.heardNothing();
  assert.deepEqual([reading.packets.length, lost()], [500, before]);
  frozen.socket.destroy();
});

test('devices share within their own topics only', async (t) => {
  const gateway = await startGateway(t, wide);
  const device = (name: string) => dial(t, gateway, { username: `default/${name}`, password: Buffer.from('secret') });
  const [one, two] = [await device('pump-1'), await device('pump-2')];
  for (const peer of [one, two]) await peer.subscribe('$share/g/down/#', { qos: 1 });
  const application = await dial(t, gateway);
  await application.publish('devices/pump-1/down/a', 'x', { qos: 1 });
  await application.publish('devices/pump-2/down/a', 'y', { qos: 1 });
  assert.deepEqual([await one.hear(1), await two.hear(1)], [['down/a x'], ['down/a y']]);
  assert.deepEqual([await one.heardNothing(), await two.heardNothing()], [true, true]);
});
