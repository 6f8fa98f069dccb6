import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IConnectPacket } from 'mqtt-packet';
import { dial, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

function staying(version: 3 | 4 | 5, clientId: string): Partial<IConnectPacket> {
  return { protocolVersion: version, clientId, clean: false, ...(version === 5 ? { properties: { sessionExpiryInterval: 600 } } : {}) };
}

for (const version of [3, 4, 5] as const) {
  test(`[MQTT-4.3.3-1] [MQTT5-4.3.3-3] [MQTT5-4.3.3-4] [MQTT5-4.3.3-5] [MQTT5-4.3.3-6] QoS 2 to a client: sent until PUBREC, released until PUBCOMP, never both (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const speaker = await dial(t, gateway);
    const first = await dial(t, gateway, staying(version, 's'));
    await first.subscribe('a', { qos: 2 });
    await speaker.publish('a', 'x', { qos: 2 });
    const { messageId, dup } = await first.next('publish');
    assert.equal(dup, false);
    await first.leave();
    const second = await dial(t, gateway, staying(version, 's'));
    const again = await second.next('publish');
    assert.deepEqual([again.messageId, again.dup, `${again.payload}`], [messageId, true, 'x']);
    second.send({ cmd: 'pubrec', messageId });
    assert.equal((await second.next('pubrel')).messageId, messageId);
    await second.leave();
    const third = await dial(t, gateway, staying(version, 's'));
    assert.equal((await third.next('pubrel')).messageId, messageId);
    assert.equal(await third.heardNothing(), true);
    third.send({ cmd: 'pubcomp', messageId });
    assert.equal(await third.heardNothing(), true);
    await third.leave();
    const fourth = await dial(t, gateway, staying(version, 's'));
    assert.equal(await fourth.heardNothing(), true);
    assert.ok(!fourth.packets.some(({ cmd }) => cmd === 'pubrel'));
  });

  test(`[MQTT-3.3.1-1] [MQTT5-4.3.2-3] [MQTT-4.6.0-1] QoS 1 to a client counts as unacknowledged until PUBACK, and comes again in order with DUP (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const speaker = await dial(t, gateway);
    const first = await dial(t, gateway, staying(version, 's'));
    await first.subscribe('a', { qos: 1 });
    for (const payload of ['1', '2', '3']) await speaker.publish('a', payload, { qos: 1 });
    const sent = [await first.next('publish'), await first.next('publish'), await first.next('publish')];
    first.send({ cmd: 'puback', messageId: sent[1]?.messageId });
    assert.equal(await first.heardNothing(), true);
    await first.leave();
    const second = await dial(t, gateway, staying(version, 's'));
    const again = [await second.next('publish'), await second.next('publish')];
    assert.deepEqual(
      again.map(({ payload, dup, messageId }) => `${payload} ${dup} ${messageId}`),
      [sent[0], sent[2]].map((packet) => `${packet?.payload} true ${packet?.messageId}`),
    );
    assert.equal(await second.heardNothing(), true);
  });

  test(`[MQTT-4.3.3-2] [MQTT5-4.3.3-10] [MQTT5-4.3.3-11] [MQTT5-4.3.3-12] QoS 2 of a client is taken once until PUBREL; after PUBCOMP its identifier is free (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const listener = await dial(t, gateway);
    await listener.subscribe('a', { qos: 0 });
    const speaker = await dial(t, gateway, staying(version, 's'));
    const publication = { cmd: 'publish', topic: 'a', qos: 2, retain: false, messageId: 11 } as const;
    speaker.send({ ...publication, payload: 'one', dup: false });
    assert.equal((await speaker.next('pubrec')).messageId, 11);
    speaker.send({ ...publication, payload: 'one', dup: true });
    assert.equal((await speaker.next('pubrec')).messageId, 11);
    for (let i = 0; i < 2; i++) {
      speaker.send({ cmd: 'pubrel', messageId: 11 });
      const { messageId, reasonCode } = await speaker.next('pubcomp');
      assert.equal(messageId, 11);
      if (version === 5) assert.equal(reasonCode ?? 0, i === 0 ? 0 : 0x92);
    }
    speaker.send({ ...publication, payload: 'two', dup: false });
    await speaker.next('pubrec');
    assert.deepEqual(await listener.hear(2), ['a one', 'a two']);
    assert.equal(await listener.heardNothing(), true);
  });

  test(`[MQTT-4.6.0-4] PUBRELs come in the order of the PUBRECs (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const speaker = await dial(t, gateway);
    const peer = await dial(t, gateway, staying(version, 's'));
    await peer.subscribe('a', { qos: 2 });
    for (const payload of ['1', '2', '3']) await speaker.publish('a', payload, { qos: 2 });
    const ids = [await peer.next('publish'), await peer.next('publish'), await peer.next('publish')].map(({ messageId }) => messageId);
    const order = [ids[2], ids[0], ids[1]];
    for (const messageId of order) peer.send({ cmd: 'pubrec', messageId });
    assert.deepEqual(
      [await peer.next('pubrel'), await peer.next('pubrel'), await peer.next('pubrel')].map(({ messageId }) => messageId),
      order,
    );
  });
}

test('[MQTT5-4.3.3-9] a QoS 2 publication that was refused leaves its identifier free', async (t) => {
  const gateway = await startGateway(t, wide);
  const listener = await dial(t, gateway);
  await listener.subscribe('a', { qos: 0 });
  const speaker = await dial(t, gateway);
  speaker.send({ cmd: 'publish', topic: 'devices/x/up/y', payload: '1', qos: 2, dup: false, retain: false, messageId: 5 });
  assert.equal((await speaker.next('pubrec')).reasonCode, 0x87);
  speaker.send({ cmd: 'publish', topic: 'a', payload: '2', qos: 2, dup: false, retain: false, messageId: 5 });
  assert.ok(((await speaker.next('pubrec')).reasonCode ?? 0) < 0x80);
  assert.deepEqual(await listener.hear(1), ['a 2']);
});

test('[MQTT5-4.4.0-2] what a client refused is not sent again', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const first = await dial(t, gateway, staying(5, 's'));
  await first.subscribe('a', { qos: 2 });
  await speaker.publish('a', '1', { qos: 1 });
  await speaker.publish('a', '2', { qos: 2 });
  first.send({ cmd: 'puback', messageId: (await first.next('publish')).messageId, reasonCode: 0x83 });
  first.send({ cmd: 'pubrec', messageId: (await first.next('publish')).messageId, reasonCode: 0x83 });
  assert.equal(await first.heardNothing(), true);
  assert.ok(!first.packets.some(({ cmd }) => cmd === 'pubrel'));
  await first.leave();
  assert.equal(await (await dial(t, gateway, staying(5, 's'))).heardNothing(), true);
});

test('[MQTT5-4.3.3-7] [MQTT5-4.3.3-13] a QoS 2 exchange that has begun is finished although the message expires', async (t) => {
  let ahead = 0;
  const gateway = await startGateway(t, { ...wide, now: () => Date.now() + ahead });
  const speaker = await dial(t, gateway, { keepalive: 60_000 });
  const first = await dial(t, gateway, staying(5, 's'));
  await first.subscribe('a', { qos: 2 });
  const publication = { cmd: 'publish', topic: 'a', payload: 'x', qos: 2, dup: false, retain: false, messageId: 3 } as const;
  speaker.send({ ...publication, properties: { messageExpiryInterval: 5 } });
  await speaker.next('pubrec');
  const { messageId } = await first.next('publish');
  ahead = 30_000;
  speaker.send({ cmd: 'pubrel', messageId: 3 });
  assert.equal((await speaker.next('pubcomp')).reasonCode ?? 0, 0);
  await first.leave();
  const second = await dial(t, gateway, staying(5, 's'));
  assert.equal((await second.next('publish')).messageId, messageId);
  second.send({ cmd: 'pubrec', messageId });
  assert.equal((await second.next('pubrel')).messageId, messageId);
});

test('MQTT 3.1 may send SUBSCRIBE, PUBREL and UNSUBSCRIBE again with DUP, and names no fields that its flags announce', async (t) => {
  const gateway = await startGateway(t, wide);
  const peer = await dial(t, gateway, { protocolVersion: 3, clientId: 'old' });
  assert.equal(peer.connack.sessionPresent, false);
  peer.socket.write(Buffer.from([0x8a, 6, 0, 1, 0, 1, 97, 2]));
  assert.deepEqual([...((await peer.next('suback')).granted as number[])], [2]);
  peer.send({ cmd: 'publish', topic: 'a', payload: 'x', qos: 2, dup: false, retain: false, messageId: 9 });
  await peer.next('pubrec');
  peer.socket.write(Buffer.from([0x6a, 2, 0, 9]));
  await peer.next('pubcomp');
  assert.deepEqual(await peer.hear(1), ['a x']);
  peer.socket.write(Buffer.from([0xaa, 5, 0, 2, 0, 1, 97]));
  await peer.next('unsuback');
});
