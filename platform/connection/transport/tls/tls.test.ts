import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, type SecureVersion } from 'node:tls';
import mqtt from 'mqtt';
import { requireTool } from '#testing/require.ts';
import { gone, makeCertificate, startListeners, tempFolder } from '../fixture.test.ts';

const fingerprintOf = (pem: string) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();

test('a client that trusts the development authority gets in by name and by address, TLS 1.2 and 1.3', async (t) => {
  const { listen, accepted, ca } = await startListeners(t);
  const port = await listen('tls', '::');
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    await (await mqtt.connectAsync(`mqtts://${host}:${port}`, { ca, reconnectPeriod: 0 })).endAsync();
  }
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = connect({ port, host: 'localhost', ca, maxVersion, ALPNProtocols: ['mqtt'], servername: 'localhost' });
    await once(socket, 'secureConnect');
    await accepted(maxVersion === 'TLSv1.2' ? 4 : 5);
    assert.deepEqual([socket.getProtocol(), socket.alpnProtocol], [maxVersion, 'mqtt']);
    socket.destroy();
  }
  const peers = await accepted(5);
  assert.deepEqual(
    peers.map(({ listener, alpn, certificate }) => [listener, alpn, certificate]),
    [undefined, undefined, undefined, 'mqtt', 'mqtt'].map((alpn) => ['tls', alpn, undefined]),
  );
  assert.equal(peers[3]?.serverName, 'localhost');
});

test('Mosquitto’s clients speak over TLS, with a client certificate too', async (t) => {
  const [publish, subscribe] = [requireTool(t, 'mosquitto_pub'), requireTool(t, 'mosquitto_sub')];
  if (publish === undefined || subscribe === undefined) return;
  const { listen, accepted, broker, ca } = await startListeners(t);
  const folder = tempFolder(t);
  const client = await makeCertificate('pump-1', await makeCertificate('Makers'), ['pump-1']);
  const path = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const where = ['-h', 'localhost', '-p', String(await listen('tls')), '--cafile', path('ca.pem', ca), '-t', 'a/b', '-q', '1'];
  const subscribed = once(broker, 'subscribe');
  const listening = spawn(subscribe, [...where, '-C', '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let heard = '';
  listening.stdout.on('data', (text: Buffer) => (heard += text));
  await subscribed;
  // Not waited for by blocking: the broker lives in this process.
  spawn(publish, [...where, '-m', 'hello', '--cert', path('cert.pem', client.cert), '--key', path('key.pem', client.key)], {
    stdio: 'inherit',
  });
  await once(listening, 'close');
  assert.match(heard, /hello/);
  assert.deepEqual(
    (await accepted(2)).map(({ certificate }) => certificate?.fingerprint256),
    [undefined, fingerprintOf(client.cert)],
  );
});

test('a client certificate of any issuer is told with its chain, at a resumed session too', async (t) => {
  const { listen, accepted, ca } = await startListeners(t);
  const port = await listen('tls');
  const root = await makeCertificate('Root');
  const middle = await makeCertificate('Middle', root);
  const leaf = await makeCertificate('pump-1', middle, ['pump-1']);
  for (const [index, maxVersion] of (['TLSv1.2', 'TLSv1.3'] as const).entries()) {
    const options = { port, host: 'localhost', ca, maxVersion, cert: leaf.cert + middle.cert, key: leaf.key };
    const first = connect(options);
    const [session] = (await once(first, 'session')) as [Buffer];
    await accepted(index * 2 + 1);
    first.destroy();
    const second = connect({ ...options, session });
    await once(second, 'secureConnect');
    assert.ok(second.isSessionReused(), maxVersion);
    await accepted(index * 2 + 2);
    second.destroy();
  }
  for (const { certificate } of await accepted(4)) {
    assert.equal(certificate?.fingerprint256, fingerprintOf(leaf.cert));
    assert.equal(certificate.subject, 'CN=pump-1');
    assert.deepEqual(certificate.raw, new X509Certificate(leaf.cert).raw);
    assert.deepEqual(
      certificate.chain.map((raw) => new X509Certificate(raw).subject),
      ['CN=Middle'],
    );
  }
});

test('who does not trust us, speaks too old a TLS, or none, is counted as that', async (t) => {
  const { listen, turnedAway, listeners } = await startListeners(t);
  const port = await listen('tls');
  const publish = requireTool(t, 'mosquitto_pub');
  if (publish !== undefined) {
    const file = join(tempFolder(t), 'other.pem');
    writeFileSync(file, (await makeCertificate('Other')).cert);
    spawn(publish, ['-h', 'localhost', '-p', String(port), '--cafile', file, '-t', 'a', '-m', 'b'], { stdio: 'ignore' });
    await turnedAway('tls-not-trusted');
  }
  const old = { minVersion: 'TLSv1' as SecureVersion, maxVersion: 'TLSv1.1' as SecureVersion, ciphers: 'DEFAULT@SECLEVEL=0' };
  await gone(connect({ port, host: 'localhost', rejectUnauthorized: false, ...old }));
  await turnedAway('tls-too-old');
  const { connect: connectPlain } = await import('node:net');
  const plain = connectPlain(port, '127.0.0.1');
  plain.write(Buffer.from('101000044d515454040200000004746573740000', 'hex'));
  await gone(plain);
  await turnedAway('tls-not-spoken');
  const http = connect({ port, host: 'localhost', rejectUnauthorized: false, ALPNProtocols: ['h2'] });
  await gone(http);
  await turnedAway('tls-no-common-protocol');
  assert.equal(listeners.turnedAway.get('tls-failed'), undefined);
});

test('certificates are chosen by the name that a client asks for, wildcards included, else the first', async (t) => {
  const folder = tempFolder(t);
  const ca = await makeCertificate('Public');
  const pairs = [];
  for (const names of [['one.example'], ['two.example', '*.devices.example']]) {
    const { cert, key } = await makeCertificate(names[0] as string, ca, names);
    const at = { certificate: join(folder, `${names[0]}.pem`), key: join(folder, `${names[0]}.key`) };
    writeFileSync(at.certificate, cert);
    writeFileSync(at.key, key);
    pairs.push(at);
  }
  const { listen } = await startListeners(t, { certificates: { files: { pairs, authority: undefined } } });
  const port = await listen('tls');
  const shown = async (servername: string) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, servername });
    await once(socket, 'secureConnect');
    const subject = socket.getPeerX509Certificate()?.subject;
    socket.destroy();
    return subject;
  };
  assert.equal(await shown('two.example'), 'CN=two.example');
  assert.equal(await shown('x.devices.example'), 'CN=two.example');
  assert.equal(await shown('one.example'), 'CN=one.example');
  assert.equal(await shown('other.example'), 'CN=one.example');
  assert.equal(await shown(''), 'CN=one.example');
});

test('new certificate files are taken up without cutting connections; broken ones leave the old in use', async (t) => {
  const folder = tempFolder(t);
  const authority = await makeCertificate('Public');
  const at = { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') };
  const put = async (name: string, broken = false) => {
    const { cert, key } = await makeCertificate(name, authority, ['localhost']);
    writeFileSync(at.certificate, cert);
    writeFileSync(at.key, broken ? 'no key' : key);
  };
  await put('first');
  const { listen, certificates } = await startListeners(t, { certificates: { files: { pairs: [at], authority: undefined } } });
  const port = await listen('tls');
  const options = { ca: authority.cert, reconnectPeriod: 0 };
  const shown = async () => {
    const socket = connect({ port, host: 'localhost', ca: authority.cert });
    await once(socket, 'secureConnect');
    const subject = socket.getPeerX509Certificate()?.subject;
    socket.destroy();
    return subject;
  };
  const client = await mqtt.connectAsync(`mqtts://localhost:${port}`, options);
  assert.equal(await shown(), 'CN=first');
  await put('second');
  await certificates.reload();
  assert.equal(await shown(), 'CN=second');
  await put('third', true);
  await certificates.reload();
  assert.equal(await shown(), 'CN=second');
  assert.match(certificates.state.failure ?? '', /server\.key holds no private key/);
  await put('fourth');
  await certificates.reload();
  assert.equal(await shown(), 'CN=fourth');
  assert.equal(certificates.state.failure, undefined);
  await client.publishAsync('a', 'b', { qos: 1 });
  await client.endAsync();
});
