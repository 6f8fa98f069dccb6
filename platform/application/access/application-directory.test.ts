import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf, startPlatform } from '../fixture.test.ts';

test('an API key is a program of its tenant, with the rights that it has over HTTP', async () => {
  await using platform = await startPlatform();
  const { applications } = platform;
  const key = await keyOf(platform, 'viewer');
  const here = '127.0.0.1';
  const login = await applications.login('default', undefined, key, here);
  assert.ok(login.ok);
  assert.match(login.grant.name, /^key:[0-9a-f]{16}$/);
  assert.deepEqual([login.grant.access.mayAnywhere('message.read'), login.grant.access.mayAnywhere('message.send')], [true, false]);
  const refused = async (...call: Parameters<typeof applications.login>) => {
    const answer = await applications.login(...call);
    return answer.ok || answer.reason;
  };
  assert.equal(await refused('other', undefined, key, here), 'other-account');
  assert.equal(await refused('default', 'erp', key, here), 'other-account');
  assert.equal(await refused('default', undefined, `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`, here), 'wrong-key');
  assert.equal(await refused('default', undefined, `thk_${'0'.repeat(16)}${'A'.repeat(43)}`, here), 'unknown-key');
});

test('the grant of a service account ends with it, its key, its address and its time', async () => {
  await using platform = await startPlatform();
  const { applications, app, events, pass } = platform;
  const { browser: headers } = await platform.signIn();
  const call = async (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const answer = await app.inject({ method, url: `/api/v1${url}`, headers, ...(payload === undefined ? {} : { payload }) });
    assert.ok(answer.statusCode < 300, answer.body);
    return answer.statusCode === 204 ? undefined : answer.json();
  };
  const assignments = [{ role: 'operator', scope: { kind: 'tenant' }, effect: 'allow' }];
  await call('POST', '/service-accounts', { name: 'erp', assignments });
  const expiresAt = new Date(Date.now() + 60_000);
  const made = await call('POST', '/api-keys', {
    name: 'k',
    serviceAccount: 'erp',
    addresses: ['10.0.0.0/8'],
    expiresAt: expiresAt.toISOString(),
  });

  assert.deepEqual(await applications.login('default', 'erp', made.key, '192.0.2.1'), { ok: false, reason: 'address' });
  const login = await applications.login('default', 'erp', made.key, '10.1.2.3');
  assert.ok(login.ok);
  const { grant } = login;
  assert.deepEqual([grant.name, grant.credential, grant.expiresAt], ['erp', `key:${made.id}`, expiresAt.getTime()]);
  assert.equal((await applications.renew(grant, '10.1.2.3'))?.access.mayAnywhere('message.send'), true);

  await call('PATCH', '/service-accounts/erp', { assignments: [{ ...assignments[0], role: 'viewer' }] });
  assert.equal((await applications.renew(grant, '10.1.2.3'))?.access.mayAnywhere('message.send'), false);
  await call('PATCH', '/service-accounts/erp', { disabled: true });
  assert.equal(await applications.renew(grant, '10.1.2.3'), undefined);
  await call('PATCH', '/service-accounts/erp', { disabled: false });
  assert.ok(await applications.renew(grant, '10.1.2.3'));

  const revoked: unknown[] = [];
  events.on('credential.revoked', (event) => revoked.push(event));
  await call('DELETE', `/api-keys/${made.id}`);
  assert.deepEqual(revoked, [{ tenant: 'default', application: 'erp', credential: `key:${made.id}` }]);
  assert.equal(await applications.renew(grant, '10.1.2.3'), undefined);

  const next = await call('POST', '/api-keys', { name: 'k2', serviceAccount: 'erp', expiresAt: expiresAt.toISOString() });
  pass(120_000);
  assert.deepEqual(await applications.login('default', undefined, next.key, '10.1.2.3'), { ok: false, reason: 'expired-key' });
});
