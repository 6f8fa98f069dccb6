import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { test } from 'node:test';
import { authorityExtensions, certificateMaker, type MadeCertificate } from '#testing/certificates.ts';
import { collect, testRegistry } from '#testing/registry.ts';
import { authoritiesPerSubjectMax } from './authorities.ts';
import type { Authority } from './authority.ts';

const signatureOf = (challenge: string | null, by: MadeCertificate) =>
  sign('sha256', Buffer.from(challenge ?? ''), by.key).toString('base64');

async function stage() {
  const registry = await testRegistry();
  for (const tenant of ['acme', 'other']) {
    await registry.call('createProduct', { tenant, body: { name: 'pump', label: 'Pump' } });
    for (const name of ['pump-1', 'hall3-7']) await registry.call('createDevice', { tenant, body: { name, product: 'pump' } });
  }
  const register = (made: { pem: string }, tenant = 'acme', more = {}) =>
    registry.call<Authority>('createCertificateAuthority', { tenant, body: { certificate: made.pem, ...more } });
  const prove = ({ id }: Authority, body: object, tenant = 'acme') =>
    registry.call<Authority>('proveCertificateAuthority', { tenant, params: { authority: id }, body });
  const login = async (made: MadeCertificate, tenant?: string, device?: string) => {
    const answer = await registry.platform.credentials.certificate({ raw: made.raw, chain: [] }, tenant, device);
    return answer.ok ? `${answer.device.tenant}/${answer.device.name} by ${answer.credential}` : answer.reason;
  };
  return { registry, register, prove, login, [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose]() };
}

test('an authority lets in registered devices once its key was used, and only them', async (t) => {
  const make = certificateMaker(t);
  if (make === undefined) return;
  await using s = await stage();
  const root = make({ subject: '/O=Acme/CN=CA', extensions: authorityExtensions() });
  const pump = make({ subject: '/CN=pump-1', by: root });
  const made = await s.register(root);
  assert.deepEqual([made.state, made.subject, made.deviceName], ['unproven', 'O=Acme, CN=CA', '{subject.CN}']);
  assert.equal(await s.login(pump), 'unknown-certificate', 'not proven');
  await assert.rejects(s.prove(made, { signature: signatureOf(made.challenge, pump) }), { code: 'BAD_REQUEST' });
  await assert.rejects(s.prove(made, { signature: signatureOf('something else', root) }), { code: 'BAD_REQUEST' });
  assert.equal((await s.prove(made, { signature: signatureOf(made.challenge, root) })).state, 'active');
  assert.equal(await s.login(pump), `acme/pump-1 by authority:${made.id}`);
  assert.equal(await s.login(pump, 'acme', 'pump-1'), `acme/pump-1 by authority:${made.id}`);
  assert.equal(await s.login(pump, 'acme', 'hall3-7'), 'other-device');
  assert.equal(await s.login(pump, 'other'), 'unknown-certificate');
  assert.equal(await s.login(make({ subject: '/CN=stranger', by: root })), 'unknown-device');
  assert.equal(await s.login(make({ subject: '/O=Acme', by: root })), 'certificate-name');
});

test('the key is proven by a certificate for the challenge too, and by no other one', async (t) => {
  const make = certificateMaker(t);
  if (make === undefined) return;
  await using s = await stage();
  const root = make({ subject: '/CN=CA', extensions: authorityExtensions() });
  const made = await s.register(root);
  const proof = (subject: string, by: MadeCertificate) => s.prove(made, { certificate: make({ subject, by }).pem });
  await assert.rejects(proof(`/CN=${made.challenge}`, make({ subject: '/CN=CA', extensions: authorityExtensions() })), {
    code: 'BAD_REQUEST',
  });
  await assert.rejects(proof('/CN=pump-1', root), { code: 'BAD_REQUEST' });
  await assert.rejects(proof(`/CN=pump-1/CN=${made.challenge}`, root), { code: 'BAD_REQUEST' });
  assert.deepEqual(
    [(await proof(`/CN=${made.challenge}`, root)).state, (await s.prove(made, { signature: 'AAAA' })).state],
    ['active', 'active'],
  );
});

test('a template names devices; two tenants with the same proven authority must be told apart by the user name', async (t) => {
  const make = certificateMaker(t);
  if (make === undefined) return;
  await using s = await stage();
  const root = make({ subject: '/CN=CA', extensions: authorityExtensions() });
  const [acme, other] = [
    await s.register(root, 'acme', { deviceName: '{subject.OU}-{subject.serialNumber}' }),
    await s.register(root, 'other'),
  ];
  await s.prove(acme, { signature: signatureOf(acme.challenge, root) });
  const pump = make({ subject: '/OU=hall3/serialNumber=7/CN=pump-1', by: root });
  assert.equal(await s.login(pump), `acme/hall3-7 by authority:${acme.id}`, 'the other one has proven nothing');
  await assert.rejects(
    s.prove(other, { signature: signatureOf(acme.challenge, root) }, 'other'),
    { code: 'BAD_REQUEST' },
    'another tenant’s proof',
  );
  await s.prove(other, { signature: signatureOf(other.challenge, root) }, 'other');
  assert.equal(await s.login(pump), 'certificate-of-two-tenants');
  assert.equal(await s.login(pump, 'acme'), `acme/hall3-7 by authority:${acme.id}`);
  assert.equal(await s.login(pump, 'other'), `other/pump-1 by authority:${other.id}`);
});

test('an authority that is disabled or deleted lets nobody in and ends its connections; one certificate can be shut out', async (t) => {
  const make = certificateMaker(t);
  if (make === undefined) return;
  await using s = await stage();
  const root = make({ subject: '/CN=CA', extensions: authorityExtensions() });
  const pump = make({ subject: '/CN=pump-1', by: root });
  const made = await s.register(root);
  await s.prove(made, { signature: signatureOf(made.challenge, root) });
  const revoked = collect(s.registry.events, 'credential.revoked');
  const change = (body: object) => s.registry.call('updateCertificateAuthority', { params: { authority: made.id }, body });
  await change({ disabled: true });
  assert.equal(await s.login(pump), 'authority-disabled');
  await change({ disabled: false });
  assert.match(await s.login(pump), /^acme/);
  assert.deepEqual(revoked, [{ tenant: 'acme', credential: `authority:${made.id}` }]);
  const pinned = await s.registry.call<{ id: string }>('createDeviceCredential', {
    params: { device: 'pump-1' },
    body: { kind: 'certificate', certificate: pump.pem },
  });
  await s.registry.call('updateDeviceCredential', { params: { device: 'pump-1', credential: pinned.id }, body: { disabled: true } });
  assert.equal(await s.login(pump), 'credential-disabled');
  assert.deepEqual(revoked.at(-1), { tenant: 'acme', device: 'pump-1' });
  await s.registry.call('deleteDeviceCredential', { params: { device: 'pump-1', credential: pinned.id } });
  await s.registry.call('deleteCertificateAuthority', { params: { authority: made.id } });
  assert.equal(await s.login(pump), 'unknown-certificate');
});

test('what is no sound authority is not registered, nor the same one twice, nor too many of one name', async (t) => {
  const make = certificateMaker(t);
  if (make === undefined) return;
  await using s = await stage();
  const authority = (subject: string, more = {}) => make({ subject, extensions: authorityExtensions(), ...more });
  for (const wrong of [
    make({ subject: '/CN=no-authority' }),
    authority('/CN=sha1', { digest: 'sha1' }),
    authority('/CN=small', { key: ['-newkey', 'rsa:1024'] }),
    { pem: 'x' },
    { pem: make({ subject: '/CN=x' }).keyPem },
  ]) {
    await assert.rejects(s.register(wrong), { code: 'BAD_REQUEST' });
  }
  const one = authority('/CN=CA');
  await s.register(one);
  await assert.rejects(s.register(one), { code: 'ALREADY_EXISTS' });
  for (let at = 1; at < authoritiesPerSubjectMax; at++) await s.register(authority('/CN=CA'));
  await assert.rejects(s.register(authority('/CN=CA')), { code: 'CONFLICT' });
});
