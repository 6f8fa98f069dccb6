import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:https';
import { test } from 'node:test';
import mqtt from 'mqtt';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { WebSocket } from 'ws';
import { startListeners } from '../fixture.test.ts';
import type { Transport } from '../transport.ts';

const hello = mqttPacket.generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'c', keepalive: 0 });

test('clients speak over ws and wss, at the subprotocol mqtt', async (t) => {
  const { listen, accepted, webSocketPort, ca } = await startListeners(t);
  const urls = [`ws://127.0.0.1:${webSocketPort}/mqtt`, `wss://localhost:${await listen('wss')}/mqtt`];
  for (const url of urls) {
    const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, ca, wsOptions: { ca } });
    await client.subscribeAsync('a/b');
    const heard = new Promise<Buffer>((resolve) => client.once('message', (_topic, told) => resolve(told)));
    const payload = Buffer.alloc(50_000, 'x');
    await client.publishAsync('a/b', payload, { qos: 1 });
    assert.deepEqual(await heard, payload);
    await client.endAsync();
  }
  assert.deepEqual(
    (await accepted(2)).map(({ address, listener, certificate }) => [address, listener, certificate]),
    [
      ['127.0.0.1', 'ws', undefined],
      ['127.0.0.1', 'wss', undefined],
    ],
  );
});

test('[MQTT-6.0.0-3] [MQTT-6.0.0-4] the client must offer mqtt, which it is answered; mqttv3.1 is for old ones', async (t) => {
  const { webSocketPort, turnedAway } = await startListeners(t);
  const url = `ws://127.0.0.1:${webSocketPort}/mqtt`;
  const answered = async (protocols: string[]) => {
    const ws = new WebSocket(url, protocols);
    const [event] = await Promise.race([once(ws, 'open').then(() => ['open']), once(ws, 'error')]);
    const { protocol } = ws;
    ws.terminate();
    return event === 'open' ? protocol : String(event);
  };
  assert.equal(await answered(['mqtt']), 'mqtt');
  assert.equal(await answered(['mqttv3.1', 'other']), 'mqttv3.1');
  assert.equal(await answered(['mqttv3.1', 'mqtt']), 'mqtt');
  assert.match(await answered(['other']), /400/);
  assert.match(await answered([]), /400/);
  await turnedAway('websocket-protocol');
});

test('[MQTT-6.0.0-2] packets may lie across frames, and several in one', async (t) => {
  const { webSocketPort } = await startListeners(t);
  const ws = new WebSocket(`ws://127.0.0.1:${webSocketPort}/mqtt`, 'mqtt');
  await once(ws, 'open');
  const parser = mqttPacket.parser();
  const packets: Packet[] = [];
  parser.on('packet', (packet) => packets.push(packet));
  ws.on('message', (data: Buffer) => parser.parse(data));
  for (const byte of hello) ws.send(Buffer.of(byte));
  ws.send(Buffer.alloc(0));
  ws.send(Buffer.concat([mqttPacket.generate({ cmd: 'pingreq' }), mqttPacket.generate({ cmd: 'pingreq' })]));
  ws.send(mqttPacket.generate({ cmd: 'pingreq' }).subarray(0, 1), { fin: false });
  ws.send(mqttPacket.generate({ cmd: 'pingreq' }).subarray(1), { fin: true });
  while (packets.length < 4) await once(ws, 'message');
  assert.deepEqual(
    packets.map(({ cmd }) => cmd),
    ['connack', 'pingresp', 'pingresp', 'pingresp'],
  );
  ws.terminate();
});

test('[MQTT-6.0.0-1] a text frame ends the connection, and its bytes are not read', async (t) => {
  const read: Buffer[] = [];
  const { webSocketPort, accepted, transports } = await startListeners(t, {
    accept: (transport) => transport.on('data', (chunk: Buffer) => read.push(chunk)),
  });
  const ws = new WebSocket(`ws://127.0.0.1:${webSocketPort}/mqtt`, 'mqtt');
  await once(ws, 'open');
  await accepted(1);
  ws.send('text');
  const [code] = await once(ws, 'close');
  assert.equal(code, 1003);
  assert.deepEqual([read.length, transports.size], [0, 0]);
});

test('a message over the bound ends the connection', async (t) => {
  const { webSocketPort } = await startListeners(t);
  const ws = new WebSocket(`ws://127.0.0.1:${webSocketPort}/mqtt`, 'mqtt');
  await once(ws, 'open');
  ws.send(Buffer.alloc(128 * 1024 + 1));
  assert.equal((await once(ws, 'close'))[0], 1009);
});

test('who pauses is not sent more than buffers hold, and gets all of it after resuming', async (t) => {
  let transport: Transport | undefined;
  let bytes = 0;
  const { webSocketPort, accepted } = await startListeners(t, {
    accept(taken) {
      transport = taken;
      taken.on('data', (chunk: Buffer) => (bytes += chunk.length));
      taken.pause();
    },
  });
  const ws = new WebSocket(`ws://127.0.0.1:${webSocketPort}/mqtt`, 'mqtt');
  await once(ws, 'open');
  await accepted(1);
  const [chunk, count] = [Buffer.alloc(64 * 1024), 512];
  for (let i = 0; i < count; i++) ws.send(chunk);
  // The kernel takes a few MB; the rest can't leave while the other side does not read.
  let last = -1;
  while (ws.bufferedAmount !== last) {
    last = ws.bufferedAmount;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(ws.bufferedAmount > 8 * 1024 * 1024, `${ws.bufferedAmount} bytes wait`);
  assert.ok((transport?.readableLength ?? 0) < 1024 * 1024);
  transport?.resume();
  while (bytes < count * chunk.length) await once(transport as Transport, 'data');
  ws.terminate();
});

test('what a client does not read is counted, asks to wait, and drains when it reads', async (t) => {
  let transport: Transport | undefined;
  const { webSocketPort, accepted } = await startListeners(t, { accept: (taken) => (transport = taken) });
  const ws = new WebSocket(`ws://127.0.0.1:${webSocketPort}/mqtt`, 'mqtt');
  await once(ws, 'open');
  await accepted(1);
  assert.ok(transport !== undefined);
  ws.pause();
  const chunk = Buffer.alloc(1024 * 1024);
  let taken = true;
  for (let i = 0; i < 32; i++) taken = transport.write(chunk) && taken;
  assert.equal(taken, false);
  assert.ok(transport.writableLength > 8 * 1024 * 1024, `${transport.writableLength} bytes wait`);
  assert.equal(transport.writableNeedDrain, true);
  let bytes = 0;
  ws.on('message', (data: Buffer) => (bytes += data.length));
  const drained = once(transport, 'drain');
  ws.resume();
  await drained;
  assert.equal(transport.writableLength, 0);
  while (bytes < 32 * chunk.length) await once(ws, 'message');
  ws.terminate();
});

test('the last bytes arrive before the close, and a client that is gone is an end', async (t) => {
  const transports: Transport[] = [];
  const { webSocketPort, accepted } = await startListeners(t, { accept: (transport) => transports.push(transport.resume()) });
  const open = async () => {
    const ws = new WebSocket(`ws://127.0.0.1:${webSocketPort}/mqtt`, 'mqtt');
    await once(ws, 'open');
    await accepted(transports.length);
    return ws;
  };
  const first = await open();
  const closed = once(first, 'close');
  const heard = once(first, 'message');
  await accepted(1);
  transports[0]?.write(Buffer.from('bye'));
  transports[0]?.destroySoon();
  assert.equal(String((await heard)[0]), 'bye');
  assert.equal((await closed)[0], 1000);
  for (const end of [(ws: WebSocket) => ws.close(), (ws: WebSocket) => ws.terminate()]) {
    const ws = await open();
    await accepted(transports.length);
    const gone = once(transports.at(-1) as Transport, 'close');
    end(ws);
    await gone;
  }
});

test('pings are answered', async (t) => {
  const { webSocketPort } = await startListeners(t);
  const ws = new WebSocket(`ws://127.0.0.1:${webSocketPort}/mqtt`, 'mqtt');
  await once(ws, 'open');
  ws.ping('x');
  assert.equal(String((await once(ws, 'pong'))[0]), 'x');
  ws.terminate();
});

test('of a listed proxy X-Forwarded-For is believed, of others it is not', async (t) => {
  const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.7, 127.0.0.9' };
  for (const [proxies, address] of [
    [['127.0.0.0/8'], '203.0.113.7'],
    [[], '127.0.0.1'],
  ] as const) {
    const { webSocketPort, accepted } = await startListeners(t, { proxies });
    const ws = new WebSocket(`ws://127.0.0.1:${webSocketPort}/mqtt`, 'mqtt', { headers });
    assert.equal((await accepted(1))[0]?.address, address);
    await once(ws, 'open');
    ws.terminate();
  }
});

test('who is not admitted, and whoever comes after accepting stopped, is answered 503', async (t) => {
  const banned = await startListeners(t, { admit: () => 'banned' });
  const [refusal] = await once(new WebSocket(`ws://127.0.0.1:${banned.webSocketPort}/mqtt`, 'mqtt'), 'error');
  assert.match(String(refusal), /503/);
  const stopped = await startListeners(t);
  stopped.listeners.stopAccepting();
  const [late] = await once(new WebSocket(`ws://127.0.0.1:${stopped.webSocketPort}/mqtt`, 'mqtt'), 'error');
  assert.match(String(late), /503/);
});

test('a browser that opens the wss port is told what is there', async (t) => {
  const { listen, ca, turnedAway } = await startListeners(t);
  const port = await listen('wss');
  const [response] = await once(get({ host: 'localhost', port, ca }), 'response');
  assert.equal(response.statusCode, 426);
  response.destroy();
  await turnedAway('websocket-expected');
});
