import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import mqtt from 'mqtt';
import mqttPacket from 'mqtt-packet';
import { gone, startListeners } from './fixture.test.ts';

const hello = mqttPacket.generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'c', keepalive: 0 });
const v1 = Buffer.from('PROXY TCP4 203.0.113.7 192.0.2.1 4711 1883\r\n');
const v2 = Buffer.from('0d0a0d0a000d0a515549540a2121002420010db8000000000000000000000007000000000000000000000000000000011267075b', 'hex');

test('a client over IPv4 or IPv6 gets in, and its plain address is known', async (t) => {
  const { listen, accepted } = await startListeners(t);
  const port = await listen('tcp', '::');
  for (const host of ['127.0.0.1', '[::1]']) await (await mqtt.connectAsync(`mqtt://${host}:${port}`, { reconnectPeriod: 0 })).endAsync();
  const peers = await accepted(2);
  assert.deepEqual(
    peers.map(({ address, listener, loopback, certificate }) => [address, listener, loopback, certificate]),
    [
      ['127.0.0.1', 'tcp', true, undefined],
      ['::1', 'tcp', true, undefined],
    ],
  );
  assert.ok(peers.every(({ port: from }) => from > 0));
});

test('who is not admitted is closed before a byte is read, and counted', async (t) => {
  const { listen, listeners, peers } = await startListeners(t, { admit: ({ listener }) => `no ${listener}` });
  for (const kind of ['tcp', 'tls'] as const) {
    const socket = connect(await listen(kind), '127.0.0.1');
    await gone(socket);
  }
  assert.deepEqual(peers, []);
  assert.deepEqual(
    [...listeners.turnedAway],
    [
      ['no tcp', 1],
      ['no tls', 1],
    ],
  );
});

for (const [version, header, address, port] of [
  [1, v1, '203.0.113.7', 4711],
  [2, v2, '2001:db8::7', 4711],
] as const) {
  test(`PROXY ${version} tells the client’s address before MQTT and before TLS, in one write or byte by byte`, async (t) => {
    const { listen, accepted, broker, ca } = await startListeners(t, { proxies: ['127.0.0.0/8'] });
    const tcp = await listen('tcp');
    const whole = connect(tcp, '127.0.0.1');
    whole.write(Buffer.concat([header, hello]));
    assert.equal((await once(whole, 'data'))[0][0], 0x20);
    const slow = connect(tcp, '127.0.0.1').setNoDelay();
    for (const byte of Buffer.concat([header, hello])) {
      slow.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal((await once(slow, 'data'))[0][0], 0x20);
    const raw = connect(await listen('tls'), '127.0.0.1');
    raw.write(header);
    const secure = connectTls({ socket: raw, ca, host: 'localhost' });
    secure.write(hello);
    assert.equal((await once(secure, 'data'))[0][0], 0x20);
    const peers = await accepted(3);
    assert.deepEqual(
      peers.map((peer) => [peer.address, peer.port, peer.loopback]),
      [1, 2, 3].map(() => [address, port, false]),
    );
    assert.equal(broker.connectedClients, 1, 'the same client identifier took over');
    for (const socket of [whole, slow, secure]) socket.destroy();
  });
}

test('a TLS hello that comes in one segment with the PROXY header is not lost', async (t) => {
  const { listen, accepted, ca } = await startListeners(t, { proxies: ['127.0.0.1'] });
  const raw = connect(await listen('tls'), '127.0.0.1');
  await once(raw, 'connect');
  raw.cork();
  raw.write(v1);
  const secure = connectTls({ socket: raw, ca, host: 'localhost' });
  setImmediate(() => raw.uncork());
  await once(secure, 'secureConnect');
  assert.equal((await accepted(1))[0]?.address, '203.0.113.7');
  secure.destroy();
});

test('a listed proxy without a header is refused; a header from anybody else is no MQTT', async (t) => {
  const listed = await startListeners(t, { proxies: ['127.0.0.1'] });
  const bare = connect(await listed.listen('tcp'), '127.0.0.1');
  bare.write(hello);
  await gone(bare);
  assert.deepEqual([...listed.listeners.turnedAway.keys()], ['proxy-header-malformed']);
  const short = connect(await listed.listen('tcp'), '127.0.0.1');
  short.end(v1.subarray(0, 10));
  await listed.turnedAway('proxy-header-missing');
  assert.deepEqual(listed.peers, []);

  const chunks: Buffer[] = [];
  const unlisted = await startListeners(t, {
    proxies: ['192.0.2.0/24'],
    accept: (transport) => transport.on('data', (chunk: Buffer) => chunks.push(chunk)),
  });
  const liar = connect(await unlisted.listen('tcp'), '127.0.0.1');
  liar.write(v1);
  const [peer] = await unlisted.accepted(1);
  assert.equal(peer?.address, '127.0.0.1', 'the address is the socket’s');
  while (chunks.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(Buffer.concat(chunks), v1, 'its bytes are what it said as MQTT');
  liar.destroy();
});

test('a proxy that speaks for itself is the peer', async (t) => {
  const { listen, accepted } = await startListeners(t, { proxies: ['127.0.0.1'] });
  const socket = connect(await listen('tcp'), '127.0.0.1');
  socket.write(Buffer.concat([Buffer.from('PROXY UNKNOWN\r\n'), hello]));
  assert.equal((await accepted(1))[0]?.address, '127.0.0.1');
  socket.destroy();
});

test('a proxy that does not finish its header in time is closed', async (t) => {
  const { listen, turnedAway } = await startListeners(t, { proxies: ['127.0.0.1'] });
  const port = await listen('tcp');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const socket = connect(port, '127.0.0.1');
  socket.write('PROXY');
  const closed = gone(socket);
  while (!socket.destroyed) {
    t.mock.timers.tick(5_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  await turnedAway('proxy-header-late');
});

test('after accepting has stopped nobody gets in, who is in stays, and who was on the way is cut off', async (t) => {
  const { listen, listeners, broker, turnedAway } = await startListeners(t);
  const [tcp, tls] = [await listen('tcp'), await listen('tls')];
  const inside = await mqtt.connectAsync(`mqtt://127.0.0.1:${tcp}`, { reconnectPeriod: 0 });
  const waiting = connect(tls, '127.0.0.1');
  await once(waiting, 'connect');
  while (listeners.views().find(({ kind }) => kind === 'tls')?.connections !== 1) await new Promise((resolve) => setImmediate(resolve));
  listeners.stopAccepting();
  await gone(waiting);
  await turnedAway('shutting-down');
  await assert.rejects(once(connect(tcp, '127.0.0.1'), 'connect'), /ECONNREFUSED/);
  const told = once(broker, 'publish');
  await inside.publishAsync('still', 'here', { qos: 1 });
  await told;
  await inside.endAsync();
  await listeners.close();
});

test('a connection above the bound of its listener is closed at once', async (t) => {
  const { listen, turnedAway, peers } = await startListeners(t, { connectionsMax: 1 });
  const port = await listen('tcp');
  const inside = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
  await gone(connect(port, '127.0.0.1'));
  await turnedAway('listener-full');
  await inside.endAsync();
  assert.equal(peers.length, 1);
});

test('the list of listeners tells address, port and connections', async (t) => {
  const { listen, listeners, webSocketPort } = await startListeners(t);
  const port = await listen('tcp');
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
  assert.deepEqual(
    listeners.views().map(({ name, address, connections }) => [name, address, connections]),
    [
      [`tcp:${port}`, '127.0.0.1', 1],
      [`ws:${webSocketPort}`, '127.0.0.1', 0],
    ],
  );
  await client.endAsync();
});
