import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dial, kept, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

test('[MQTT5-3.3.4-9] a client never has more unacknowledged messages than its Receive Maximum; QoS 0 does not count', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const listener = await dial(t, gateway, { properties: { receiveMaximum: 3 } });
  await listener.subscribe('a', { qos: 2 });
  for (let i = 0; i < 8; i++) await speaker.publish('a', `${i}`, { qos: i % 2 === 0 ? 1 : 2 });
  await speaker.publish('a', 'plain', { qos: 0 });
  const first = [await listener.next('publish'), await listener.next('publish'), await listener.next('publish')];
  assert.equal((await listener.next('publish')).payload.toString(), 'plain');
  assert.equal(await listener.heardNothing(), true);
  listener.send({ cmd: 'pubrec', messageId: first[1]?.messageId });
  await listener.next('pubrel');
  // Only PUBCOMP makes room.
  assert.equal(await listener.heardNothing(), true);
  listener.send({ cmd: 'pubcomp', messageId: first[1]?.messageId });
  assert.deepEqual(await listener.hear(1), ['a 3']);
  listener.send({ cmd: 'puback', messageId: first[0]?.messageId });
  assert.deepEqual(await listener.hear(1), ['a 4']);
  assert.equal(await listener.heardNothing(), true);
});

test('[MQTT5-3.3.4-7] who sends more than our Receive Maximum is ended with 0x93', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const most = speaker.connack.properties?.receiveMaximum ?? 0;
  assert.ok(most > 0);
  for (let i = 1; i <= most; i++)
    speaker.send({ cmd: 'publish', topic: 'a', payload: 'x', qos: 2, dup: false, retain: false, messageId: i });
  await speaker.next('pubrec');
  speaker.send({ cmd: 'publish', topic: 'a', payload: 'x', qos: 2, dup: false, retain: false, messageId: most + 1 });
  assert.equal(await speaker.ended(), 0x93);
});

test('[MQTT5-3.1.2-24] [MQTT5-3.1.2-25] a message larger than the client takes is passed over and counted; what comes after it arrives', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const listener = await dial(t, gateway, { ...kept('s'), properties: { maximumPacketSize: 64, sessionExpiryInterval: 60 } });
  await listener.subscribe('a', { qos: 1 });
  for (const qos of [0, 1] as const) {
    await speaker.publish('a', 'x'.repeat(80), { qos });
    await speaker.publish('a', `small ${qos}`, { qos });
  }
  assert.deepEqual(await listener.hear(2), ['a small 0', 'a small 1']);
  assert.equal(gateway.platform.counters.dropped.get('packet-too-large'), 2);
});

test('a packet of exactly the size that a client takes arrives, with and without an alias for its topic', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  for (const topicAliasMaximum of [0, 5]) {
    const listener = await dial(t, gateway, { properties: { maximumPacketSize: 100, topicAliasMaximum } });
    await listener.subscribe('a/b');
    // Fixed header 2, topic 2 + 3, identifier 2, length of the properties 1.
    const payload = 'x'.repeat(100 - 10);
    await speaker.publish('a/b', payload, { qos: 1 });
    assert.deepEqual(await listener.hear(1), [`a/b ${payload}`]);
    await listener.leave();
  }
});

test('[MQTT5-3.3.2-9] a packet over what we said we take ends the connection with 0x95', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  assert.equal(speaker.connack.properties?.maximumPacketSize, 1024);
  speaker.send({ cmd: 'publish', topic: 'a', payload: 'x'.repeat(2000), qos: 0, dup: false, retain: false });
  assert.equal(await speaker.ended(), 0x95);
});

test('topic aliases of a client stand for the topic that they were given last, on its connection only', async (t) => {
  const gateway = await startGateway(t, wide);
  const listener = await dial(t, gateway);
  await listener.subscribe('#');
  const speaker = await dial(t, gateway);
  assert.ok((speaker.connack.properties?.topicAliasMaximum ?? 0) > 1);
  const alias = (topicAlias: number) => ({ properties: { topicAlias } });
  await speaker.publish('a', '1', { qos: 1, ...alias(1) });
  await speaker.publish('', '2', { qos: 1, ...alias(1) });
  await speaker.publish('b', '3', { qos: 1, ...alias(1) });
  await speaker.publish('', '4', { qos: 1, ...alias(1) });
  const heard = [];
  for (let i = 0; i < 4; i++) heard.push(await listener.next('publish'));
  assert.deepEqual(
    heard.map(({ topic, payload }) => `${topic} ${payload}`),
    ['a 1', 'a 2', 'b 3', 'b 4'],
  );
  // [MQTT5-3.3.2-10]: an alias is between a client and us, and goes to nobody else.
  assert.ok(heard.every(({ properties }) => properties?.topicAlias === undefined));
  const other = await dial(t, gateway);
  other.send({ cmd: 'publish', topic: '', payload: 'x', qos: 0, dup: false, retain: false, properties: { topicAlias: 1 } });
  assert.equal(await other.ended(), 0x82);
});

test('[MQTT5-3.3.2-8] [MQTT5-3.3.2-9] an alias of 0 or above what we said we take ends the connection with 0x94', async (t) => {
  const gateway = await startGateway(t, wide);
  for (const above of [true, false]) {
    const speaker = await dial(t, gateway);
    const topicAlias = above ? (speaker.connack.properties?.topicAliasMaximum ?? 0) + 1 : 0;
    // Written by hand: the encoder refuses an alias of 0.
    speaker.socket.write(Buffer.from([0x30, 7, 0, 1, 0x61, 3, 0x23, topicAlias >> 8, topicAlias & 0xff]));
    assert.equal(await speaker.ended(), 0x94);
  }
});

test('[MQTT5-3.1.2-26] [MQTT5-3.1.2-27] topics get aliases as far as the client takes them, anew on every connection', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const aliases = { clientId: 's', clean: false, properties: { topicAliasMaximum: 2, sessionExpiryInterval: 60 } };
  const listener = await dial(t, gateway, aliases);
  await listener.subscribe('#', { qos: 1 });
  const talk = async () => {
    const seen = [];
    for (const topic of ['a', 'a', 'b', 'c', 'b']) {
      await speaker.publish(topic, 'x', { qos: 1 });
      const { topic: shown, properties, messageId } = await (back ?? listener).next('publish');
      (back ?? listener).send({ cmd: 'puback', messageId });
      seen.push(`${shown}:${properties?.topicAlias ?? ''}`);
    }
    return seen;
  };
  let back: typeof listener | undefined;
  assert.deepEqual(await talk(), ['a:1', ':1', 'b:2', 'c:', ':2']);
  await listener.leave();
  back = await dial(t, gateway, aliases);
  assert.deepEqual(await talk(), ['a:1', ':1', 'b:2', 'c:', ':2']);
  const without = await dial(t, gateway);
  await without.subscribe('a');
  await speaker.publish('a', 'x', { qos: 1 });
  assert.equal((await without.next('publish')).properties?.topicAlias, undefined);
});

test('[MQTT5-3.3.2-5] [MQTT5-3.3.2-6] a message that waited is handed on with the time that is left, or not at all', async (t) => {
  let shift = 0;
  const gateway = await startGateway(t, { ...wide, now: () => Date.now() + shift });
  const speaker = await dial(t, gateway);
  const listener = await dial(t, gateway, kept('s', 10_000));
  await listener.subscribe('a', { qos: 2 });
  await listener.leave();
  const expiring = (messageExpiryInterval: number) => ({ properties: { messageExpiryInterval } });
  await speaker.publish('a', 'short', { qos: 1, ...expiring(10) });
  await speaker.publish('a', 'long', { qos: 2, ...expiring(1000) });
  await speaker.publish('a', 'ever', { qos: 1 });
  shift = 400_000;
  const back = await dial(t, gateway, kept('s', 10_000));
  const heard = [await back.next('publish'), await back.next('publish')];
  assert.deepEqual(
    heard.map(({ payload }) => `${payload}`),
    ['long', 'ever'],
  );
  const left = heard[0]?.properties?.messageExpiryInterval ?? 0;
  assert.ok(left >= 598 && left <= 600, `${left}`);
  assert.equal(gateway.platform.counters.dropped.get('message-expired'), 1);
});

test('a client that stops reading loses QoS 0, keeps QoS 1, and slows nobody else', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const [frozen, other] = [await dial(t, gateway), await dial(t, gateway)];
  for (const peer of [frozen, other]) await peer.subscribe('a', { qos: 1 });
  frozen.socket.pause();
  const many = 30_000;
  const filler = 'x'.repeat(900);
  for (let i = 0; i < many; i++) {
    if (!speaker.send({ cmd: 'publish', topic: 'a', payload: filler, qos: 0, dup: false, retain: false })) {
      await new Promise((resolve) => speaker.socket.once('drain', resolve));
    }
  }
  await speaker.publish('a', 'kept', { qos: 1 });
  while (`${(await other.next('publish')).payload}` !== 'kept');
  assert.ok((gateway.platform.counters.dropped.get('slow-consumer') ?? 0) > 0);
  frozen.socket.resume();
  while (`${(await frozen.next('publish')).payload}` !== 'kept');
});
