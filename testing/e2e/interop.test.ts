import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import { certificateMaker } from '../certificates.ts';
import { administrator, createSite, freePort, type Program, type Site, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { signIn } from './person.ts';

interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly packet: IPublishPacket;
}

describe('clients of others against the whole program', () => {
  let site: Site;
  let program: Program;
  let key: string;
  let ca: string;
  let caFile: string;
  let device: { readonly username: string; readonly password: string };
  let urls: Readonly<Record<'tcp' | 'tls' | 'ws' | 'wss', string>>;
  const clients: MqttClient[] = [];

  before(async () => {
    const wssPort = await freePort();
    site = await createSite({ THALAMUS_MQTT_WSS_PORT: String(wssPort) });
    program = await startProgram(site);
    const owner = await signIn(program.url, administrator);
    ({ key } = (await (await owner.ask('POST', '/api/v1/api-keys', { name: 'interop' })).json()) as { key: string });
    ({ credentials: device } = await program.call<{ credentials: typeof device }>('POST', '/api/v1/devices', {
      name: 'pump-1',
      product: 'pump',
    }));
    ca = (await program.call<{ certificate: string }>('GET', '/api/v1/tls/ca')).certificate;
    caFile = join(site.home, 'trusted.pem');
    writeFileSync(caFile, ca);
    urls = {
      tcp: `mqtt://127.0.0.1:${site.mqttPort}`,
      tls: `mqtts://localhost:${site.mqttTlsPort}`,
      ws: `ws://127.0.0.1:${site.httpPort}/mqtt`,
      wss: `wss://localhost:${wssPort}/mqtt`,
    };
  });
  after(async () => {
    for (const client of clients) client.end(true);
    await program?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  });

  /** A program's client, with what it hears. */
  async function connect(url: string, options: IClientOptions = {}) {
    const client = mqtt.connect(url, {
      ...{ username: 'default', password: key, reconnectPeriod: 0, ca, wsOptions: { ca }, connectTimeout: 10_000, manualConnect: true },
      ...options,
    });
    clients.push(client);
    const heard: Heard[] = [];
    let wake = () => {};
    client.on('message', (topic, payload, packet) => {
      heard.push({ topic, text: payload.toString(), packet });
      wake();
    });
    const connected = new Promise<boolean>((resolve, reject) => {
      client.once('connect', ({ sessionPresent }) => resolve(sessionPresent));
      client.once('error', reject);
    });
    client.connect();
    const sessionPresent = await connected;
    const hears = async (count: number) => {
      while (heard.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return heard;
    };
    return { client, heard, hears, sessionPresent };
  }

  const versions = [
    { name: 'MQTT 3.1', options: { protocolId: 'MQIsdp', protocolVersion: 3 } },
    { name: 'MQTT 3.1.1', options: { protocolVersion: 4 } },
    { name: 'MQTT 5', options: { protocolVersion: 5 } },
  ] as const satisfies readonly { readonly name: string; readonly options: IClientOptions }[];

  for (const { name, options } of versions) {
    for (const way of ['tcp', 'tls', 'ws', 'wss'] as const) {
      test(`${name} over ${way}: every QoS, a retained message, a kept session and a will`, async () => {
        const base = `interop/${way}-${options.protocolVersion}`;
        const own = { ...options, clientId: `i${way}${options.protocolVersion}` };
        const keptBy = options.protocolVersion === 5 ? { properties: { sessionExpiryInterval: 600 } } : {};
        const kept = { ...own, clean: false, ...keptBy };
        const first = await connect(urls[way], kept);
        assert.equal(first.sessionPresent, false);
        await first.client.subscribeAsync(`${base}/#`, { qos: 2 });
        const other = await connect(urls.tcp, {
          will: { topic: `${base}/will`, payload: Buffer.from('gone'), qos: 1, retain: false },
          clientId: `o${way}${options.protocolVersion}`,
        });
        for (const qos of [0, 1, 2] as const) await other.client.publishAsync(`${base}/a`, `q${qos}`, { qos });
        await first.hears(3);
        await first.client.endAsync();
        await other.client.publishAsync(`${base}/b`, 'while away', { qos: 1 });
        await other.client.publishAsync(`${base}/r`, 'kept', { qos: 1, retain: true });
        const again = await connect(urls[way], kept);
        // CONNACK of 3.1 has no place to say so.
        assert.equal(again.sessionPresent, options.protocolVersion !== 3);
        await again.hears(2);
        // Cut without a DISCONNECT.
        other.client.stream.destroy();
        await again.hears(3);
        const late = await connect(urls[way], { ...own, clientId: `${own.clientId}l` });
        await late.client.subscribeAsync(`${base}/r`, { qos: 0 });
        await late.hears(1);
        assert.deepEqual(
          first.heard.map(({ text, packet }) => [text, packet.qos]),
          [0, 1, 2].map((qos) => [`q${qos}`, qos]),
        );
        assert.deepEqual(
          again.heard.map(({ text }) => text),
          ['while away', 'kept', 'gone'],
        );
        assert.deepEqual([late.heard[0]?.text, late.heard[0]?.packet.retain], ['kept', true]);
        await late.client.publishAsync(`${base}/r`, '', { retain: true, qos: 1 });
        await Promise.all([again.client.endAsync(), late.client.endAsync()]);
      });
    }
  }

  test('MQTT 5 over WebSocket: properties are handed on, aliases both ways, and a share gets each message once', async () => {
    const shared = await Promise.all(
      ['s1', 's2'].map((clientId) => connect(urls.ws, { protocolVersion: 5, clientId, properties: { topicAliasMaximum: 5 } })),
    );
    for (const { client } of shared)
      await client.subscribeAsync('$share/g/interop5/#', { qos: 1, properties: { subscriptionIdentifier: 7 } });
    const sender = await connect(urls.wss, { protocolVersion: 5, autoAssignTopicAlias: true, autoUseTopicAlias: true });
    const properties = {
      responseTopic: 'answers',
      correlationData: Buffer.from('c'),
      contentType: 'text/plain',
      userProperties: { a: ['1', '2'] },
    };
    for (let i = 0; i < 20; i++) await sender.client.publishAsync('interop5/x', `${i}`, { qos: 1, properties });
    const all = () => shared.flatMap(({ heard }) => heard);
    while (all().length < 20)
      await Promise.race(shared.map(({ client }) => new Promise<void>((resolve) => client.once('message', () => resolve()))));
    assert.deepEqual(
      all()
        .map(({ text }) => Number(text))
        .sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i),
    );
    const told = all()[0]?.packet.properties;
    assert.deepEqual(
      [
        told?.responseTopic,
        told?.correlationData?.toString(),
        told?.contentType,
        { ...told?.userProperties },
        told?.subscriptionIdentifier,
      ],
      ['answers', 'c', 'text/plain', { a: ['1', '2'] }, 7],
    );
  });

  test('what SDKs append to the user name does not stand in the way', async () => {
    const suffix = '?SDK=IoTDeviceSDK/JS&Platform=Unix&Metadata=(CRTVersion=1.33.2)';
    for (const { username, password } of [{ username: 'default', password: key }, device]) {
      const { client } = await connect(urls.tcp, { protocolVersion: 5, username: username + suffix, password });
      await client.endAsync();
    }
  });

  for (const version of ['mqttv31', 'mqttv311', 'mqttv5']) {
    for (const secure of [false, true]) {
      test(`Mosquitto’s clients speak ${version}${secure ? ' over TLS' : ''}`, async (t) => {
        const [publish, subscribe] = [requireTool(t, 'mosquitto_pub'), requireTool(t, 'mosquitto_sub')];
        if (publish === undefined || subscribe === undefined) return;
        const port = secure ? site.mqttTlsPort : site.mqttPort;
        const where = ['-V', version, '-h', 'localhost', '-p', String(port), ...(secure ? ['--cafile', caFile] : [])];
        const topic = `mosquitto/${version}/${secure}`;
        const login = ['-u', 'default', '-P', key];
        // A retained message tells nothing of who comes first.
        for (const qos of ['0', '1', '2']) {
          await run(publish, [...where, ...login, '-t', `${topic}/${qos}`, '-m', `q${qos}`, '-q', qos, '-r']);
        }
        const heard = await run(subscribe, [...where, ...login, '-t', `${topic}/#`, '-q', '2', '-C', '3', '-W', '20', '-F', '%q %p']);
        assert.deepEqual(heard.trim().split('\n').sort(), ['0 q0', '1 q1', '2 q2']);
        await run(publish, [
          ...where,
          '-u',
          device.username,
          '-P',
          device.password,
          '-q',
          '1',
          '-t',
          'up/properties',
          '-m',
          '{"temperature":3}',
        ]);
      });
    }
  }

  test('Mosquitto’s client gets in by its certificate alone', async (t: TestContext) => {
    const publish = requireTool(t, 'mosquitto_pub');
    const make = certificateMaker(t);
    if (publish === undefined || make === undefined) return;
    const { pem, keyPem } = make({ subject: '/CN=pump-1' });
    await program.call('POST', '/api/v1/devices/pump-1/credentials', { kind: 'certificate', certificate: pem });
    const files = ['cert.pem', 'key.pem'].map((name) => join(site.home, name)) as [string, string];
    writeFileSync(files[0], pem);
    writeFileSync(files[1], keyPem);
    const where = [
      '-V',
      'mqttv311',
      '-h',
      'localhost',
      '-p',
      String(site.mqttTlsPort),
      '--cafile',
      caFile,
      '--cert',
      files[0],
      '--key',
      files[1],
    ];
    await run(publish, [...where, '-q', '1', '-t', 'up/properties', '-m', '{"temperature":77}']);
    const { values } = await program.call<{ values: { temperature: { value: number } } }>('GET', '/api/v1/devices/pump-1/values');
    assert.equal(values.temperature.value, 77);
  });
});

/** What a program prints; rejects when it fails. */
async function run(path: string, args: readonly string[]): Promise<string> {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, output);
  return output;
}
