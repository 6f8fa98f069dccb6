import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IConnectPacket } from 'mqtt-packet';
import { dial, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

type GivenWill = NonNullable<IConnectPacket['will']>;

function withWill(version: 3 | 4 | 5, will: Partial<GivenWill> = {}, more: Partial<IConnectPacket> = {}): Partial<IConnectPacket> {
  return { protocolVersion: version, will: { topic: 'will', payload: Buffer.from('gone'), qos: 1, retain: false, ...will }, ...more };
}

for (const version of [3, 4, 5] as const) {
  test(`[MQTT-3.1.2-8] [MQTT-3.1.2-10] [MQTT5-3.1.2-7] [MQTT5-3.1.2-8] [MQTT5-3.1.2-10] a will is said once when the connection is lost, and never after a normal DISCONNECT [MQTT-3.14.4-3] (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const watcher = await dial(t, gateway);
    await watcher.subscribe('will', { qos: 2 });
    await (await dial(t, gateway, withWill(version, {}, { clientId: 'w' }))).leave(0);
    assert.equal(await watcher.heardNothing(), true);
    await (await dial(t, gateway, withWill(version, {}, { clientId: 'w' }))).leave();
    assert.deepEqual(await watcher.hear(1), ['will gone']);
    await (await dial(t, gateway, { protocolVersion: version, clientId: 'w' })).leave();
    assert.equal(await watcher.heardNothing(), true);
  });

  test(`[MQTT-3.1.2-12] a client without a will leaves nothing behind (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const watcher = await dial(t, gateway);
    await watcher.subscribe('#', { qos: 2 });
    await (await dial(t, gateway, { protocolVersion: version })).leave();
    assert.equal(await watcher.heardNothing(), true);
  });

  test(`[MQTT-3.1.2-16] [MQTT-3.1.2-17] [MQTT5-3.1.2-14] [MQTT5-3.1.2-15] a will is retained exactly when it says so (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const watcher = await dial(t, gateway);
    await watcher.subscribe('+', { qos: 0 });
    await (await dial(t, gateway, withWill(version, { topic: 'plain' }))).leave();
    await (await dial(t, gateway, withWill(version, { topic: 'kept', retain: true }))).leave();
    await watcher.hear(2);
    const later = await dial(t, gateway);
    await later.subscribe('+', { qos: 0 });
    assert.deepEqual(await later.hear(1), ['kept gone']);
    assert.equal(await later.heardNothing(), true);
  });

  test(`a connection that breaks the protocol has its will said (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const watcher = await dial(t, gateway);
    await watcher.subscribe('will', { qos: 0 });
    const peer = await dial(t, gateway, withWill(version));
    peer.socket.write(Buffer.from([0x36, 5, 0, 1, 97, 0, 1]));
    assert.equal(await peer.ended(), version === 5 ? 0x81 : undefined);
    assert.deepEqual(await watcher.hear(1), ['will gone']);
  });
}

test('a DISCONNECT that asks for it has the will said', async (t) => {
  const gateway = await startGateway(t, wide);
  const watcher = await dial(t, gateway);
  await watcher.subscribe('will', { qos: 0 });
  await (await dial(t, gateway, withWill(5))).leave(4);
  assert.deepEqual(await watcher.hear(1), ['will gone']);
});

test('[MQTT5-3.1.2-8] [MQTT5-3.1.3-9] a will waits for its delay, and is not said when its client is back before', async (t) => {
  let ahead = 0;
  const gateway = await startGateway(t, { ...wide, now: () => Date.now() + ahead });
  const watcher = await dial(t, gateway, { keepalive: 60_000 });
  await watcher.subscribe('will', { qos: 0 });
  const given = withWill(
    5,
    { properties: { willDelayInterval: 20 } },
    { clientId: 'w', properties: { sessionExpiryInterval: 600 }, clean: false },
  );
  await (await dial(t, gateway, given)).leave();
  ahead += 10_000;
  const back = await dial(t, gateway, given);
  assert.equal(await watcher.heardNothing(), true);
  await back.leave();
  assert.equal(await watcher.heardNothing(), true);
  ahead += 21_000;
  assert.deepEqual(await watcher.hear(1), ['will gone']);
});

test('[MQTT5-3.1.2-8] the end of the session is the end of the delay', async (t) => {
  const gateway = await startGateway(t, wide);
  const watcher = await dial(t, gateway);
  await watcher.subscribe('will', { qos: 0 });
  const given = withWill(5, { properties: { willDelayInterval: 3600 } }, { clientId: 'w', properties: { sessionExpiryInterval: 600 } });
  await (await dial(t, gateway, given)).leave();
  assert.equal(await watcher.heardNothing(), true);
  await dial(t, gateway, { clientId: 'w', clean: true });
  assert.deepEqual(await watcher.hear(1), ['will gone']);
});

test('[MQTT5-3.1.3-10] the properties of a will arrive as they were given, in their order', async (t) => {
  const gateway = await startGateway(t, wide);
  const watcher = await dial(t, gateway);
  await watcher.subscribe('will', { qos: 0 });
  const properties = {
    contentType: 'text/plain',
    responseTopic: 'answers',
    correlationData: Buffer.from('7'),
    userProperties: { b: ['1', '2'], a: '3' },
  };
  await (await dial(t, gateway, withWill(5, { properties }))).leave();
  const heard = (await watcher.next('publish')).properties;
  assert.deepEqual({ ...heard, userProperties: { ...heard?.userProperties } }, properties);
});
