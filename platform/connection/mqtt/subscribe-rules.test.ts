import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dial, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

for (const version of [4, 5] as const) {
  const of = { protocolVersion: version };

  test(`[MQTT-3.8.4-1] [MQTT-3.8.4-2] [MQTT-3.8.4-4] [MQTT-2.3.1-7] [MQTT-3.9.3-1] [MQTT-3.9.3-2] [MQTT5-2.2.1-6] [MQTT5-3.8.4-5] [MQTT5-3.8.4-7] [MQTT5-3.9.3-2] each filter of a SUBSCRIBE is granted or refused by itself, in order (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const peer = await dial(t, gateway, of);
    const topics = [
      ['a', 2],
      ['$other/x', 1],
      ['b/+', 0],
      ['c/#', 1],
    ] as const;
    peer.send({ cmd: 'subscribe', messageId: 77, subscriptions: topics.map(([topic, qos]) => ({ topic, qos })) });
    const { messageId, granted } = await peer.next('suback');
    assert.deepEqual([messageId, [...(granted as number[])]], [77, [2, version === 4 ? 0x80 : 0x87, 0, 1]]);
    const speaker = await dial(t, gateway);
    for (const topic of ['a', 'b/x', 'c']) await speaker.publish(topic, 'x', { qos: 1 });
    assert.equal((await peer.hear(3)).length, 3);
  });

  test(`[MQTT-3.8.4-6] [MQTT5-3.8.4-8] messages come with the lower of their QoS and the granted one (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const peer = await dial(t, gateway, of);
    for (const qos of [0, 1, 2] as const) await peer.subscribe(`${qos}`, { qos });
    const speaker = await dial(t, gateway);
    for (const granted of [0, 1, 2] as const) {
      for (const qos of [0, 1, 2] as const) {
        await speaker.publish(`${granted}`, 'x', { qos });
        assert.equal((await peer.next('publish')).qos, Math.min(granted, qos));
      }
    }
  });

  test(`[MQTT-3.8.4-3] [MQTT5-3.8.4-4] the same filter again replaces the subscription: retained messages come again, nothing is lost or doubled (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const speaker = await dial(t, gateway);
    await speaker.publish('a', 'kept', { qos: 1, retain: true });
    const peer = await dial(t, gateway, of);
    await peer.subscribe('a', { qos: 1 });
    assert.deepEqual(await peer.hear(1), ['a kept']);
    for (let i = 0; i < 20; i++) speaker.send({ cmd: 'publish', topic: 'a', payload: `${i}`, qos: 0, dup: false, retain: false });
    peer.send({ cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 'a', qos: 0 }] });
    await peer.next('suback');
    const heard = await peer.hear(21);
    assert.deepEqual(
      heard.filter((line) => line !== 'a kept'),
      Array.from({ length: 20 }, (_, i) => `a ${i}`),
    );
    assert.ok(heard.includes('a kept'));
  });

  test(`[MQTT-3.10.4-1] [MQTT-3.10.4-2] [MQTT-3.10.4-4] [MQTT-3.10.4-5] [MQTT-3.10.4-6] [MQTT5-3.11.3-1] [MQTT5-3.11.3-2] UNSUBSCRIBE ends what is named letter by letter, and is answered in any case (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const peer = await dial(t, gateway, of);
    for (const filter of ['a', 'b/+', 'c/#']) await peer.subscribe(filter, { qos: 0 });
    // The second matches what b/+ matches, and is another filter.
    peer.send({ cmd: 'unsubscribe', messageId: 70, unsubscriptions: ['a', 'b/x', 'c/#', 'never'] });
    const answer = await peer.next('unsuback');
    assert.equal(answer.messageId, 70);
    if (version === 5) assert.deepEqual([...(answer as unknown as { granted: number[] }).granted], [0, 0x11, 0, 0x11]);
    const speaker = await dial(t, gateway);
    for (const topic of ['a', 'b/x', 'c/y']) await speaker.publish(topic, 'x', { qos: 1 });
    assert.deepEqual(await peer.hear(1), ['b/x x']);
    assert.equal(await peer.heardNothing(), true);
  });

  test(`[MQTT-3.10.4-3] a delivery that had begun before UNSUBSCRIBE is completed (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const peer = await dial(t, gateway, of);
    await peer.subscribe('a', { qos: 2 });
    const speaker = await dial(t, gateway);
    await speaker.publish('a', 'x', { qos: 2 });
    const { messageId } = await peer.next('publish');
    await peer.unsubscribe('a');
    peer.send({ cmd: 'pubrec', messageId });
    assert.equal((await peer.next('pubrel')).messageId, messageId);
    peer.send({ cmd: 'pubcomp', messageId });
    assert.equal(await peer.heardNothing(), true);
  });

  test(`[MQTT-3.12.4-1] PINGREQ is answered with PINGRESP (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const peer = await dial(t, gateway, of);
    peer.send({ cmd: 'pingreq' });
    assert.equal((await peer.next('pingresp')).cmd, 'pingresp');
  });
}

test('[MQTT5-4.8.2-3] a shared message comes with the QoS that its receiver was granted', async (t) => {
  const gateway = await startGateway(t, wide);
  const [low, high] = [await dial(t, gateway), await dial(t, gateway)];
  await low.subscribe('$share/g/a', { qos: 0 });
  await high.subscribe('$share/g/a', { qos: 1 });
  const speaker = await dial(t, gateway);
  for (let i = 0; i < 4; i++) {
    await speaker.publish('a', `${i}`, { qos: 2 });
    // They have equally much to do, so they take turns.
    const peer = i % 2 === 0 ? low : high;
    const heard = await peer.next('publish');
    assert.deepEqual([`${heard.payload}`, heard.qos], [`${i}`, i % 2]);
    if (heard.qos === 1) peer.send({ cmd: 'puback', messageId: heard.messageId });
    assert.equal(await peer.heardNothing(), true);
  }
});

test('[MQTT5-4.8.2-5] [MQTT5-4.8.2-6] a shared message that its receiver refused, or had of QoS 2 when its session ended, goes to nobody else', async (t) => {
  const gateway = await startGateway(t, wide);
  const first = await dial(t, gateway);
  await first.subscribe('$share/g/a', { qos: 2 });
  const speaker = await dial(t, gateway);
  await speaker.publish('a', 'refused', { qos: 1 });
  await speaker.publish('a', 'unfinished', { qos: 2 });
  const refused = await first.next('publish');
  await first.next('publish');
  const second = await dial(t, gateway);
  await second.subscribe('$share/g/a', { qos: 2 });
  first.send({ cmd: 'puback', messageId: refused.messageId, reasonCode: 0x83 });
  assert.equal(await first.heardNothing(), true);
  await first.leave();
  await speaker.publish('a', 'next', { qos: 1 });
  assert.deepEqual(await second.hear(1), ['a next']);
  assert.equal(await second.heardNothing(), true);
});
