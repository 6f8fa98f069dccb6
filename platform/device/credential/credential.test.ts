import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { certificateMaker } from '#testing/certificates.ts';
import { collect, type TestRegistry, testRegistry } from '#testing/registry.ts';
import { type Credential, credentialsPerDeviceMax } from './credential.ts';

type Made = Credential & { readonly password: string | null };

async function withDevices(registry: TestRegistry, ...names: readonly string[]) {
  const secrets: string[] = [];
  for (const tenant of ['acme', 'other']) {
    await registry.call('createProduct', { tenant, body: { name: 'pump', label: 'Pump' } });
    for (const name of names) {
      const made = await registry.call<{ credentials: { password: string } }>('createDevice', { tenant, body: { name, product: 'pump' } });
      if (tenant === 'acme') secrets.push(made.credentials.password);
    }
  }
  const add = (device: string, body: object, tenant = 'acme') =>
    registry.call<Made>('createDeviceCredential', { tenant, params: { device }, body });
  const at = (device: string, credential: string) => ({ params: { device, credential } });
  return { secrets, add, at };
}

test('a device has several secrets: each lets it in, and ends by itself', async () => {
  await using registry = await testRegistry();
  const { directory } = registry.platform;
  const { secrets, add, at } = await withDevices(registry, 'a');
  const revoked = collect(registry.events, 'credential.revoked');
  const second = await add('a', { kind: 'secret', label: 'spare' });
  const login = async (secret: string | null) => {
    const answer = await directory.login('acme', 'a', secret ?? '');
    return answer.ok ? answer.credential : answer.reason;
  };
  const first = await login(secrets[0] ?? '');
  assert.match(first, /^secret:[0-9a-f]{16}$/);
  assert.equal(await login(second.password), `secret:${second.id}`);
  assert.ok(!JSON.stringify(await registry.call('listDeviceCredentials', { params: { device: 'a' } })).includes(second.password ?? ''));
  await registry.call('updateDeviceCredential', { ...at('a', second.id), body: { disabled: true } });
  assert.equal(await login(second.password), 'wrong-secret');
  await registry.call('updateDeviceCredential', { ...at('a', second.id), body: { disabled: false } });
  assert.equal(await login(second.password), `secret:${second.id}`);
  await registry.call('deleteDeviceCredential', at('a', second.id));
  assert.equal(await login(second.password), 'wrong-secret');
  assert.equal(await login(secrets[0] ?? ''), first);
  assert.deepEqual(revoked, Array(2).fill({ tenant: 'acme', device: 'a', credential: `secret:${second.id}` }));
});

test('a secret that is replaced ends at once, or when the time is over for which it was kept', async () => {
  let time = Date.now();
  await using registry = await testRegistry({ now: () => time });
  const { directory } = registry.platform;
  const { secrets } = await withDevices(registry, 'a');
  const revoked = collect(registry.events, 'credential.revoked');
  const [old = ''] = secrets;
  const rotate = async (keepOldSeconds = 0) => {
    const answer = await registry.call<{ credentials: { password: string } }>('rotateDeviceSecret', {
      params: { device: 'a' },
      query: { keepOldSeconds },
    });
    return answer.credentials.password;
  };
  const before = await directory.login('acme', 'a', old);
  const next = await rotate(3600);
  assert.deepEqual(revoked, []);
  const kept = await directory.login('acme', 'a', old);
  assert.ok(before.ok && kept.ok);
  assert.deepEqual(
    [kept.credential, kept.expiresAt],
    [before.credential, time + 3_600_000],
    'the same credential, so that its end ends older connections too',
  );
  time += 3_600_001;
  assert.deepEqual((await directory.login('acme', 'a', old)).ok, false);
  assert.ok((await directory.login('acme', 'a', next)).ok);
  const last = await rotate();
  assert.equal((await directory.login('acme', 'a', next)).ok, false);
  assert.ok((await directory.login('acme', 'a', last)).ok);
  assert.equal(revoked.length, 1);
});

test('a user name and a password let their device in; a wrong one, another tenant’s or a disabled one does not', async () => {
  await using registry = await testRegistry();
  const { credentials } = registry.platform;
  const { add, at } = await withDevices(registry, 'a', 'b');
  const chosen = await add('a', { kind: 'password', userName: 'hall3', password: 'correct horse' });
  const madeUp = await add('b', { kind: 'password', userName: 'hall4' });
  assert.deepEqual([chosen.password, typeof madeUp.password], [null, 'string']);
  const login = async (tenant: string, user: string, password: string | null) => {
    const answer = await credentials.password(tenant, user, password ?? '');
    return answer.ok ? `${answer.device.tenant}/${answer.device.name}` : answer.reason;
  };
  assert.equal(await login('acme', 'hall3', 'correct horse'), 'acme/a');
  assert.equal(await login('acme', 'hall4', madeUp.password), 'acme/b');
  assert.equal(await login('acme', 'hall3', 'wrong horse'), 'wrong-password');
  assert.equal(await login('other', 'hall3', 'correct horse'), 'unknown-user');
  assert.equal(await login('acme', 'hall5', 'correct horse'), 'unknown-user');
  for (const odd of ['a/b', '', '#', 'x'.repeat(200)]) assert.equal(await login('acme', odd, 'correct horse'), 'unknown-user');
  await add('a', { kind: 'password', userName: 'hall3', password: 'other tenant' }, 'other');
  assert.equal(await login('other', 'hall3', 'other tenant'), 'other/a', 'names are a tenant’s own');
  await assert.rejects(add('b', { kind: 'password', userName: 'hall3' }), { code: 'ALREADY_EXISTS' });
  await registry.call('updateDeviceCredential', { ...at('a', chosen.id), body: { disabled: true } });
  assert.equal(await login('acme', 'hall3', 'correct horse'), 'credential-disabled');
  await registry.call('updateDevice', { params: { device: 'b' }, body: { disabled: true } });
  assert.equal(await login('acme', 'hall4', madeUp.password), 'disabled');
});

test('what belonged to a removed device is nothing to the next one of its name', async () => {
  let time = Date.now();
  await using registry = await testRegistry({ now: () => time });
  const { credentials } = registry.platform;
  const { add } = await withDevices(registry, 'a');
  await add('a', { kind: 'password', userName: 'hall3', password: 'correct horse' });
  assert.ok((await credentials.password('acme', 'hall3', 'correct horse')).ok);
  await registry.call('deleteDevice', { params: { device: 'a' } });
  time += 1000;
  await registry.call('createDevice', { body: { name: 'a', product: 'pump' } });
  assert.equal((await credentials.password('acme', 'hall3', 'correct horse')).ok, false);
});

test('what could be taken for a secret, a key or a token is no password, and a device has a bound', async () => {
  await using registry = await testRegistry();
  const { add, secrets } = await withDevices(registry, 'a');
  for (const password of ['short', secrets[0], `thk_${'0'.repeat(20)}`, 'eyJhbGciOi', 'with\nline']) {
    await assert.rejects(add('a', { kind: 'password', userName: 'u', password }), { name: 'ZodError' }, password);
  }
  for (const userName of ['', 'a/b', '#', '+', ' x'])
    await assert.rejects(add('a', { kind: 'password', userName }), { name: 'ZodError' }, userName);
  for (let at = 0; at < credentialsPerDeviceMax; at++) await add('a', { kind: 'secret' });
  await assert.rejects(add('a', { kind: 'secret' }), { code: 'CONFLICT' });
  await assert.rejects(add('nobody', { kind: 'secret' }), { code: 'NOT_FOUND' });
});

test('a certificate lets in the device that has it, whoever issued it, until it ends', async (t) => {
  const make = certificateMaker(t);
  if (make === undefined) return;
  let time = Date.now();
  await using registry = await testRegistry({ now: () => time });
  const { credentials } = registry.platform;
  const { add, at } = await withDevices(registry, 'a', 'b');
  const [own, byPrint] = [make({ subject: '/CN=whoever', days: 10 }), make({ subject: '/CN=other' })];
  // They begin in whole seconds, after this test did.
  time = Date.now();
  const login = async (made: { raw: Buffer }, tenant?: string, device?: string) => {
    const answer = await credentials.certificate({ raw: made.raw, chain: [] }, tenant, device);
    return answer.ok ? `${answer.device.tenant}/${answer.device.name}` : answer.reason;
  };
  assert.equal(await login(own), 'unknown-certificate');
  const pinned = await add('a', { kind: 'certificate', certificate: own.pem });
  assert.deepEqual([pinned.subject, pinned.fingerprint?.length], ['CN=whoever', 64]);
  assert.equal(await login(own), 'acme/a');
  assert.equal(await login(own, 'acme', 'a'), 'acme/a');
  assert.equal(await login(own, 'acme', 'b'), 'other-device');
  assert.equal(await login(own, 'other'), 'unknown-certificate');
  const answer = await credentials.certificate({ raw: own.raw, chain: [] }, undefined, undefined);
  assert.ok(
    answer.ok && answer.expiresAt !== undefined && Math.abs(answer.expiresAt - time - 10 * 86_400_000) < 60_000,
    'the connection ends with it',
  );

  const print = new X509Certificate(byPrint.raw).fingerprint256;
  const colons = (await add('b', { kind: 'certificate', fingerprint: print })).fingerprint;
  assert.equal(colons, print.replaceAll(':', '').toLowerCase());
  assert.equal(await login(byPrint), 'acme/b');

  await add('b', { kind: 'certificate', certificate: own.pem }, 'other');
  assert.equal(await login(own), 'certificate-of-two-tenants', 'nobody gets another tenant’s device by registering its certificate');
  assert.equal(await login(own, 'acme'), 'acme/a');
  assert.equal(await login(own, 'other'), 'other/b');
  await assert.rejects(add('b', { kind: 'certificate', certificate: own.pem }), { code: 'ALREADY_EXISTS' });
  for (const certificate of ['x', own.keyPem])
    await assert.rejects(add('b', { kind: 'certificate', certificate }), { code: 'BAD_REQUEST' });

  await registry.call('updateDeviceCredential', { ...at('a', pinned.id), body: { disabled: true } });
  assert.equal(await login(own, 'acme'), 'credential-disabled');
  time += 11 * 86_400_000;
  assert.equal(await login(own, 'other'), 'certificate-expired');
});

test('names that nobody has look to SCRAM like others, and twice the same', async () => {
  await using registry = await testRegistry();
  const { credentials } = registry.platform;
  const { add } = await withDevices(registry, 'a');
  await add('a', { kind: 'password', userName: 'with', password: 'correct horse', scram: true });
  await add('a', { kind: 'password', userName: 'without', password: 'correct horse' });
  const look = async (user: string) => {
    const { salt, iterations, storedKey, serverKey } = await credentials.scram('acme', user);
    return { salt: Buffer.from(salt).toString('hex'), iterations, sizes: [salt.length, storedKey.length, serverKey.length] };
  };
  const known = await look('with');
  for (const user of ['without', 'nobody', 'a/b']) {
    const fake = await look(user);
    assert.deepEqual([fake.iterations, fake.sizes], [known.iterations, known.sizes]);
    assert.deepEqual(await look(user), fake);
  }
});
