import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqtt from 'mqtt';
import { dial, kept, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

const will = (topic: string, payload: string, more: object = {}) => ({
  will: { topic, payload: Buffer.from(payload), qos: 1 as const, retain: false, ...more },
});

/** A clock that the test moves. */
function clock() {
  const time = { shift: 0, now: () => Date.now() + time.shift };
  return time;
}

test('[MQTT-3.1.2-4] [MQTT-3.1.2-6] a session is present as long as it was asked to be kept, and not after a clean start', async (t) => {
  const gateway = await startGateway(t, wide);
  const present = async (clean: boolean, sessionExpiryInterval?: number) => {
    const properties = sessionExpiryInterval === undefined ? {} : { properties: { sessionExpiryInterval } };
    const peer = await dial(t, gateway, { clientId: 's', clean, ...properties });
    await peer.leave(0);
    return peer.connack.sessionPresent;
  };
  assert.deepEqual(
    [await present(false, 60), await present(false, 60), await present(true, 60), await present(false, 0), await present(false, 0)],
    [false, true, false, true, false],
  );
});

test('[MQTT-3.1.2-5] an older client’s session that is not clean stays, with its subscriptions', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  for (const protocolVersion of [3, 4] as const) {
    const stay = { protocolVersion, clientId: `s${protocolVersion}`, clean: false };
    const first = await dial(t, gateway, stay);
    await first.subscribe('a', { qos: 1 });
    await first.leave();
    await speaker.publish('a', 'x', { qos: 2 });
    const second = await dial(t, gateway, stay);
    // MQTT 3.1 has no such flag.
    assert.equal(second.connack.sessionPresent, protocolVersion === 4);
    assert.deepEqual(await second.hear(1), ['a x']);
  }
});

test('[MQTT5-4.1.0-2] a session ends when its time is over, counted from the end of its connection', async (t) => {
  const time = clock();
  const gateway = await startGateway(t, { ...wide, now: time.now });
  await (await dial(t, gateway, kept('s', 100))).leave();
  time.shift = 90_000;
  const second = await dial(t, gateway, kept('s', 100));
  assert.equal(second.connack.sessionPresent, true);
  time.shift = 900_000;
  await second.leave();
  time.shift += 101_000;
  assert.equal((await dial(t, gateway, kept('s', 100))).connack.sessionPresent, false);
});

test('[MQTT5-3.14.2-2] DISCONNECT may change how long the session is kept, but not begin to keep it', async (t) => {
  const gateway = await startGateway(t, wide);
  await (await dial(t, gateway, kept('s', 100))).leave(0, { sessionExpiryInterval: 0 });
  const second = await dial(t, gateway, kept('s', 100));
  assert.equal(second.connack.sessionPresent, false);
  const unkept = await dial(t, gateway, { clientId: 'u', clean: true });
  await unkept.leave(0, { sessionExpiryInterval: 10 });
  assert.equal(await unkept.ended(), 0x82);
});

test('[MQTT5-3.1.4-3] whoever connects with the same identifier takes the session over; the older connection is told 0x8E', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const first = await dial(t, gateway, kept('s'));
  await first.subscribe('a', { qos: 1 });
  await speaker.publish('a', '1', { qos: 1 });
  await first.hear(1);
  const second = await dial(t, gateway, kept('s'));
  assert.equal(await first.ended(), 0x8e);
  assert.equal(second.connack.sessionPresent, true);
  const again = await second.next('publish');
  assert.deepEqual([`${again.payload}`, again.dup], ['1', true]);
  await speaker.publish('a', '2', { qos: 1 });
  assert.deepEqual(await second.hear(1), ['a 2']);
});

test('the same client identifier of two devices is two sessions', async (t) => {
  const gateway = await startGateway(t, wide);
  const device = (name: string) => dial(t, gateway, { ...kept('same'), username: `default/${name}`, password: Buffer.from('secret') });
  const [one, two] = [await device('pump-1'), await device('pump-2')];
  assert.equal(two.connack.sessionPresent, false);
  assert.equal(await one.heardNothing(), true);
});

test('[MQTT-3.1.2-8] [MQTT-3.14.4-3] [MQTT5-3.14.4-3] a will is said when the connection is lost or ended with an error, not after a goodbye', async (t) => {
  const gateway = await startGateway(t, wide);
  const listener = await dial(t, gateway);
  await listener.subscribe('wills/#', { qos: 2, rap: true });
  await (await dial(t, gateway, will('wills/goodbye', 'x'))).leave(0);
  await (await dial(t, gateway, { protocolVersion: 4, ...will('wills/goodbye', 'x') })).leave(0);
  await (await dial(t, gateway, will('wills/asked', 'x', { qos: 2, retain: true }))).leave(4);
  await (await dial(t, gateway, will('wills/error', 'x'))).leave(0x81);
  await (await dial(t, gateway, will('wills/lost', 'x'))).leave();
  await (await dial(t, gateway, { protocolVersion: 4, ...will('wills/older', 'x') })).leave();
  const heard = [];
  for (let i = 0; i < 4; i++) {
    const { topic, qos, retain } = await listener.next('publish');
    heard.push(`${topic} ${qos} ${retain}`);
  }
  assert.deepEqual(heard, ['wills/asked 2 true', 'wills/error 1 false', 'wills/lost 1 false', 'wills/older 1 false']);
  const later = await dial(t, gateway);
  await later.subscribe('wills/asked', { qos: 0 });
  assert.deepEqual(await later.hear(1), ['wills/asked x']);
});

test('[MQTT5-3.1.3-9] a will waits for its delay, and is not said when its client is back before', async (t) => {
  const time = clock();
  const gateway = await startGateway(t, { ...wide, now: time.now });
  const listener = await dial(t, gateway);
  await listener.subscribe('wills/#');
  const delayed = (clientId: string) => ({
    ...kept(clientId, 1000),
    ...will(`wills/${clientId}`, 'x', { properties: { willDelayInterval: 100 } }),
  });
  for (const clientId of ['gone', 'back']) await (await dial(t, gateway, delayed(clientId))).leave();
  time.shift = 90_000;
  const back = await dial(t, gateway, kept('back', 1000));
  assert.equal(await listener.heardNothing(), true);
  time.shift = 101_000;
  assert.deepEqual(await listener.hear(1), ['wills/gone x']);
  await back.leave();
  time.shift = 300_000;
  assert.equal(await listener.heardNothing(), true);
});

test('[MQTT5-3.1.2-8] a delayed will is said at the latest when its session ends', async (t) => {
  const time = clock();
  const gateway = await startGateway(t, { ...wide, now: time.now });
  const listener = await dial(t, gateway);
  await listener.subscribe('wills/#');
  const delayed = (clientId: string, seconds: number) => ({
    ...kept(clientId, seconds),
    ...will(`wills/${clientId}`, 'x', { properties: { willDelayInterval: 10_000 } }),
  });
  await (await dial(t, gateway, delayed('unkept', 0))).leave();
  assert.deepEqual(await listener.hear(1), ['wills/unkept x']);
  await (await dial(t, gateway, delayed('cleaned', 1000))).leave();
  assert.equal(await listener.heardNothing(), true);
  await (await dial(t, gateway, { clientId: 'cleaned', clean: true })).leave(0);
  assert.deepEqual(await listener.hear(1), ['wills/cleaned x']);
  await (await dial(t, gateway, delayed('expired', 50))).leave();
  time.shift = 51_000;
  assert.deepEqual(await listener.hear(1), ['wills/expired x']);
});

test('the properties of a will arrive with it, its own expiry too', async (t) => {
  const gateway = await startGateway(t, wide);
  const listener = await dial(t, gateway);
  await listener.subscribe('wills/#');
  const properties = {
    contentType: 'text/plain',
    userProperties: { k: 'v' },
    messageExpiryInterval: 77,
    correlationData: Buffer.from('c'),
  };
  await (await dial(t, gateway, will('wills/a', 'x', { properties }))).leave();
  const heard = await listener.next('publish');
  assert.deepEqual({ ...heard.properties, userProperties: { ...heard.properties?.userProperties } }, properties);
});

test('[MQTT5-3.1.3-6] a client of MQTT 5 without an identifier gets one, and may come back by it', async (t) => {
  const gateway = await startGateway(t, wide);
  const first = await dial(t, gateway, { clientId: '', clean: true, properties: { sessionExpiryInterval: 60 } });
  const assigned = first.connack.properties?.assignedClientIdentifier ?? '';
  assert.ok(assigned.length > 0);
  await first.leave();
  const second = await dial(t, gateway, kept(assigned));
  assert.deepEqual([second.connack.sessionPresent, second.connack.properties?.assignedClientIdentifier], [true, undefined]);
  const third = await dial(t, gateway, { clientId: '', clean: true });
  assert.notEqual(third.connack.properties?.assignedClientIdentifier, assigned);
});

test('[MQTT5-3.2.2-21] [MQTT-3.1.2-24] a client is told how long it may be silent, and ended with 0x8D after half as long again', async (t) => {
  const time = clock();
  const gateway = await startGateway(t, { ...wide, now: time.now });
  const never = await dial(t, gateway, { keepalive: 0 });
  const told = never.connack.properties?.serverKeepAlive ?? 0;
  assert.ok(told > 0);
  const asked = await dial(t, gateway, { keepalive: 30 });
  assert.equal(asked.connack.properties?.serverKeepAlive, undefined);
  time.shift = 46_000;
  assert.equal(await asked.ended(), 0x8d);
  assert.equal(await never.heardNothing(), true);
  time.shift = 46_000 + told * 1500 + 1000;
  assert.equal(await never.ended(), 0x8d);
});

test('clients of every version that come back by themselves lose nothing of QoS 1 and 2 over breaks', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  for (const protocolVersion of [4, 5] as const) {
    const client = mqtt.connect(`mqtt://127.0.0.1:${gateway.listener.port}`, {
      ...{ protocolVersion, clientId: `real-${protocolVersion}`, clean: false, reconnectPeriod: 10, resubscribe: false },
      ...(protocolVersion === 5 ? { properties: { sessionExpiryInterval: 600 } } : {}),
    });
    t.after(() => client.endAsync(true));
    const heard: number[] = [];
    let wake = () => {};
    client.on('message', (_topic, payload) => {
      heard.push(Number(payload));
      wake();
    });
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    await client.subscribeAsync(`r/${protocolVersion}`, { qos: 2 });
    for (let i = 0; i < 120; i++) {
      await speaker.publish(`r/${protocolVersion}`, `${i}`, { qos: 2 });
      if (i % 30 === 15) client.stream.destroy();
    }
    while (new Set(heard).size < 120) await new Promise<void>((resolve) => (wake = resolve));
    assert.deepEqual(
      heard,
      Array.from({ length: 120 }, (_, i) => i),
    );
  }
});
