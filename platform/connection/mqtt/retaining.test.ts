import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dial, kept, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

test('[MQTT-3.3.1-5] [MQTT-3.3.1-8] a later subscriber gets the newest message of each topic, marked as retained, with the lower QoS', async (t) => {
  const gateway = await startGateway(t, wide);
  const [speaker, listener] = [await dial(t, gateway), await dial(t, gateway)];
  await speaker.publish('s/a', 'old', { qos: 2, retain: true });
  await speaker.publish('s/a', 'new', { qos: 2, retain: true });
  await speaker.publish('s/b', 'zero', { qos: 0, retain: true });
  await speaker.publish('s/c', 'gone', { qos: 1, retain: true });
  await speaker.publish('s/c', '', { qos: 1, retain: true });
  await speaker.publish('other', 'x', { qos: 1, retain: true });
  await listener.subscribe('s/#', { qos: 1 }, 5);
  const heard = [await listener.next('publish'), await listener.next('publish')];
  assert.deepEqual(
    heard
      .map(({ topic, payload, qos, retain, properties }) => `${topic} ${payload} ${qos} ${retain} ${properties?.subscriptionIdentifier}`)
      .sort(),
    ['s/a new 1 true 5', 's/b zero 0 true 5'],
  );
  assert.equal(await listener.heardNothing(), true);
});

test('[MQTT-3.3.1-9] [MQTT5-3.3.1-12] [MQTT5-3.3.1-13] who is subscribed already sees the retain flag only as published, if asked', async (t) => {
  const gateway = await startGateway(t, wide);
  const [speaker, plain, asking, older] = [
    await dial(t, gateway),
    await dial(t, gateway),
    await dial(t, gateway),
    await dial(t, gateway, { protocolVersion: 4 }),
  ];
  await plain.subscribe('a');
  await older.subscribe('a');
  await asking.subscribe('a', { rap: true });
  await speaker.publish('a', 'x', { retain: true });
  await speaker.publish('a', 'y', { retain: false });
  const flags = async (peer: typeof plain) => [(await peer.next('publish')).retain, (await peer.next('publish')).retain];
  assert.deepEqual(
    [await flags(plain), await flags(older), await flags(asking)],
    [
      [false, false],
      [false, false],
      [true, false],
    ],
  );
});

test('[MQTT5-3.3.1-9] [MQTT5-3.3.1-10] [MQTT5-3.3.1-11] retain handling: always, for a new subscription, never', async (t) => {
  const gateway = await startGateway(t, wide);
  const [speaker, listener] = [await dial(t, gateway), await dial(t, gateway)];
  await speaker.publish('a', 'x', { qos: 1, retain: true });
  const gets = async (rh: number) => {
    await listener.subscribe('a', { qos: 0, rh });
    const nothing = await listener.heardNothing();
    listener.packets.length = 0;
    return !nothing;
  };
  assert.deepEqual([await gets(2), await gets(1), await gets(0)], [false, false, true]);
  await listener.unsubscribe('a');
  assert.deepEqual([await gets(1), await gets(1)], [true, false]);
});

test('a shared subscription gets no retained messages when it begins', async (t) => {
  const gateway = await startGateway(t, wide);
  const [speaker, listener] = [await dial(t, gateway), await dial(t, gateway)];
  await speaker.publish('a', 'x', { qos: 1, retain: true });
  await listener.subscribe('$share/g/a');
  assert.equal(await listener.heardNothing(), true);
});

test('a retained message expires, hands on what time is left, and is gone from the database too', async (t) => {
  let shift = 0;
  const gateway = await startGateway(t, { ...wide, now: () => Date.now() + shift });
  const [speaker, listener] = [await dial(t, gateway), await dial(t, gateway)];
  await speaker.publish('a', 'x', { qos: 1, retain: true, properties: { messageExpiryInterval: 100 } });
  shift = 40_000;
  await listener.subscribe('a', { qos: 0 });
  const { properties } = await listener.next('publish');
  assert.ok([59, 60].includes(properties?.messageExpiryInterval ?? 0), `${properties?.messageExpiryInterval}`);
  shift = 101_000;
  await listener.subscribe('a', { qos: 0 });
  assert.equal(await listener.heardNothing(), true);
  await gateway.platform[Symbol.asyncDispose]();
  await (await startGateway(t, { ...wide, goOn: true, now: () => Date.now() + shift })).platform[Symbol.asyncDispose]();
  const last = await dial(t, await startGateway(t, { ...wide, goOn: true }));
  await last.subscribe('#', { qos: 0 });
  assert.equal(await last.heardNothing(), true);
});

test('retained messages of a device lie below its name, and it finds them by its own topics', async (t) => {
  const gateway = await startGateway(t, wide);
  const device = await dial(t, gateway, { username: 'default/pump-1', password: Buffer.from('secret') });
  const other = await dial(t, gateway, { username: 'default/pump-2', password: Buffer.from('secret') });
  const application = await dial(t, gateway);
  await device.publish('up/state', 'on', { qos: 1, retain: true });
  await application.publish('devices/pump-1/down/wanted', 'off', { qos: 1, retain: true });
  await application.subscribe('devices/+/up/#');
  assert.deepEqual(await application.hear(1), ['devices/pump-1/up/state on']);
  await device.subscribe('#', { qos: 0 });
  assert.deepEqual((await device.hear(2)).sort(), ['down/wanted off', 'up/state on']);
  await other.subscribe('#', { qos: 0 });
  assert.equal(await other.heardNothing(), true);
});

test('more retained messages than fit a queue or a send buffer all arrive, in any QoS', async (t) => {
  const gateway = await startGateway(t, wide);
  const many = 1_600;
  for (const qos of [0, 1, 2] as const) {
    const speaker = await dial(t, gateway);
    for (let i = 1; i <= many; i++) {
      speaker.send({ cmd: 'publish', topic: `${qos}/${i}`, payload: 'x'.repeat(700), qos, dup: false, retain: true, messageId: i });
      if (qos === 2) speaker.send({ cmd: 'pubrel', messageId: i });
    }
    await speaker.publish('done', 'x', { qos: 1 });
    const listener = await dial(t, gateway, kept(`listener-${qos}`));
    await listener.subscribe(`${qos}/#`, { qos });
    const heard = new Set<string>();
    for (let i = 0; i < many; i++) {
      const { topic, messageId, qos: sent } = await listener.next('publish');
      assert.equal(sent, qos);
      heard.add(topic);
      if (sent === 1) listener.send({ cmd: 'puback', messageId });
      if (sent !== 2) continue;
      listener.send({ cmd: 'pubrec', messageId });
      listener.send({ cmd: 'pubcomp', messageId });
    }
    assert.equal(heard.size, many);
    assert.equal(await listener.heardNothing(), true);
  }
});

test('a kept session whose client goes before it has all retained messages gets the others when it is back', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  for (let i = 0; i < 300; i++)
    speaker.send({ cmd: 'publish', topic: `m/${i}`, payload: 'x', qos: 1, dup: false, retain: true, messageId: i + 1 });
  await speaker.publish('done', 'x', { qos: 1 });
  const first = await dial(t, gateway, kept('s'));
  await first.subscribe('m/#', { qos: 1 });
  await first.next('publish');
  await first.leave();
  const second = await dial(t, gateway, kept('s'));
  const heard = new Set<string>();
  while (heard.size < 300) {
    const { topic, messageId } = await second.next('publish');
    heard.add(topic);
    second.send({ cmd: 'puback', messageId });
  }
});

test('what finds no room among the retained messages of its tenant is delivered, not kept, and told with 0x97', async (t) => {
  const gateway = await startGateway(t, wide);
  gateway.limits.change({ 'retained.messages': 1 });
  const [speaker, listener] = [await dial(t, gateway), await dial(t, gateway)];
  await listener.subscribe('#', { qos: 0 });
  assert.equal(await speaker.publish('a', 'x', { qos: 1, retain: true }), 0);
  assert.equal(await speaker.publish('b', 'x', { qos: 1, retain: true }), 0x97);
  assert.equal(await speaker.publish('b', 'x', { qos: 2, retain: true }), 0x97);
  assert.deepEqual(await listener.hear(3), ['a x', 'b x', 'b x']);
  const later = await dial(t, gateway);
  await later.subscribe('#', { qos: 0 });
  assert.deepEqual(await later.hear(1), ['a x']);
  assert.equal(await later.heardNothing(), true);
  assert.equal(await speaker.publish('a', '', { qos: 1, retain: true }), 0);
  assert.equal(await speaker.publish('b', 'x', { qos: 1, retain: true }), 0);
});
