import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqttPacket from 'mqtt-packet';
import { connectPacket, publishRing, sample } from './packets.ts';

function parse(bytes: Buffer): mqttPacket.Packet[] {
  const parser = mqttPacket.parser({ protocolVersion: 4 });
  const packets: mqttPacket.Packet[] = [];
  parser.on('packet', (packet) => packets.push(packet));
  parser.parse(bytes);
  return packets;
}

test('CONNECT reads back as MQTT 3.1.1 with user name and password', () => {
  const [packet] = parse(connectPacket({ clientId: 'a', username: 'default/a', password: 'secret' }, 300));
  assert.ok(packet?.cmd === 'connect');
  assert.deepEqual(
    [packet.protocolVersion, packet.clientId, packet.username, packet.password?.toString(), packet.keepalive, packet.clean],
    [4, 'a', 'default/a', 'secret', 300, true],
  );
});

test('the ring holds equal QoS 1 packets with ids 1 to in-flight twice over', () => {
  const ring = publishRing('up/properties', 3, 'server', 1);
  const packets = parse(ring.bytes);
  assert.deepEqual(
    packets.map((p) => p.messageId),
    [1, 2, 3, 1, 2, 3],
  );
  for (const packet of packets) {
    assert.ok(packet.cmd === 'publish' && packet.qos === 1 && packet.topic === 'up/properties');
    assert.deepEqual(Object.keys(JSON.parse(packet.payload.toString())), ['temperature', 'pressure', 'rpm']);
  }
});

test('stamping changes the time of one packet only', () => {
  const ring = publishRing('up/properties', 2, 'device', 1);
  ring.stamp(1, 1_767_225_600_123);
  const times = parse(ring.bytes.subarray(ring.packetBytes, ring.packetBytes * 2)).map((p) =>
    p.cmd === 'publish' ? JSON.parse(p.payload.toString()).ts : undefined,
  );
  assert.deepEqual(times, [1_767_225_600_123]);
});

test('a sample is 60 bytes for every seed and place', () => {
  for (let seed = 0; seed < 1000; seed++) for (let place = 0; place < 200; place += 7) assert.equal(sample(seed, place).length, 60);
});
