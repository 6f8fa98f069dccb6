import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import type { IAuthPacket, Packet } from 'mqtt-packet';
import { type ScramClient, scramClient } from '#testing/scram.ts';
import { dial, wide } from './dial.test.ts';
import { hello, startGateway } from './fixture.test.ts';

const method = 'SCRAM-SHA-256';

/** A connection that begins with enhanced authentication. */
async function begin(t: TestContext, authenticationMethod: string, client: ScramClient) {
  const gateway = await startGateway(t);
  const peer = await gateway.raw(5);
  const { username: _, password: __, ...anonymous } = hello;
  const properties = { authenticationMethod, authenticationData: Buffer.from(client.first) };
  peer.send({ ...anonymous, protocolVersion: 5, properties });
  const auth = (reasonCode: number, text: string, said = method): Packet => ({
    cmd: 'auth',
    reasonCode,
    properties: { authenticationMethod: said, authenticationData: Buffer.from(text) },
  });
  return { ...peer, auth, say: (reasonCode: number, text: string, said?: string) => peer.send(auth(reasonCode, text, said)) };
}

/** AUTH and CONNACK have in common what these tests ask for. */
const told = (packet: Packet | undefined) => packet as IAuthPacket;

test('[MQTT5-4.12.0-1] a method that is not offered is refused with 0x8C', async (t) => {
  const peer = await begin(t, 'PLAIN', scramClient('default/pump-1', 'secret'));
  await once(peer.socket, 'close');
  assert.deepEqual(
    peer.packets.map((packet) => told(packet).reasonCode),
    [0x8c],
  );
});

test('[MQTT5-4.12.0-2] [MQTT5-4.12.0-5] an exchange goes on with 0x18, and every packet of it names its method', async (t) => {
  const client = scramClient('default/pump-1', 'secret');
  const peer = await begin(t, method, client);
  const [first] = await peer.received(1);
  assert.deepEqual([first?.cmd, told(first).reasonCode, told(first).properties?.authenticationMethod], ['auth', 0x18, method]);
  peer.say(0x18, client.final(`${told(first).properties?.authenticationData}`));
  const [, connack] = await peer.received(2);
  assert.deepEqual([connack?.cmd, told(connack).reasonCode, told(connack).properties?.authenticationMethod], ['connack', 0, method]);
  assert.equal(`${told(connack).properties?.authenticationData}`, client.expected);
});

test('[MQTT5-4.12.0-4] who can’t prove it is refused, and the connection ends', async (t) => {
  const client = scramClient('default/pump-1', 'wrong');
  const peer = await begin(t, method, client);
  const [first] = await peer.received(1);
  peer.say(0x18, client.final(`${told(first).properties?.authenticationData}`));
  await once(peer.socket, 'close');
  assert.deepEqual(
    peer.packets.map((packet) => `${packet.cmd} ${told(packet).reasonCode}`),
    ['auth 24', 'connack 134'],
  );
});

test('[MQTT5-4.12.0-6] without a method there is neither AUTH nor a method in CONNACK', async (t) => {
  const gateway = await startGateway(t, wide);
  const { connack, packets } = await dial(t, gateway);
  assert.equal(connack.properties?.authenticationMethod, undefined);
  assert.deepEqual(packets, []);
});

test('[MQTT5-4.12.1-2] a client may prove itself anew; when it fails, or changes the method, the connection ends', async (t) => {
  for (const [password, said, expected] of [
    ['secret', method, 'auth 0'],
    ['wrong', method, 'disconnect 135'],
    ['secret', 'OTHER', 'disconnect 130'],
  ] as const) {
    const client = scramClient('default/pump-1', 'secret');
    const peer = await begin(t, method, client);
    peer.say(0x18, client.final(`${told((await peer.received(1))[0]).properties?.authenticationData}`));
    await peer.received(2);
    const again = scramClient('default/pump-1', password, 'another-nonce');
    peer.say(0x19, again.first, said);
    const third = (await peer.received(3))[2];
    if (said === method) {
      assert.equal(told(third).reasonCode, 0x18);
      peer.say(0x18, again.final(`${told(third).properties?.authenticationData}`));
      await peer.received(4);
    }
    const last = peer.packets.at(-1);
    assert.equal(`${last?.cmd} ${told(last).reasonCode}`, expected);
    if (expected !== 'auth 0') continue;
    // The connection goes on.
    peer.send({ cmd: 'pingreq' });
    assert.equal((await peer.received(5))[4]?.cmd, 'pingresp');
  }
});

test('a client that begins to prove itself anew twice at a time is ended', async (t) => {
  const client = scramClient('default/pump-1', 'secret');
  const peer = await begin(t, method, client);
  peer.say(0x18, client.final(`${told((await peer.received(1))[0]).properties?.authenticationData}`));
  await peer.received(2);
  for (let i = 0; i < 2; i++) peer.say(0x19, scramClient('default/pump-1', 'secret', `nonce-${i}`).first);
  await once(peer.socket, 'close');
  const last = peer.packets.at(-1);
  assert.equal(`${last?.cmd} ${told(last).reasonCode}`, 'disconnect 130');
});
