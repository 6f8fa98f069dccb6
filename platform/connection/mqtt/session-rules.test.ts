import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IConnectPacket } from 'mqtt-packet';
import { dial, sweepAt, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

const versions = [4, 5] as const;

/** A session that outlives its connection, in the words of each version. */
function staying(version: 4 | 5, clientId: string, clean = false): Partial<IConnectPacket> {
  return { protocolVersion: version, clientId, clean, ...(version === 5 ? { properties: { sessionExpiryInterval: 600 } } : {}) };
}

for (const version of versions) {
  test(`[MQTT-3.2.2-1] [MQTT-3.2.2-2] [MQTT-3.2.2-3] [MQTT5-3.2.2-2] [MQTT5-3.2.2-3] CONNACK tells whether a session was kept (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const present = async (options: Partial<IConnectPacket>) => {
      const peer = await dial(t, gateway, options);
      await peer.leave();
      return peer.connack.sessionPresent;
    };
    assert.equal(await present(staying(version, 's')), false);
    assert.equal(await present(staying(version, 's')), true);
    assert.equal(await present(staying(version, 's', true)), false);
    assert.equal(await present(staying(version, 's')), version === 5);
  });

  test(`[MQTT-3.1.2-4] [MQTT-3.1.2-5] [MQTT-4.5.0-1] [MQTT-4.1.0-1] [MQTT5-3.1.2-5] [MQTT5-3.1.2-6] [MQTT5-4.5.0-1] a session that is away keeps its subscriptions and gathers what they bring (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const speaker = await dial(t, gateway);
    const first = await dial(t, gateway, staying(version, 's'));
    await first.subscribe('a', { qos: 2 });
    await first.leave(0);
    for (const qos of [0, 1, 2] as const) await speaker.publish('a', `${qos}`, { qos });
    const second = await dial(t, gateway, staying(version, 's'));
    const [one, two] = [await second.next('publish'), await second.next('publish')];
    assert.deepEqual([`${one.payload} ${one.qos}`, `${two.payload} ${two.qos}`], ['1 1', '2 2']);
    await speaker.publish('a', 'now', { qos: 1 });
    assert.deepEqual(await second.hear(1), ['a now']);
  });

  test(`[MQTT-3.1.2-6] [MQTT-3.1.4-3] [MQTT5-3.1.2-4] [MQTT5-3.1.4-4] a clean start discards subscriptions, messages and identifiers (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const speaker = await dial(t, gateway);
    const listener = await dial(t, gateway);
    await listener.subscribe('b', { qos: 0 });
    const first = await dial(t, gateway, staying(version, 's'));
    await first.subscribe('a', { qos: 1 });
    const half = { cmd: 'publish', topic: 'b', payload: 'half', qos: 2, dup: false, retain: false, messageId: 7 } as const;
    first.send(half);
    await first.next('pubrec');
    await first.leave();
    await speaker.publish('a', 'missed', { qos: 1 });
    const second = await dial(t, gateway, staying(version, 's', true));
    await speaker.publish('a', 'unwanted', { qos: 1 });
    assert.equal(await second.heardNothing(), true);
    // The identifier is free again: this is another message.
    second.send(half);
    await second.next('pubrec');
    assert.deepEqual(await listener.hear(2), ['b half', 'b half']);
  });

  test(`[MQTT-3.1.2-7] retained messages outlive the session that published them (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const speaker = await dial(t, gateway, { protocolVersion: version, clientId: 's' });
    await speaker.publish('kept', 'x', { qos: 1, retain: true });
    await speaker.leave(0);
    const later = await dial(t, gateway, { protocolVersion: version, clientId: 's' });
    await later.subscribe('kept');
    assert.deepEqual(await later.hear(1), ['kept x']);
  });

  test(`[MQTT-3.1.3-2] [MQTT5-3.1.3-2] each client identifier has a session of its own (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const first = await dial(t, gateway, staying(version, 'one'));
    await first.subscribe('a');
    await first.leave();
    assert.equal((await dial(t, gateway, staying(version, 'two'))).connack.sessionPresent, false);
    assert.equal((await dial(t, gateway, staying(version, 'one'))).connack.sessionPresent, true);
  });

  test(`[MQTT-4.1.0-2] [MQTT5-4.1.0-1] a session lives as long as its connection, whatever its expiry (level ${version})`, async (t) => {
    let ahead = 0;
    const gateway = await startGateway(t, { ...wide, now: () => Date.now() + ahead });
    const peer = await dial(t, gateway, { protocolVersion: version, keepalive: 65_000, clean: true });
    await peer.subscribe('a', { qos: 1 });
    await sweepAt(t, gateway, () => (ahead = 40_000));
    const speaker = await dial(t, gateway);
    await speaker.publish('a', 'x', { qos: 1 });
    assert.deepEqual(await peer.hear(1), ['a x']);
  });
}

test('[MQTT5-3.1.2-23] [MQTT5-4.1.0-2] a session is there until its expiry has passed since the end of its connection, and not after', async (t) => {
  let ahead = 0;
  const gateway = await startGateway(t, { ...wide, now: () => Date.now() + ahead });
  const stay = { clientId: 's', clean: false, properties: { sessionExpiryInterval: 60 } };
  await (await dial(t, gateway, stay)).leave(0);
  ahead += 50_000;
  const second = await dial(t, gateway, stay);
  assert.equal(second.connack.sessionPresent, true);
  await second.leave(0);
  ahead += 61_000;
  assert.equal((await dial(t, gateway, stay)).connack.sessionPresent, false);
});

test('DISCONNECT may change the expiry of a session that has one, and give none to one that has not', async (t) => {
  const gateway = await startGateway(t, wide);
  const stay = { clientId: 's', clean: false, properties: { sessionExpiryInterval: 60 } };
  await (await dial(t, gateway, stay)).leave(0, { sessionExpiryInterval: 0 });
  assert.equal((await dial(t, gateway, stay)).connack.sessionPresent, false);
  const brief = await dial(t, gateway, { clientId: 'b' });
  brief.send({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 60 } });
  assert.equal(await brief.ended(), 0x82);
});
