import assert from 'node:assert/strict';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeCertificate, silent, tempFolder } from '../fixture.test.ts';
import { type CertificateSettings, openCertificates } from './certificates.ts';

const year = 365 * 24 * 3_600_000;
const names = ['iot.example', 'localhost', '192.0.2.7', '::1'];

async function open(t: TestContext, settings: Partial<CertificateSettings> & { folder: string }, now: () => number = Date.now) {
  const certificates = await openCertificates({ names, files: undefined, ...settings }, silent, now);
  t.after(() => certificates.close());
  return certificates;
}

test('the first start makes an authority and a certificate for all names, keys readable by us only', async (t) => {
  const folder = tempFolder(t);
  const { state } = await open(t, { folder });
  const [authority, server] = ['ca.pem', 'server.pem'].map((name) => new X509Certificate(readFileSync(join(folder, name))));
  assert.ok(authority !== undefined && server !== undefined);
  assert.ok(authority.ca && !server.ca && server.checkIssued(authority) && server.verify(authority.publicKey));
  assert.deepEqual(
    [server.checkHost('iot.example'), server.checkHost('localhost'), server.checkIP('192.0.2.7'), server.checkIP('::1')].map(
      (found) => found !== undefined,
    ),
    [true, true, true, true],
  );
  assert.equal(server.checkHost('other.example'), undefined);
  for (const key of ['ca.key', 'server.key']) assert.equal(statSync(join(folder, key)).mode & 0o777, 0o600, key);
  assert.equal(state.source, 'development');
  assert.equal(state.authority, readFileSync(join(folder, 'ca.pem'), 'utf8'));
  assert.equal(state.expiresAt, server.validToDate.getTime());
});

test('a later start keeps both; another name, or a lost file, makes a new certificate by the same authority', async (t) => {
  const folder = tempFolder(t);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  await open(t, { folder });
  const [authority, server] = [read('ca.pem'), read('server.pem')];
  await open(t, { folder });
  assert.deepEqual([read('ca.pem'), read('server.pem')], [authority, server]);
  await open(t, { folder, names: [...names, 'new.example'] });
  assert.ok(new X509Certificate(read('server.pem')).checkHost('new.example'));
  rmSync(join(folder, 'server.key'));
  await open(t, { folder });
  assert.equal(read('ca.pem'), authority);
  assert.ok(new X509Certificate(read('server.pem')).verify(new X509Certificate(authority).publicKey));
});

test('an authority whose key is lost is not replaced by another, which no device would trust', async (t) => {
  const folder = tempFolder(t);
  const certificates = await open(t, { folder });
  const before = readFileSync(join(folder, 'ca.pem'), 'utf8');
  const key = readFileSync(join(folder, 'ca.key'), 'utf8');
  writeFileSync(join(folder, 'ca.key'), 'broken');
  await assert.rejects(open(t, { folder }), {
    name: 'CertificateError',
    message: /ca\.pem and .*ca\.key do not belong together: restore them, or delete both/,
  });
  await certificates.reload();
  assert.match(certificates.state.failure ?? '', /do not belong together/);
  assert.equal(readFileSync(join(folder, 'ca.pem'), 'utf8'), before);
  writeFileSync(join(folder, 'ca.key'), key);
  await certificates.reload();
  assert.equal(certificates.state.failure, undefined, 'restored, all is well again');
});

test('while it runs the certificate is renewed before its end, and the authority with the same key and name', async (t) => {
  const folder = tempFolder(t);
  let now = Date.now();
  const certificates = await open(t, { folder }, () => now);
  let changes = 0;
  certificates.onChange(() => changes++);
  const authority = certificates.state.authority ?? '';
  await certificates.reload();
  assert.equal(changes, 0);
  now += year + 10 * 24 * 3_600_000;
  await certificates.reload();
  assert.equal(changes, 1);
  assert.ok(certificates.state.expiresAt - now > year);
  assert.equal(certificates.state.authority, authority);
  now += 18 * year;
  await certificates.reload();
  const renewed = new X509Certificate(certificates.state.authority ?? '');
  const first = new X509Certificate(authority);
  assert.notEqual(certificates.state.authority, authority);
  assert.deepEqual(
    [renewed.subject, renewed.publicKey.export({ type: 'spki', format: 'pem' })],
    [first.subject, first.publicKey.export({ type: 'spki', format: 'pem' })],
  );
  const server = new X509Certificate(readFileSync(join(folder, 'server.pem')));
  assert.ok(server.verify(first.publicKey) && server.checkIssued(first), 'who trusts the old authority trusts the new certificate');
});

test('files of the operator that can’t be used are refused with the file and what was expected', async (t) => {
  const folder = tempFolder(t);
  const at = { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') };
  const refused = async (certificate: string, key: string, message: RegExp) => {
    writeFileSync(at.certificate, certificate);
    writeFileSync(at.key, key);
    await assert.rejects(open(t, { folder, files: { pairs: [at], authority: undefined } }), { name: 'CertificateError', message });
  };
  const [own, other] = [await makeCertificate('own', undefined, ['a']), await makeCertificate('other', undefined, ['b'])];
  const encrypted = (type: 'pkcs8' | 'pkcs1') =>
    generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type, format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' })
      .toString();
  await refused(own.cert, other.key, /server\.key is not the key of the first certificate in .*server\.pem/);
  await refused(own.cert, encrypted('pkcs8'), /server\.key is encrypted: expected a key without a passphrase/);
  await refused(own.cert, encrypted('pkcs1'), /server\.key is encrypted/);
  await refused(own.cert, own.cert, /server\.key holds no private key/);
  await refused(own.key, own.key, /server\.pem holds no certificate/);
  await refused(own.cert.replace('MII', 'MIX'), own.key, /server\.pem holds a broken certificate/);
  await assert.rejects(
    open(t, { folder, files: { pairs: [{ ...at, key: join(folder, 'none') }], authority: undefined } }),
    /none can’t be read \(ENOENT/,
  );
});
