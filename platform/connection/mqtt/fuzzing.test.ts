import assert from 'node:assert/strict';
import { connect as connectTcp, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { dial, wide } from './dial.test.ts';
import { hello, startGateway } from './fixture.test.ts';
import { anyPacket, brokenBy, framed, type Level, randomFrom } from './fuzz-packets.test.ts';
import { packetType } from './protocol.ts';

/** Clients that misbehave side by side. */
const fuzzersMax = 16;
/** What the process may have grown by when all are gone: journals, caches and the test's own leftovers have bounds of their own. */
const grownBytesMax = 48 * 1024 * 1024;
/** Reasons that only a session can find: aliases, identifiers, what is not allowed, quotas. */
const foundLater = new Set([0x82, 0x83, 0x90, 0x93, 0x94, 0x97]);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A connection that a fuzzer has, until it breaks it. */
class Victim {
  readonly packets: Packet[] = [];
  closed = false;
  readonly #socket: Socket;
  #wake = () => {};

  constructor(port: number, level: Level, connect: Buffer) {
    this.#socket = connectTcp({ port, host: '127.0.0.1', noDelay: true });
    const parser = mqttPacket.parser({ protocolVersion: level });
    parser.on('packet', (packet) => {
      if (packet.cmd !== 'publish') this.packets.push(packet);
    });
    // Whatever we are sent, the gateway speaks well.
    parser.on('error', (error) => assert.fail(error));
    this.#socket.on('data', (bytes) => {
      parser.parse(bytes);
      this.#wake();
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
    this.#socket.write(connect);
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async until(done: () => boolean): Promise<void> {
    while (!this.closed && !done()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

function connectBytes(level: Level, random: () => number): Buffer {
  const { username, password, ...plain } = hello;
  const named = random() < 0.3 ? { username, password } : {};
  const packet = {
    ...plain,
    ...named,
    protocolId: level === 3 ? ('MQIsdp' as const) : ('MQTT' as const),
    protocolVersion: level,
    clientId: `f${Math.floor(random() * 1e9)}`,
  };
  const bytes = mqttPacket.generate(packet as Packet, { protocolVersion: level });
  if (random() > 0.1) return bytes;
  const body = Buffer.from(bytes.subarray(2));
  // Behind protocol name and level, so that it stays one of ours; the flag that keeps a session is left alone.
  const places = Array.from({ length: body.length - 10 }, (_, i) => i + 10);
  for (let i = 0; i < 2; i++) body[places[Math.floor(random() * places.length)] as number] = Math.floor(random() * 256);
  return framed(bytes[0] as number, body);
}

/** Sends `count` packets, good and bad, from many clients, while two others talk; nobody but who broke the rules may notice. */
export async function fuzz(t: TestContext, count: number, seed: number): Promise<void> {
  const gateway = await startGateway(t, wide);
  const none = { 'listener.connectsPerSecond': null, 'address.connectsPerSecond': null, 'address.connections': null } as const;
  const spared = { 'clientId.connectsPerSecond': null, 'flapping.disconnectsPerMinute': null, 'overload.delayMs': null } as const;
  gateway.limits.change({
    ...none,
    ...spared,
    'login.refusalsPerMinute': null,
    'login.refusalsPerAddress': null,
    'device.connections': 1000,
  });
  const listener = await dial(t, gateway, { keepalive: 60_000 });
  const speaker = await dial(t, gateway, { keepalive: 60_000 });
  await listener.subscribe('bystanders/talk', { qos: 1 });
  const victims = new Set<Victim>();
  let left = count;
  let talked = 0;
  let settledBytes = 0;

  const talk = async () => {
    while (left > 0) {
      await speaker.publish('bystanders/talk', `${talked}`, { qos: 1 });
      const heard = await listener.next('publish');
      assert.equal(`${heard.payload}`, `${talked++}`);
      listener.send({ cmd: 'puback', messageId: heard.messageId });
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const attack = async (random: () => number) => {
    while (left > 0) {
      const level = ([3, 4, 5] as const)[Math.floor(random() * 3)] as Level;
      const victim = new Victim(gateway.listener.port, level, connectBytes(level, random));
      victims.add(victim);
      await victim.until(() => victim.packets.length > 0);
      const [connack] = victim.packets.splice(0);
      const open = connack?.cmd === 'connack' && (connack.returnCode ?? connack.reasonCode ?? 0) === 0;
      while (open && !victim.closed && left-- > 0) await attackOnce(victim, level, anyPacket(level, random));
      // Now and then without a word, in the middle of a packet.
      if (random() < 0.3) victim.write(Buffer.from([0x30, 50, 0, 9]));
      victim.end();
      await victim.until(() => false);
      victims.delete(victim);
      if (settledBytes === 0 && left < count / 2) {
        collectGarbage();
        settledBytes = process.memoryUsage().heapUsed;
      }
    }
  };

  const seeds = Array.from({ length: fuzzersMax }, (_, i) => randomFrom(seed + i));
  try {
    await Promise.all([talk(), ...seeds.map(attack)]);
  } finally {
    left = 0;
    for (const victim of victims) victim.destroy();
  }
  assert.ok(talked > 10);
  assert.equal(await listener.heardNothing(), true);
  while (gateway.platform.counters.connections > 2) await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const grown = process.memoryUsage().heapUsed - settledBytes;
  assert.ok(grown < grownBytesMax, `${grown} bytes more than half way`);
}

/** One packet, then a ping: either is answered, or the connection ends as the packet deserves. */
async function attackOnce(victim: Victim, level: Level, packet: Buffer): Promise<void> {
  const deserved = brokenBy(packet, level);
  victim.packets.length = 0;
  const pings = (packet[0] as number) >> 4 === packetType.pingreq && deserved === undefined ? 2 : 1;
  victim.write(Buffer.concat([packet, Buffer.from([0xc0, 0])]));
  await victim.until(() => victim.packets.filter(({ cmd }) => cmd === 'pingresp').length === pings);
  const what = `level ${level}: ${packet.toString('hex')}`;
  if (!victim.closed) {
    assert.equal(deserved, undefined, `not ended: ${what}`);
    return;
  }
  const farewell = victim.packets.at(-1);
  if (deserved === undefined && (packet[0] as number) >> 4 === packetType.disconnect) {
    // Unless it asked for a longer life than it may have.
    assert.ok(farewell?.cmd !== 'disconnect' || farewell.reasonCode === 0x82, what);
    return;
  }
  if (level < 5) {
    assert.equal(farewell?.cmd === 'disconnect', false, what);
    return;
  }
  assert.ok(farewell?.cmd === 'disconnect', `no farewell: ${what}`);
  const code = farewell.reasonCode ?? 0;
  if (deserved === undefined) assert.ok(foundLater.has(code), `${code}: ${what}`);
  else assert.equal(code, deserved, what);
}
