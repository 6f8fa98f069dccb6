import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqttPacket from 'mqtt-packet';
import { createDecoder, type Reply } from './decode.ts';
import { disconnect, encodeConnect, encodePublish, pingRequest } from './encode.ts';

test('CONNECT is byte for byte what mqtt-packet writes', () => {
  const ours = encodeConnect({ clientId: 'pump-1', username: 'default/pump-1', password: 'sécret', keepAliveSeconds: 300 });
  const theirs = mqttPacket.generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: 'pump-1',
    username: 'default/pump-1',
    password: Buffer.from('sécret'),
    keepalive: 300,
  });
  assert.deepEqual(ours, theirs);
});

test('PUBLISH is byte for byte what mqtt-packet writes, for every size of the length field', () => {
  for (const bytes of [0, 1, 100, 127, 128, 16_383, 16_384, 200_000]) {
    for (const again of [false, true]) {
      const payload = 'x'.repeat(bytes);
      const theirs = mqttPacket.generate({
        cmd: 'publish',
        topic: 'up/properties',
        payload,
        qos: 1,
        messageId: 513,
        dup: again,
        retain: false,
      });
      assert.deepEqual(encodePublish('up/properties', payload, 513, again), theirs);
    }
  }
});

test('PINGREQ and DISCONNECT are what mqtt-packet writes', () => {
  assert.deepEqual(pingRequest, mqttPacket.generate({ cmd: 'pingreq' }));
  assert.deepEqual(disconnect, mqttPacket.generate({ cmd: 'disconnect' }));
});

test('replies are read the same however the bytes are cut', () => {
  const stream = Buffer.concat([
    mqttPacket.generate({ cmd: 'connack', returnCode: 5, sessionPresent: false }),
    mqttPacket.generate({ cmd: 'puback', messageId: 1 }),
    mqttPacket.generate({ cmd: 'pingresp' }),
    mqttPacket.generate({ cmd: 'puback', messageId: 65_535 }),
  ]);
  const expected: Reply[] = [{ kind: 'connack', code: 5 }, { kind: 'puback', id: 1 }, { kind: 'pingresp' }, { kind: 'puback', id: 65_535 }];
  for (let size = 1; size <= stream.length; size++) {
    const replies: Reply[] = [];
    const feed = createDecoder((reply) => replies.push(reply));
    for (let at = 0; at < stream.length; at += size) feed(stream.subarray(at, at + size));
    assert.deepEqual(replies, expected, `cut every ${size} bytes`);
  }
});

test('a packet that a publisher must never get is refused', () => {
  const feed = createDecoder(() => {});
  assert.throws(() => feed(mqttPacket.generate({ cmd: 'pingreq' })), /type 12/);
});
