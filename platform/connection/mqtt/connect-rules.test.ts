import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import mqttPacket, { type IConnectPacket, type Packet } from 'mqtt-packet';
import { dial, sweepAt, wide } from './dial.test.ts';
import { hello, startGateway } from './fixture.test.ts';

const versions = [4, 5] as const;
const connectPacket = (version: 4 | 5, more: Partial<IConnectPacket> = {}): Packet => ({ ...hello, protocolVersion: version, ...more });
const bytesOf = (packet: Packet, protocolVersion: number) => mqttPacket.generate(packet, { protocolVersion });
const request: Packet = { cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 'down/#', qos: 1 }] };

test('[MQTT-3.1.4-1] [MQTT-4.8.0-1] a malformed CONNECT of 3.1.1 ends the connection without an answer', async (t) => {
  const gateway = await startGateway(t);
  const peer = await gateway.raw();
  const bytes = bytesOf(connectPacket(4), 4);
  bytes[9] = (bytes[9] as number) | 1;
  peer.socket.write(bytes);
  await once(peer.socket, 'close');
  assert.deepEqual(peer.packets, []);
});

test('[MQTT5-3.1.4-1] [MQTT5-3.2.2-7] [MQTT5-3.14.0-1] a malformed CONNECT of MQTT 5 is answered with its reason, and with nothing else', async (t) => {
  const gateway = await startGateway(t);
  const peer = await gateway.raw(5);
  const bytes = bytesOf(connectPacket(5, { properties: { receiveMaximum: 5 } }), 5);
  bytes.writeUInt16BE(0, bytes.indexOf(Buffer.from([0x21, 0, 5])) + 1);
  peer.socket.write(bytes);
  await once(peer.socket, 'close');
  assert.deepEqual(
    peer.packets.map((packet) => packet.cmd === 'connack' && packet.reasonCode),
    [0x82],
  );
});

for (const version of versions) {
  test(`[MQTT-3.2.2-5] [MQTT-3.1.4-5] [MQTT5-3.1.4-2] [MQTT5-3.1.4-6] [MQTT5-3.2.2-7] [MQTT5-3.14.0-1] after a refusal nothing is processed and the connection ends (level ${version})`, async (t) => {
    const gateway = await startGateway(t);
    const peer = await gateway.raw(version);
    const report: Packet = { cmd: 'publish', topic: 'up/properties', payload: '{"a":1}', qos: 1, messageId: 3, dup: false, retain: false };
    const wrong = connectPacket(version, { password: Buffer.from('wrong') });
    peer.socket.write(Buffer.concat([wrong, report, request].map((packet) => bytesOf(packet, version))));
    await once(peer.socket, 'close');
    assert.equal(peer.packets.length, 1);
    const [connack] = peer.packets;
    assert.ok(connack?.cmd === 'connack');
    assert.equal(version === 4 ? connack.returnCode : connack.reasonCode, version === 4 ? 4 : 0x86);
    assert.equal(connack.sessionPresent, false);
    assert.deepEqual(gateway.reports, []);
  });

  test(`[MQTT-3.2.0-1] [MQTT-3.1.4-4] [MQTT5-3.2.0-1] [MQTT5-3.2.0-2] [MQTT5-3.1.4-5] an accepted CONNECT is answered first, once, with success (level ${version})`, async (t) => {
    const gateway = await startGateway(t);
    const peer = await gateway.raw(version);
    peer.socket.write(
      Buffer.concat([connectPacket(version), request, { cmd: 'pingreq' } as Packet].map((packet) => bytesOf(packet, version))),
    );
    const packets = await peer.received(3);
    assert.deepEqual(
      packets.map(({ cmd }) => cmd),
      ['connack', 'suback', 'pingresp'],
    );
    const [connack] = packets;
    assert.ok(connack?.cmd === 'connack');
    assert.equal(connack.returnCode ?? connack.reasonCode, 0);
  });

  test(`[MQTT-3.1.3-5] [MQTT5-3.1.3-5] client identifiers of 1 to 23 letters and digits are taken (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const letters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
    for (const clientId of ['Z', letters.slice(0, 23), letters.slice(23, 46), letters.slice(39)]) {
      const { connack } = await dial(t, gateway, { protocolVersion: version, clientId });
      assert.equal(connack.returnCode ?? connack.reasonCode, 0, clientId);
    }
  });

  test(`[MQTT-3.1.3-6] [MQTT5-3.1.3-6] [MQTT5-3.1.3-7] [MQTT5-3.2.2-16] an empty client identifier is replaced by one that nobody has (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const [one, two] = [
      await dial(t, gateway, { protocolVersion: version, clientId: '' }),
      await dial(t, gateway, { protocolVersion: version, clientId: '' }),
    ];
    // Neither took the other over.
    assert.equal(await one.heardNothing(), true);
    assert.equal(await two.heardNothing(), true);
    if (version === 4) return;
    const names = [one, two].map(({ connack }) => connack.properties?.assignedClientIdentifier ?? '');
    assert.ok(names[0] !== '' && names[1] !== '' && names[0] !== names[1]);
    // It is the client's identifier from now on.
    const again = await dial(t, gateway, { protocolVersion: 5, clientId: names[0] as string });
    assert.equal(await one.ended(), 0x8e);
    assert.equal(again.connack.properties?.assignedClientIdentifier, undefined);
  });

  test(`[MQTT-3.1.3-9] [MQTT5-3.1.3-8] a client identifier that is too long is refused, and the connection ends (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const peer = await dial(t, gateway, { protocolVersion: version, clientId: 'x'.repeat(300) });
    assert.equal(peer.connack.returnCode ?? peer.connack.reasonCode, version === 4 ? 2 : 0x85);
    assert.equal(await peer.ended(), undefined);
  });

  test(`[MQTT-3.1.4-2] [MQTT5-3.1.4-3] the older connection of a client ends when it connects again (level ${version})`, async (t) => {
    const gateway = await startGateway(t, wide);
    const older = await dial(t, gateway, { protocolVersion: version, clientId: 'twin' });
    const newer = await dial(t, gateway, { protocolVersion: version, clientId: 'twin' });
    assert.equal(await older.ended(), version === 4 ? undefined : 0x8e);
    assert.equal(await newer.heardNothing(), true);
  });

  test(`[MQTT-3.1.2-24] [MQTT5-3.1.2-22] [MQTT5-3.2.2-22] one and a half keep-alive times of silence are a lost connection (level ${version})`, async (t) => {
    let ahead = 0;
    const gateway = await startGateway(t, { ...wide, now: () => Date.now() + ahead });
    const watcher = await dial(t, gateway, { protocolVersion: 5, keepalive: 1000 });
    await watcher.subscribe('last/words');
    const peer = await dial(t, gateway, {
      protocolVersion: version,
      keepalive: 10,
      will: { topic: 'last/words', payload: Buffer.from('gone'), qos: 0, retain: false },
    });
    assert.equal(peer.connack.properties?.serverKeepAlive, undefined);
    await sweepAt(t, gateway, () => (ahead = 14_000));
    assert.equal(await peer.heardNothing(), true);
    ahead = 14_000 + 17_000;
    assert.equal(await peer.ended(), version === 4 ? undefined : 0x8d);
    assert.deepEqual(await watcher.hear(1), ['last/words gone']);
  });
}

test('[MQTT5-3.1.2-2] a level that is not offered is refused and the connection ends', async (t) => {
  const gateway = await startGateway(t);
  const peer = await gateway.raw(5);
  const bytes = bytesOf(connectPacket(5), 5);
  bytes[8] = 6;
  peer.socket.write(bytes);
  await once(peer.socket, 'close');
  assert.deepEqual(
    peer.packets.map((packet) => packet.cmd === 'connack' && packet.reasonCode),
    [0x84],
  );
});

test('[MQTT5-3.1.2-28] response information comes only when it is asked for', async (t) => {
  const gateway = await startGateway(t, wide);
  const plain = await dial(t, gateway);
  const asked = await dial(t, gateway, { clientId: 'asker', properties: { requestResponseInformation: true } });
  assert.equal(plain.connack.properties?.responseInformation, undefined);
  assert.ok(asked.connack.properties?.responseInformation);
});

test('[MQTT5-3.1.2-29] reasons are told in acknowledgements unless the client does not want them', async (t) => {
  const gateway = await startGateway(t, wide);
  for (const requestProblemInformation of [true, false]) {
    const peer = await dial(t, gateway, { properties: { requestProblemInformation } });
    peer.send({ cmd: 'publish', topic: 'devices/pump-1/up/properties', payload: 'x', qos: 1, messageId: 5, dup: false, retain: false });
    const { reasonCode, properties } = await peer.next('puback');
    assert.deepEqual([reasonCode, properties?.reasonString !== undefined], [0x87, requestProblemInformation]);
  }
});

test('[MQTT-4.8.0-2] a CONNECT that can’t be decided at the moment is answered so, and the connection ends', async (t) => {
  const gateway = await startGateway(t);
  for (const version of versions) {
    const peer = await dial(t, gateway, { ...hello, protocolVersion: version, password: Buffer.from('unavailable') });
    assert.equal(peer.connack.returnCode ?? peer.connack.reasonCode, version === 4 ? 3 : 0x88);
    await peer.ended();
  }
});
