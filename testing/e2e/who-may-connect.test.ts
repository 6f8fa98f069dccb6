import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import mqtt, { type IClientOptions, type IConnackPacket, type MqttClient } from 'mqtt';
import { authorityExtensions, certificateMaker } from '../certificates.ts';
import { administrator, createSite, type Program, type Site, startProgram } from '../program.ts';
import { scramClient } from '../scram.ts';
import { commandLine } from './command-line.ts';
import { type Person, signIn } from './person.ts';

/** MQTT 5 reason codes (§2.4). */
const [badUserOrPassword, notAuthorized, badMethod, administrativeAction, connectTimeOver] = [0x86, 0x87, 0x8c, 0x98, 0xa0];

describe('who may connect over MQTT', () => {
  let site: Site;
  let program: Program;
  let owner: Person;
  const clients: MqttClient[] = [];
  let jwksHost: string;
  const keys = generateKeyPair('ES256');
  const jwks = createServer(async (_, answer) => {
    const { publicKey } = await keys;
    answer
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'a' }] }));
  });

  before(async () => {
    jwks.listen(0, '127.0.0.1');
    await once(jwks, 'listening');
    jwksHost = `127.0.0.1:${(jwks.address() as AddressInfo).port}`;
    site = await createSite({ THALAMUS_SSO_INTERNAL_HOSTS: jwksHost });
    program = await startProgram(site);
    owner = await signIn(program.url, administrator);
    await api('POST', '/spaces', { name: 'north' });
    for (const [name, space] of [
      ['pump-1', 'root'],
      ['pump-2', 'north'],
    ])
      await api('POST', '/devices', { name, product: 'pump', space });
  });
  after(async () => {
    for (const client of clients) client.end(true);
    jwks.close();
    await program?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  });

  async function api<T = Record<string, string>>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await owner.ask(method, `/api/v1${path}`, body);
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as T;
  }

  /** A client, and what it is told when the platform ends it. */
  async function connect(options: IClientOptions, { tls = false } = {}) {
    const port = tls ? site.mqttTlsPort : site.mqttPort;
    const url = `${tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${port}`;
    const client = await mqtt.connectAsync(url, { protocolVersion: 5, reconnectPeriod: 0, rejectUnauthorized: false, ...options });
    clients.push(client);
    const ended = new Promise<number | undefined>((resolve) => {
      client.once('disconnect', ({ reasonCode }) => resolve(reasonCode));
      client.once('close', () => resolve(undefined));
    });
    return { client, ended };
  }

  /** The status of a report over HTTP. */
  async function report(name: string, password: string): Promise<number> {
    const headers = { authorization: `Bearer ${password}`, 'x-device': name, 'content-type': 'application/json' };
    return (await fetch(`${program.url}/device/v1/properties`, { method: 'POST', headers, body: '{"temperature":1}' })).status;
  }

  /** The code that a refused CONNECT is answered with. */
  async function refusal(options: IClientOptions, where = {}): Promise<unknown> {
    return await connect(options, where).then(
      () => 'let in',
      (error) => error.code,
    );
  }

  test('a password that was chosen lets its device in, until it is deleted: then its connection ends', async () => {
    const made = await api('POST', '/devices/pump-1/credentials', { kind: 'password', userName: 'hall3', password: 'correct horse' });
    const login = { username: 'default/hall3', password: 'correct horse' };
    const { client, ended } = await connect(login);
    await client.publishAsync('up/properties', '{"temperature":21.5}', { qos: 1 });
    assert.equal(await report(login.username, login.password), 200);
    assert.equal(await report(login.username, 'wrong horse'), 401);
    assert.equal((await api<{ state: string }>('GET', '/devices/pump-1')).state, 'online');
    assert.equal(await refusal({ ...login, password: 'wrong horse' }), badUserOrPassword);
    assert.equal(await refusal({ ...login, username: 'default/nobody' }), badUserOrPassword);
    await api('DELETE', `/devices/pump-1/credentials/${made.id}`);
    assert.equal(await ended, administrativeAction);
    assert.equal(await refusal(login), badUserOrPassword);
  });

  test('a secret is replaced without a gap; the connections of another credential stay', async () => {
    const rotate = async (query = '') =>
      (await api<{ credentials: { username: string; password: string } }>('POST', `/devices/pump-1/secret${query}`)).credentials;
    const { username, password } = await rotate();
    const old = await connect({ username, password, clientId: 'old' });
    const next = await rotate('?keepOldSeconds=3600');
    const fresh = await connect({ username, password: next.password, clientId: 'fresh' });
    await connect({ username, password, clientId: 'old-again' });
    const { items } = await api<{ items: { id: string; label: string }[] }>('GET', '/devices/pump-1/credentials');
    const kept = items.find(({ label }) => label === 'before rotation') ?? assert.fail('not kept');
    await api('DELETE', `/devices/pump-1/credentials/${kept.id}`);
    assert.equal(await old.ended, administrativeAction);
    assert.equal(await refusal({ username, password }), badUserOrPassword);
    await fresh.client.publishAsync('up/properties', '{"temperature":21.5}', { qos: 1 });
  });

  test('a certificate of a proven authority, or one of its own, lets a device in over TLS', async (t) => {
    const make = certificateMaker(t);
    if (make === undefined) return;
    const root = make({ subject: '/CN=Factory', extensions: authorityExtensions() });
    const middle = make({ subject: '/CN=Line 1', by: root, extensions: authorityExtensions(0) });
    const pump = make({ subject: '/CN=pump-1', by: middle });
    const by = (made: { pem: string; keyPem: string }, chain = '') => ({ cert: made.pem + chain, key: made.keyPem });
    assert.equal(await refusal(by(pump, middle.pem), { tls: true }), badUserOrPassword);
    const authority = await api('POST', '/certificate-authorities', { certificate: root.pem });
    const signature = sign('sha256', Buffer.from(authority.challenge ?? ''), root.key).toString('base64');
    await api('POST', `/certificate-authorities/${authority.id}/proof`, { signature });
    const { client, ended } = await connect(by(pump, middle.pem), { tls: true });
    await client.publishAsync('up/properties', '{"temperature":21.5}', { qos: 1 });
    assert.equal(await refusal(by(pump), { tls: true }), badUserOrPassword, 'without the one between');
    assert.equal(await refusal({ ...by(pump, middle.pem), username: 'default/pump-2' }, { tls: true }), badUserOrPassword);
    assert.equal(await refusal(by(make({ subject: '/CN=stranger', by: middle }), middle.pem), { tls: true }), badUserOrPassword);

    const own = make({ subject: '/CN=anything' });
    await api('POST', '/devices/pump-2/credentials', { kind: 'certificate', certificate: own.pem });
    const pinned = await connect({ ...by(own), username: 'default/pump-2' }, { tls: true });
    await api('PATCH', `/certificate-authorities/${authority.id}`, { disabled: true });
    assert.equal(await ended, administrativeAction);
    await pinned.client.publishAsync('up/properties', '{"temperature":21.5}', { qos: 1 });
  });

  test('a token of a registered issuer lets a device in until it ends', async () => {
    const issuer = 'https://id.example.org';
    await api('POST', '/token-issuers', { issuer, audience: 'thalamus', jwksUrl: `http://${jwksHost}/jwks`, subject: { kind: 'device' } });
    const { privateKey } = await keys;
    const token = (sub: string, seconds: number) =>
      new SignJWT({ sub })
        .setProtectedHeader({ alg: 'ES256', kid: 'a' })
        .setIssuer(issuer)
        .setAudience('thalamus')
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .sign(privateKey);
    const { client, ended } = await connect({ username: 'default/pump-1', password: await token('pump-1', 3) });
    await client.publishAsync('up/properties', '{"temperature":21.5}', { qos: 1 });
    assert.equal(await report('default', await token('pump-1', 60)), 200);
    assert.equal(await refusal({ username: 'default/pump-2', password: await token('pump-1', 60) }), badUserOrPassword);
    assert.equal(await refusal({ username: 'default', password: await token('nobody', 60) }), badUserOrPassword);
    assert.ok([administrativeAction, connectTimeOver].includes((await ended) ?? 0));
  });

  test('SCRAM-SHA-256 lets in who knows the password; another method is not offered', async () => {
    await api('POST', '/devices/pump-1/credentials', { kind: 'password', userName: 'hall4', password: 'correct horse', scram: true });
    const prove = (password: string) => {
      const scram = scramClient('default/hall4', password);
      const properties = { authenticationMethod: 'SCRAM-SHA-256', authenticationData: Buffer.from(scram.first) };
      return { scram, options: { properties, clientId: `scram-${password}` } as IClientOptions };
    };
    const { scram, options } = prove('correct horse');
    const client = mqtt.connect(`mqtt://127.0.0.1:${site.mqttPort}`, { protocolVersion: 5, reconnectPeriod: 0, ...options });
    clients.push(client);
    client.handleAuth = ({ properties }, done) => {
      const data = Buffer.from(scram.final(String(properties?.authenticationData)));
      done(undefined, { cmd: 'auth', reasonCode: 0x18, properties: { authenticationMethod: 'SCRAM-SHA-256', authenticationData: data } });
    };
    const connack = await new Promise<IConnackPacket>((resolve) => client.once('connect', resolve));
    assert.equal(String(connack.properties?.authenticationData), scram.expected, 'the platform proves itself too');
    await client.publishAsync('up/properties', '{"temperature":21.5}', { qos: 1 });
    assert.equal(
      await refusal({ properties: { authenticationMethod: 'SCRAM-SHA-1', authenticationData: Buffer.from('n,,n=a,r=b') } }),
      badMethod,
    );
  });

  test('a program has the rights of its role in its scope, as they are at this moment', async () => {
    const role = (name: string, space: string) => [{ role: name, scope: { kind: 'space', space } }];
    await api('POST', '/service-accounts', { name: 'erp', assignments: role('operator', 'north') });
    const key = await api('POST', '/api-keys', { name: 'k', serviceAccount: 'erp' });
    const login = { username: 'default/erp', password: key.key ?? '' };
    assert.equal(await refusal({ ...login, username: 'default/other' }), badUserOrPassword);
    assert.equal(await refusal({ ...login, username: 'elsewhere/erp' }), badUserOrPassword);
    const { client, ended } = await connect({ ...login, clientId: 'erp' });
    const topics: string[] = [];
    let wake = () => {};
    client.on('message', (topic) => {
      topics.push(topic);
      wake();
    });
    const heard = async (count: number) => {
      while (topics.length < count) await new Promise<void>((resolve) => (wake = resolve));
    };
    await client.subscribeAsync('devices/+/up/#', { qos: 1 });
    const secretOf = async (name: string) =>
      (await api<{ credentials: { username: string; password: string } }>('POST', `/devices/${name}/secret`)).credentials;
    const [one, two] = [await connect(await secretOf('pump-1')), await connect(await secretOf('pump-2'))];
    const say = async () => {
      await one.client.publishAsync('up/status', 'x', { qos: 1 });
      await two.client.publishAsync('up/status', 'x', { qos: 1 });
    };
    await say();
    await heard(1);
    assert.deepEqual(topics, ['devices/pump-2/up/status']);
    const sends = (topic: string) =>
      client.publishAsync(topic, 'x', { qos: 1 }).then(
        () => 'taken',
        (error) => error.code,
      );
    assert.equal(await sends('devices/pump-2/down/restart'), 'taken');
    assert.equal(await sends('devices/pump-1/down/restart'), notAuthorized);
    assert.equal(await sends('devices/pump-2/up/status'), notAuthorized);
    assert.equal(await sends('free'), notAuthorized, 'free topics need rights for the whole tenant');

    await api('PATCH', '/devices/pump-1', { space: 'north' });
    await api('PATCH', '/devices/pump-2', { space: 'root' });
    await say();
    await heard(2);
    assert.deepEqual(topics, ['devices/pump-2/up/status', 'devices/pump-1/up/status'], 'places change, the connection stays');

    await api('PATCH', '/service-accounts/erp', { assignments: [{ role: 'viewer', scope: { kind: 'tenant' } }] });
    while ((await sends('devices/pump-1/down/restart')) === 'taken');
    await say();
    await heard(4);
    await api('DELETE', `/api-keys/${key.id}`);
    assert.equal(await ended, administrativeAction);
    assert.equal(await refusal(login), badUserOrPassword);
  });

  test('all of it from the command line', async (t) => {
    const make = certificateMaker(t);
    if (make === undefined) return;
    const { done: thalamus, tried } = commandLine(join(site.home, 'cli'));
    const file = async (name: string, text: string) => {
      await writeFile(join(site.home, name), text);
      return join(site.home, name);
    };
    await thalamus('login', '--url', site.url, '--email', administrator.email, '--password', administrator.password);

    const password = (await thalamus('device', 'credential', 'add', 'pump-2', '--user', 'line-2', '--label', 'Line 2')).trim();
    assert.ok((await connect({ username: 'default/line-2', password, clientId: 'line-2' })).client.connected);
    const listed = await thalamus('device', 'credential', 'list', 'pump-2');
    const [, id = ''] = /([0-9a-f]{16}) +password +line-2 .*Line 2/.exec(listed) ?? assert.fail(listed);
    await thalamus('device', 'credential', 'change', 'pump-2', id, '--disable');
    assert.equal(await refusal({ username: 'default/line-2', password }), badUserOrPassword);
    await thalamus('device', 'credential', 'delete', 'pump-2', id);
    assert.equal((await tried('device', 'credential', 'add', 'pump-2')).code, 2, 'one of the kinds has to be named');
    assert.match(await thalamus('device', 'secret', 'rotate', 'pump-2', '--keep-old', '60'), /default\/pump-2/);
    assert.match(await thalamus('device', 'credential', 'list', 'pump-2'), /before rotation/);

    const root = make({ subject: '/CN=Second factory', extensions: authorityExtensions() });
    const registered = await thalamus('certificate-authority', 'register', await file('ca.pem', root.pem), '--label', 'Second');
    const [, authority = '', challenge = ''] = /Registered (\S+?)\. .* (thalamus-proof-\S+)/.exec(registered) ?? assert.fail(registered);
    const proof = await file('proof', sign('sha256', Buffer.from(challenge), root.key).toString('base64'));
    assert.match(await thalamus('certificate-authority', 'prove', authority, '--signature', proof), /is active/);
    assert.match(await thalamus('certificate-authority', 'show', authority), /Second factory/);
    await thalamus('certificate-authority', 'change', authority, '--disable');
    assert.match(await thalamus('certificate-authority', 'list'), /Second factory +disabled/);
    await thalamus('certificate-authority', 'delete', authority);

    const pem = await file('issuer.pem', await exportSPKI((await keys).publicKey));
    const made = await thalamus(
      'token-issuer',
      'register',
      'https://cli.example.org',
      '--audience',
      'x',
      '--public-key',
      pem,
      '--role',
      'viewer',
    );
    const [, issuer = ''] = /Registered (\S+?)\./.exec(made) ?? assert.fail(made);
    assert.match(await thalamus('token-issuer', 'list'), /https:\/\/cli\.example\.org +x +program as viewer +pasted/);
    await thalamus('token-issuer', 'change', issuer, '--device-name', '{sub}', '--algorithm', 'ES256,RS256');
    assert.match(await thalamus('token-issuer', 'show', issuer), /device/);
    assert.equal((await tried('token-issuer', 'change', issuer, '--algorithm', 'HS256')).code, 2);
    await thalamus('token-issuer', 'delete', issuer);
  });

  test('who sends nothing is refused, unless the program was told a tenant for them', async () => {
    assert.equal(await refusal({}), badUserOrPassword);
  });
});
