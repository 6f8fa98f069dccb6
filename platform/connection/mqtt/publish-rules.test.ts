import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dial, kept, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

const plain = { dup: false, retain: false } as const;

for (const version of [4, 5] as const) {
  const of = { protocolVersion: version };

  test(`[MQTT-3.3.1-3] [MQTT-3.3.1-2] [MQTT-4.3.1-1] [MQTT-4.3.2-1] [MQTT5-4.3.2-1] [MQTT5-4.3.2-2] [MQTT5-4.3.3-1] [MQTT5-4.3.3-2] what is handed on has a fresh identifier and no DUP, whatever came in [MQTT-2.3.1-4] [MQTT-2.3.1-5] [MQTT5-2.2.1-2] [MQTT5-2.2.1-4] (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const listener = await dial(t, gateway, of);
    await listener.subscribe('a', { qos: 2 });
    const speaker = await dial(t, gateway, of);
    for (const qos of [1, 2, 1, 2] as const) {
      speaker.send({ cmd: 'publish', topic: 'a', payload: `${qos}`, qos, dup: true, retain: false, messageId: 50 + qos });
      await speaker.next(qos === 1 ? 'puback' : 'pubrec');
      if (qos === 2) {
        speaker.send({ cmd: 'pubrel', messageId: 52 });
        await speaker.next('pubcomp');
      }
    }
    await speaker.publish('a', '0');
    const heard = [];
    for (let i = 0; i < 5; i++) heard.push(await listener.next('publish'));
    assert.deepEqual(
      heard.map(({ payload, qos, dup }) => `${payload} ${qos} ${dup}`),
      ['1 1 false', '2 2 false', '1 1 false', '2 2 false', '0 0 false'],
    );
    const ids = heard.slice(0, 4).map(({ messageId }) => messageId);
    assert.ok(ids.every((id) => (id ?? 0) > 0) && new Set(ids).size === 4);
    assert.equal(heard[4]?.messageId, undefined);
  });

  test(`[MQTT-3.3.4-1] [MQTT-2.3.1-6] [MQTT-4.3.2-2] [MQTT-4.6.0-2] [MQTT-4.6.0-3] [MQTT5-2.2.1-5] [MQTT5-3.3.4-1] [MQTT5-4.3.2-4] [MQTT5-4.3.3-8] each publication is answered as its QoS asks, with its identifier, in order (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const speaker = await dial(t, gateway, of);
    for (const [i, qos] of ([1, 2, 0, 1, 2, 1, 2] as const).entries()) {
      speaker.send({ cmd: 'publish', topic: 'a', payload: 'x', qos, ...plain, messageId: 100 - i });
    }
    const expected = ['puback 100', 'pubrec 99', 'puback 97', 'pubrec 96', 'puback 95', 'pubrec 94'];
    await speaker.next('pubrec');
    while (speaker.packets.length < expected.length - 1) await new Promise((resolve) => setImmediate(resolve));
    const seen = speaker.packets.map(({ cmd, messageId }) => `${cmd} ${messageId}`);
    assert.deepEqual(
      seen,
      expected.filter((line) => line !== 'pubrec 99'),
    );
  });

  test(`[MQTT5-4.3.2-5] after PUBACK its identifier stands for a new message, DUP or not (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const listener = await dial(t, gateway, of);
    await listener.subscribe('a', { qos: 0 });
    const speaker = await dial(t, gateway, of);
    for (const dup of [false, true]) {
      speaker.send({ cmd: 'publish', topic: 'a', payload: 'x', qos: 1, dup, retain: false, messageId: 7 });
      await speaker.next('puback');
    }
    assert.deepEqual(await listener.hear(2), ['a x', 'a x']);
  });

  test(`[MQTT-3.3.5-2] a publication that is not allowed is acknowledged and goes nowhere (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const listener = await dial(t, gateway, of);
    await listener.subscribe('#', { qos: 0 });
    const speaker = await dial(t, gateway, of);
    for (const qos of [1, 2] as const) {
      const code = await speaker.publish('devices/pump-1/up/properties', '1', { qos });
      if (version === 5) assert.equal(code, 0x87);
    }
    assert.equal(await speaker.heardNothing(), true);
    assert.equal(await listener.heardNothing(), true);
  });

  test(`[MQTT-3.3.1-6] [MQTT-3.3.1-7] [MQTT-3.3.1-12] [MQTT5-3.3.1-8] a retained message is replaced by a retained one of any QoS, and by no other (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const speaker = await dial(t, gateway, of);
    await speaker.publish('a', 'first', { qos: 1, retain: true });
    await speaker.publish('a', 'second', { qos: 0, retain: true });
    await speaker.publish('a', 'third', { qos: 1 });
    const listener = await dial(t, gateway, of);
    await listener.subscribe('a', { qos: 2 });
    const { payload, retain, qos } = await listener.next('publish');
    assert.deepEqual([`${payload}`, retain, qos], ['second', true, 0]);
  });

  test(`[MQTT-3.3.1-10] [MQTT-3.3.1-11] [MQTT5-3.3.1-6] [MQTT5-3.3.1-7] an empty retained message is delivered, removes the kept one and is not kept (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const watcher = await dial(t, gateway, of);
    await watcher.subscribe('a', { qos: 0 });
    const speaker = await dial(t, gateway, of);
    await speaker.publish('a', 'x', { qos: 1, retain: true });
    await speaker.publish('a', '', { qos: 1, retain: true });
    assert.deepEqual(await watcher.hear(2), ['a x', 'a ']);
    const later = await dial(t, gateway, of);
    await later.subscribe('a', { qos: 0 });
    assert.equal(await later.heardNothing(), true);
  });

  test(`[MQTT-3.3.5-1] [MQTT5-3.3.4-2] [MQTT-3.3.2-3] overlapping filters deliver with the highest QoS, on a topic that they match (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const listener = await dial(t, gateway, of);
    for (const [filter, qos] of [
      ['a/#', 0],
      ['a/+', 2],
      ['a/b', 1],
      ['c/#', 2],
    ] as const)
      await listener.subscribe(filter, { qos });
    const speaker = await dial(t, gateway, of);
    await speaker.publish('a/b', 'x', { qos: 2 });
    await speaker.publish('d/b', 'y', { qos: 2 });
    const { topic, qos } = await listener.next('publish');
    assert.deepEqual([topic, qos], ['a/b', 2]);
    assert.equal(await listener.heardNothing(), true);
  });

  test(`[MQTT-4.7.3-4] [MQTT5-4.7.3-4] topics are compared as they are: case, composed letters and spaces count (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const listener = await dial(t, gateway, of);
    await listener.subscribe('caf\u00e9', { qos: 0 });
    const speaker = await dial(t, gateway, of);
    for (const topic of ['cafe\u0301', 'CAF\u00c9', 'caf\u00e9 ', '/caf\u00e9', 'caf\u00e9']) await speaker.publish(topic, 'x', { qos: 1 });
    assert.deepEqual(await listener.hear(1), ['caf\u00e9 x']);
    assert.equal(await listener.heardNothing(), true);
  });

  test(`[MQTT-4.6.0-5] [MQTT-4.6.0-6] messages of one client on a topic come in its order (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const listener = await dial(t, gateway, of);
    await listener.subscribe('a', { qos: 0 });
    const speaker = await dial(t, gateway, of);
    for (let i = 0; i < 200; i++) speaker.send({ cmd: 'publish', topic: 'a', payload: `${i}`, qos: 1, ...plain, messageId: i + 1 });
    assert.deepEqual(
      await listener.hear(200),
      Array.from({ length: 200 }, (_, i) => `a ${i}`),
    );
  });
}

test('[MQTT5-3.3.2-4] [MQTT5-3.3.2-15] [MQTT5-3.3.2-16] [MQTT5-3.3.2-17] [MQTT5-3.3.2-18] [MQTT5-3.3.2-20] what describes a message is handed on byte for byte', async (t) => {
  const gateway = await startGateway(t, wide);
  const listener = await dial(t, gateway);
  await listener.subscribe('a', { qos: 0 });
  const chunks: Buffer[] = [];
  listener.socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const described = Buffer.from([
    ...[0x26, 0, 1, 98, 0, 1, 49, 0x01, 1, 0x26, 0, 1, 97, 0, 1, 50, 0x09, 0, 2, 0xff, 0],
    ...[0x03, 0, 1, 99, 0x26, 0, 1, 98, 0, 1, 51, 0x08, 0, 1, 114],
  ]);
  // An expiry and an alias of the sender lie between them.
  const own = [0x02, 0, 0, 0, 9];
  const properties = Buffer.concat([described.subarray(0, 7), Buffer.from([0x23, 0, 1]), described.subarray(7), Buffer.from(own)]);
  const body = Buffer.concat([Buffer.from([0, 1, 97, properties.length]), properties, Buffer.from('x')]);
  const speaker = await dial(t, gateway);
  speaker.socket.write(Buffer.concat([Buffer.from([0x30, body.length]), body]));
  await listener.next('publish');
  const arrived = Buffer.concat(chunks);
  assert.ok(arrived.includes(described), arrived.toString('hex'));
  assert.ok(!arrived.includes(Buffer.from([0x23, 0, 1])));
});

test('[MQTT5-3.3.2-5] [MQTT5-3.3.2-6] [MQTT5-4.3.3-7] a message that expired while its receiver was away is gone; of others what is left of their time is told', async (t) => {
  let ahead = 0;
  const gateway = await startGateway(t, { ...wide, now: () => Date.now() + ahead });
  await (async () => {
    const away = await dial(t, gateway, kept('s'));
    await away.subscribe('a', { qos: 1 });
    await away.leave();
  })();
  const speaker = await dial(t, gateway, { keepalive: 60_000 });
  await speaker.publish('a', 'short', { qos: 1, properties: { messageExpiryInterval: 5 } });
  await speaker.publish('a', 'long', { qos: 1, properties: { messageExpiryInterval: 100 } });
  await speaker.publish('a', 'endless', { qos: 1 });
  ahead = 30_000;
  const back = await dial(t, gateway, kept('s'));
  const [long, endless] = [await back.next('publish'), await back.next('publish')];
  assert.deepEqual([`${long.payload}`, `${endless.payload}`], ['long', 'endless']);
  const left = long.properties?.messageExpiryInterval ?? 0;
  assert.ok(left >= 68 && left <= 71, String(left));
  assert.equal(endless.properties?.messageExpiryInterval, undefined);
});

test('[MQTT5-3.3.2-7] [MQTT5-3.3.2-12] topic aliases up to our maximum are taken, and end with their connection', async (t) => {
  const gateway = await startGateway(t, wide);
  const listener = await dial(t, gateway);
  await listener.subscribe('#', { qos: 0 });
  const speaker = await dial(t, gateway, kept('s'));
  const most = speaker.connack.properties?.topicAliasMaximum ?? 0;
  assert.ok(most > 1);
  for (const topicAlias of [1, most]) {
    speaker.send({ cmd: 'publish', topic: `t/${topicAlias}`, payload: '1', qos: 0, ...plain, properties: { topicAlias } });
    speaker.send({ cmd: 'publish', topic: '', payload: '2', qos: 0, ...plain, properties: { topicAlias } });
  }
  assert.deepEqual(await listener.hear(4), ['t/1 1', 't/1 2', `t/${most} 1`, `t/${most} 2`]);
  await speaker.leave();
  const again = await dial(t, gateway, kept('s'));
  assert.equal(again.connack.sessionPresent, true);
  again.send({ cmd: 'publish', topic: '', payload: '3', qos: 0, ...plain, properties: { topicAlias: 1 } });
  assert.equal(await again.ended(), 0x82);
  const greedy = await dial(t, gateway);
  greedy.send({ cmd: 'publish', topic: 'x', payload: '4', qos: 0, ...plain, properties: { topicAlias: most + 1 } });
  assert.equal(await greedy.ended(), 0x94);
});

test('[MQTT5-3.1.2-26] [MQTT5-3.1.2-27] [MQTT5-3.3.2-11] we give aliases within the client’s maximum, and none without one', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  for (const topicAliasMaximum of [0, 2]) {
    const listener = await dial(t, gateway, { properties: { topicAliasMaximum } });
    await listener.subscribe('t/#', { qos: 0 });
    const names = new Map<number, string>();
    const heard: string[] = [];
    for (const topic of ['t/1', 't/2', 't/3', 't/1', 't/3', 't/2']) await speaker.publish(topic, 'x');
    for (let i = 0; i < 6; i++) {
      const { topic, properties } = await listener.next('publish');
      const alias = properties?.topicAlias ?? 0;
      assert.ok(alias <= topicAliasMaximum);
      if (alias > 0 && topic !== '') names.set(alias, topic);
      heard.push(topic === '' ? (names.get(alias) as string) : topic);
    }
    assert.deepEqual(heard, ['t/1', 't/2', 't/3', 't/1', 't/3', 't/2']);
    assert.equal(names.size, topicAliasMaximum);
  }
});

test('[MQTT5-3.1.2-24] [MQTT5-3.1.2-25] [MQTT5-3.4.2-2] what is larger than the client takes is not sent, and counts as delivered', async (t) => {
  const gateway = await startGateway(t, wide);
  const listener = await dial(t, gateway, { ...kept('s'), properties: { sessionExpiryInterval: 600, maximumPacketSize: 60 } });
  for (const filter of ['a', 'b']) await listener.subscribe(filter, { qos: filter === 'a' ? 1 : 0 });
  const speaker = await dial(t, gateway);
  for (const topic of ['a', 'b']) {
    await speaker.publish(topic, 'x'.repeat(100), { qos: 1 });
    await speaker.publish(topic, 'small', { qos: 1 });
  }
  assert.deepEqual(await listener.hear(2), ['a small', 'b small']);
  await listener.publish('devices/pump-1/up/properties', 'not allowed', { qos: 1 });
  await listener.leave();
  const back = await dial(t, gateway, kept('s'));
  assert.deepEqual(await back.hear(1), ['a small']);
  assert.equal(await back.heardNothing(), true);
});

test('[MQTT5-3.1.2-24] a client that takes no answer of our size is not served', async (t) => {
  const gateway = await startGateway(t, wide);
  const tight = await dial(t, gateway, { properties: { maximumPacketSize: 40 } });
  const subscriptions = Array.from({ length: 60 }, (_, i) => ({ topic: `t/${i}`, qos: 0 }));
  tight.send({ cmd: 'subscribe', messageId: 1, subscriptions });
  assert.equal(await tight.ended(), 0x95);
});

test('[MQTT5-3.3.4-9] [MQTT5-3.3.4-10] [MQTT5-4.9.0-1] [MQTT5-4.9.0-2] [MQTT5-4.9.0-3] no more is under way than the client’s Receive Maximum, and all else goes on', async (t) => {
  const gateway = await startGateway(t, wide);
  const listener = await dial(t, gateway, { properties: { receiveMaximum: 2 } });
  await listener.subscribe('a', { qos: 2 });
  await listener.subscribe('b', { qos: 0 });
  const speaker = await dial(t, gateway);
  for (const [i, qos] of ([1, 2, 1, 2] as const).entries()) await speaker.publish('a', `${i}`, { qos });
  await speaker.publish('b', 'plain');
  const [one, two] = [await listener.next('publish'), await listener.next('publish')];
  assert.deepEqual(await listener.hear(1), ['b plain']);
  assert.equal(await listener.heardNothing(), true);
  assert.equal((await listener.subscribe('c')).granted.length, 1);
  listener.send({ cmd: 'puback', messageId: one.messageId });
  const three = await listener.next('publish');
  listener.send({ cmd: 'pubrec', messageId: two.messageId });
  await listener.next('pubrel');
  // PUBREC alone frees nothing: only PUBCOMP does.
  assert.equal(await listener.heardNothing(), true);
  listener.send({ cmd: 'pubcomp', messageId: two.messageId });
  assert.deepEqual([`${three.payload}`, ...(await listener.hear(1))], ['2', 'a 3']);
});
