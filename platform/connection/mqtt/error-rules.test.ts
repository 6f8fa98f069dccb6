import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dial, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';
import { field, frame } from './packet/oracle.test.ts';

const a = field('a');
const broken: readonly (readonly [string, Buffer, number])[] = [
  ['reserved bits of a DISCONNECT [MQTT5-3.14.1-1]', frame(0xe1), 0x81],
  ['reserved bits of a PINGREQ [MQTT5-2.1.3-1]', frame(0xc4), 0x81],
  ['reserved bits of a SUBSCRIBE', frame(0x80, 0, 1, 0, a, 0), 0x81],
  ['reserved bits of a PUBREL', frame(0x60, 0, 1), 0x81],
  ['QoS 3', frame(0x36, a, 0, 1, 0), 0x81],
  ['a topic that is not UTF-8 [MQTT5-1.5.4-1]', frame(0x30, field(Buffer.from([0xc3, 0x28])), 0), 0x81],
  ['a topic with U+0000 [MQTT5-1.5.4-2] [MQTT5-4.7.3-2]', frame(0x30, field('a\0'), 0), 0x81],
  ['a wildcard in a topic [MQTT5-4.7.0-1]', frame(0x30, field('a/+'), 0), 0x90],
  ['# that is not last [MQTT5-4.7.1-1]', frame(0x82, 0, 1, 0, field('#/a'), 0), 0x8f],
  ['+ that does not fill its level [MQTT5-4.7.1-2]', frame(0x82, 0, 1, 0, field('a+'), 0), 0x8f],
  ['a SUBSCRIBE without a filter [MQTT5-3.8.3-2]', frame(0x82, 0, 1, 0), 0x82],
  ['identifier 0 [MQTT5-2.2.1-3]', frame(0x82, 0, 0, 0, a, 0), 0x82],
  ['a property twice', frame(0x30, a, 10, 2, 0, 0, 0, 1, 2, 0, 0, 0, 1), 0x82],
  ['a property of another packet', frame(0x30, a, 3, 0x21, 0, 1), 0x81],
  ['a packet that is too large', Buffer.from([0x30, 0xff, 0xff, 0x7f]), 0x95],
  ['a length of five bytes', Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]), 0x81],
  ['a packet of servers', frame(0x90, 0, 1, 0, 0), 0x82],
  ['a packet of type 0', frame(0x00), 0x82],
  ['AUTH without a method in CONNECT [MQTT5-4.12.0-6]', frame(0xf0, 0x19, 4, 0x15, field('x')), 0x82],
];

test('[MQTT5-4.13.1-1] [MQTT5-4.13.2-1] [MQTT5-3.14.4-1] [MQTT5-3.14.4-2] [MQTT5-3.14.2-2] what breaks the protocol is told its reason, last of all, and ends the connection', async (t) => {
  const gateway = await startGateway(t, wide);
  const bystander = await dial(t, gateway);
  for (const [what, bytes, code] of broken) {
    await t.test(`[MQTT5-4.13.1-1] ${what}`, async (inner) => {
      const peer = await dial(inner, gateway);
      // What follows must not be answered any more.
      peer.socket.write(Buffer.concat([bytes, Buffer.from([0xc0, 0])]));
      assert.equal(await peer.ended(), code);
      assert.equal(peer.packets.at(-1)?.cmd, 'disconnect');
      const farewell = peer.packets.at(-1) as { properties?: { sessionExpiryInterval?: number } };
      assert.equal(farewell.properties?.sessionExpiryInterval, undefined);
    });
  }
  assert.equal(await bystander.heardNothing(), true);
});

test('[MQTT-4.8.0-1] [MQTT-2.2.2-1] [MQTT-2.2.2-2] [MQTT-4.7.1-1] [MQTT-4.7.3-2] the same ends a connection of 3.1.1, without a word', async (t) => {
  const gateway = await startGateway(t, wide);
  const old: readonly Buffer[] = [
    ...[frame(0xe1), frame(0xc4), frame(0x80, 0, 1, a, 0), frame(0x60, 0, 1), frame(0x36, a, 0, 1), frame(0x30, field('a\0'))],
    ...[frame(0x30, field('a/#')), frame(0x82, 0, 1), frame(0x82, 0, 1, a, 4), frame(0xf0), Buffer.from([0x30, 0xff, 0xff, 0x7f])],
  ];
  for (const bytes of old) {
    const peer = await dial(t, gateway, { protocolVersion: 4 });
    peer.socket.write(Buffer.concat([bytes, Buffer.from([0xc0, 0])]));
    assert.equal(await peer.ended(), undefined);
    assert.deepEqual(peer.packets, []);
  }
});

test('[MQTT5-3.14.2-3] [MQTT5-3.14.2-4] a farewell is as short as the client takes', async (t) => {
  const gateway = await startGateway(t, wide);
  const peer = await dial(t, gateway, { properties: { maximumPacketSize: 20 } });
  peer.socket.write(frame(0xc1));
  assert.equal(await peer.ended(), 0x81);
  assert.equal((peer.packets.at(-1) as { properties?: object }).properties, undefined);
});
