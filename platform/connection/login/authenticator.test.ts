import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { createAccess } from '#core/access/access.ts';
import { everything } from '#core/access/policy.ts';
import { spaceTree } from '#core/access/space-tree.ts';
import { Fault } from '#core/errors.ts';
import type { ApplicationDirectory, ApplicationLogin, TokenLogin } from '#core/ports/application-directory.ts';
import { authorityExtensions, certificateMaker } from '#testing/certificates.ts';
import { testRegistry } from '#testing/registry.ts';
import { scramClient } from '#testing/scram.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Introduction } from '../principal.ts';
import { createAuthenticator } from './authenticator.ts';
import { TooManyDevices } from './device-names.ts';

const key = `thk_${'0'.repeat(16)}${'A'.repeat(43)}`;
const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln';
const access = createAccess(everything, spaceTree([{ name: 'root', parent: null }]));

/** The authenticator over a real registry with the devices `a` and `b`; what API keys and tokens say is the test's. */
async function stage(t: TestContext, { anonymousTenant }: { anonymousTenant?: string } = {}) {
  const registry = await testRegistry();
  t.after(() => registry[Symbol.asyncDispose]());
  await registry.call('createProduct', { body: { name: 'pump' } });
  const secrets: Record<string, string> = {};
  for (const name of ['a', 'b']) {
    const made = await registry.call<{ credentials: { password: string } }>('createDevice', { body: { name, product: 'pump' } });
    secrets[name] = made.credentials.password;
  }
  const says: { key: ApplicationLogin; token: TokenLogin; asked: unknown[]; meanwhile: () => Promise<void> } = {
    key: { ok: true, grant: { tenant: 'acme', name: 'erp', credential: 'key:1', access, expiresAt: 5 } },
    token: { ok: true, kind: 'device', device: 'a', credential: 'jwt:1', expiresAt: 9 },
    asked: [],
    meanwhile: async () => {},
  };
  const applications: ApplicationDirectory = {
    isKey: (password) => password === key,
    async login(...question) {
      says.asked.push(question);
      await says.meanwhile();
      return says.key;
    },
    async token(...question) {
      says.asked.push(question);
      return says.token;
    },
    renew: async (grant) => grant,
  };
  const dialect = {
    name: 'native',
    match: ({ username }: { username: string | undefined }) => username?.includes('/') ?? false,
    claim({ username, password }: { username: string | undefined; password: Buffer | undefined }) {
      const [tenant, device] = (username ?? '').split('/');
      return tenant && device && password ? { tenant, device, secret: password.toString() } : undefined;
    },
  } as unknown as Dialect;
  const { directory, credentials, reach } = registry.platform;
  const log = { info() {}, warn() {}, error() {} };
  const authenticator = createAuthenticator({
    directory,
    credentials,
    applications,
    reach,
    dialects: [dialect],
    events: registry.events,
    log,
    anonymousTenant,
  });
  const introduction = (username?: string, password?: string, certificate?: Introduction['peer']['certificate']): Introduction => ({
    clientId: 'c',
    username,
    password: password === undefined ? undefined : Buffer.from(password),
    level: 5,
    peer: { address: '10.0.0.1', certificate },
  });
  const login = async (...about: Parameters<typeof introduction>) => {
    const answer = await authenticator.login(introduction(...about));
    if (!answer.ok) return `${answer.reason} ${answer.code.toString(16)}`;
    return `${answer.principal.kind} ${answer.principal.tenant}/${answer.principal.name} by ${answer.credential.split(':')[0]}`;
  };
  return { registry, authenticator, secrets, says, login, introduction };
}

test('a password says by its form what it is', async (t) => {
  const { registry, secrets, says, login } = await stage(t);
  await registry.call('createDeviceCredential', {
    params: { device: 'b' },
    body: { kind: 'password', userName: 'hall3', password: 'correct horse' },
  });
  assert.equal(await login('acme/a', secrets.a), 'device acme/a by secret');
  assert.equal(await login('acme/hall3', 'correct horse'), 'device acme/b by password');
  assert.equal(await login('acme/erp', key), 'application acme/erp by key');
  assert.equal(await login('acme', key), 'application acme/erp by key');
  assert.equal(await login('acme/a', token), 'device acme/a by jwt');
  assert.equal(await login('acme', token), 'device acme/a by jwt');
  assert.deepEqual(says.asked, [
    ['acme', 'erp', key, '10.0.0.1'],
    ['acme', undefined, key, '10.0.0.1'],
    ['acme', token],
    ['acme', token],
  ]);
});

test('a device by the name of another, a token of another and nothing at all are refused', async (t) => {
  const { registry, secrets, says, login } = await stage(t);
  assert.equal(await login('acme/a', secrets.b), 'wrong-secret 86');
  assert.equal(await login('acme/nobody', secrets.b), 'unknown-device 86');
  assert.equal(await login('acme/nobody', 'any password'), 'unknown-device 86');
  assert.equal(await login('acme/a', 'any password'), 'wrong-secret 86');
  assert.equal(await login('other/a', secrets.a), 'unknown-device 86');
  assert.equal(await login('acme/b', token), 'other-device 86');
  for (const username of [undefined, '', 'acme', 'a/b/c', '/', 'acme/']) assert.match(await login(username, secrets.a), / 86$/, username);
  for (const username of [undefined, 'acme', 'acme/a']) assert.equal(await login(username), 'no-credentials 86');
  assert.equal(await login('acme/a', ''), 'no-credentials 86');
  await registry.call('updateDevice', { params: { device: 'a' }, body: { disabled: true } });
  assert.equal(await login('acme/a', secrets.a), 'disabled 87');
  assert.equal(await login('acme/a', 'wrong'), 'wrong-secret 86', 'only who knows the secret learns that');
  says.key = { ok: false, reason: 'address' };
  assert.equal(await login('acme/erp', key), 'address 87');
  says.token = { ok: true, kind: 'device', device: 'nobody', credential: 'jwt:1', expiresAt: 9 };
  assert.equal(await login('acme', token), 'unknown-device 86');
});

test('a certificate counts where there is no password, and says when the connection has to end', async (t) => {
  const make = certificateMaker(t);
  if (make === undefined) return;
  const { registry, authenticator, secrets, login, introduction } = await stage(t);
  const root = make({ subject: '/CN=CA', extensions: authorityExtensions() });
  const made = await registry.call<{ id: string; challenge: string }>('createCertificateAuthority', { body: { certificate: root.pem } });
  const signature = sign('sha256', Buffer.from(made.challenge), root.key).toString('base64');
  await registry.call('proveCertificateAuthority', { params: { authority: made.id }, body: { signature } });
  const { raw } = make({ subject: '/CN=a', by: root, days: 3 });
  const certificate = { raw, fingerprint256: '', chain: [root.raw] };
  assert.equal(await login(undefined, undefined, certificate), 'device acme/a by authority');
  assert.equal(await login('acme', undefined, certificate), 'device acme/a by authority');
  assert.equal(await login('acme/a', '', certificate), 'device acme/a by authority');
  assert.equal(await login('acme/b', undefined, certificate), 'other-device 86');
  assert.equal(await login('other', undefined, certificate), 'unknown-certificate 86');
  assert.equal(await login('acme/b', secrets.b, certificate), 'device acme/b by secret');
  assert.equal(await login('acme/b', 'wrong', certificate), 'wrong-secret 86', 'no second try by certificate');
  const answer = await authenticator.login(introduction(undefined, undefined, certificate));
  assert.ok(answer.ok && Math.abs((answer.expiresAt ?? 0) - Date.now() - 3 * 86_400_000) < 60_000);
});

test('who sends nothing is anonymous only where a tenant is named for them', async (t) => {
  const { authenticator, login, introduction } = await stage(t, { anonymousTenant: 'acme' });
  assert.equal(await login(), 'application acme/anonymous by anonymous');
  assert.equal(await login('acme'), 'no-credentials 86');
  const answer = await authenticator.login(introduction());
  assert.ok(answer.ok && answer.principal.kind === 'application');
  const { principal } = answer;
  assert.deepEqual(
    [principal.mayPublish('free'), principal.mayPublish('devices/a/down/x'), principal.mayPublish('devices/a/up/x')],
    [true, true, false],
  );
  assert.deepEqual(
    [principal.maySubscribe('#'), principal.mayReceive('devices/a/up/x'), principal.mayReceive('$other/x')],
    [true, true, false],
  );
});

test('what is revoked while a login is under way does not get in', async (t) => {
  const { registry, says, login } = await stage(t);
  says.meanwhile = async () => registry.events.publish('credential.revoked', { tenant: 'acme', credential: 'key:1' });
  assert.equal(await login('acme', key), 'revoked 86');
  says.meanwhile = async () => registry.events.publish('credential.revoked', { tenant: 'acme', credential: 'key:2' });
  assert.equal(await login('acme', key), 'application acme/erp by key');
  says.meanwhile = async () => {
    for (let at = 0; at < 2_000; at++) registry.events.publish('credential.revoked', { tenant: 'other', device: `${at}` });
  };
  assert.equal(await login('acme', key), 'revoked 86', 'too many to know');
});

test('SCRAM-SHA-256 lets in who knows the password, and no other method is offered', async (t) => {
  const { registry, authenticator, introduction } = await stage(t);
  const body = { kind: 'password', userName: 'hall3', password: 'correct horse', scram: true };
  await registry.call('createDeviceCredential', { params: { device: 'b' }, body });
  const prove = async (user: string, password: string) => {
    const exchange = authenticator.exchange('SCRAM-SHA-256', introduction()) ?? assert.fail('not offered');
    const client = scramClient(user, password);
    const answer = await exchange.step(Buffer.from(client.first));
    const last = await exchange.step(Buffer.from(client.final(answer.data?.toString() ?? '')));
    assert.ok(last.done);
    if (!last.login.ok) return last.login.reason;
    assert.equal(last.data?.toString(), client.expected);
    return `${last.login.principal.name} by ${last.login.credential.split(':')[0]}`;
  };
  assert.equal(await prove('acme/hall3', 'correct horse'), 'b by password');
  assert.equal(await prove('acme/hall3', 'wrong horse'), 'wrong-password');
  assert.equal(await prove('other/hall3', 'correct horse'), 'wrong-password');
  for (const method of ['SCRAM-SHA-1', 'PLAIN', 'scram-sha-256', ''])
    assert.equal(authenticator.exchange(method, introduction()), undefined);
});

test('limited rights over too many devices, and too many logins at once, are refused by their own codes', async (t) => {
  const { says, login, authenticator, introduction } = await stage(t);
  const north = createAccess(
    [{ effect: 'allow', actions: ['message.read'], scope: { kind: 'labels', selector: "labels.site == 'x'" } }],
    access.spaces,
  );
  says.key = { ok: true, grant: { tenant: 'acme', name: 'erp', credential: 'key:1', access: north, expiresAt: undefined } };
  assert.equal(await login('acme', key), 'application acme/erp by key');
  says.meanwhile = async () => {
    throw new Fault('OVERLOADED', 'too many');
  };
  assert.equal(await login('acme', key), 'busy 89');
  says.meanwhile = async () => {
    throw new TooManyDevices('too many');
  };
  assert.equal(await login('acme', key), 'too-many-devices 97');
  says.meanwhile = async () => {
    throw new Error('the database is away');
  };
  await assert.rejects(authenticator.login(introduction('acme', key)), /away/);
});
