import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, startApi, thalamus } from '../fixture.test.ts';

const session = { person: { email: 'a@b.c', name: 'A' }, tenant: 'default', roles: ['admin'], passwordChangeRequired: false };
const cookie = (value: string) => ({ 'set-cookie': `thalamus.session_token=${value}; HttpOnly` });
const signingIn = {
  'POST /api/v1/session': () => ({ body: session, headers: cookie('one') }),
  'GET /api/v1/session': () => ({ body: session, headers: cookie('one') }),
  'DELETE /api/v1/session': () => ({ status: 204, headers: { 'set-cookie': 'thalamus.session_token=; Max-Age=0' } }),
};
const profileFile = (name: string) => join(folder, 'config', `${name}.json`);

test('login keeps the session for the owner’s eyes only, and logout ends it', async () => {
  using api = await startApi({ ...signingIn, 'GET /api/v1/products': () => ({ body: { items: [], next: null }, headers: cookie('one') }) });
  const args = ['login', '--url', api.url, '--email', 'a@b.c', '--password', 'p'];
  assert.equal((await thalamus(args)).code, 0);
  assert.equal((await stat(profileFile('default'))).mode & 0o777, 0o600);
  assert.deepEqual(JSON.parse(await readFile(profileFile('default'), 'utf8')), {
    url: api.url,
    email: 'a@b.c',
    cookies: { 'thalamus.session_token': 'one' },
  });

  assert.equal((await thalamus(['product', 'list'])).code, 0);
  assert.equal(api.calls.at(-1)?.cookie, 'thalamus.session_token=one');
  const elsewhere = await thalamus(['product', 'list', '--url', 'http://127.0.0.1:9']);
  assert.equal(elsewhere.code, 3, 'a session is shown only to the platform that it belongs to');

  assert.equal((await thalamus(args)).code, 0, 'signing in again');
  assert.equal(api.calls.at(-1)?.route, 'DELETE /api/v1/session', 'ends the session before');
  assert.equal((await thalamus(['logout'])).code, 0);
  assert.equal(api.calls.at(-1)?.route, 'DELETE /api/v1/session');
  assert.equal((await thalamus(['product', 'list'])).code, 3);
});

test('a one-time password is replaced while signing in, or nothing is kept', async () => {
  using api = await startApi({
    ...signingIn,
    'POST /api/v1/session': () => ({ body: { ...session, passwordChangeRequired: true }, headers: cookie('once') }),
    'POST /api/v1/session/password': () => ({ body: session, headers: cookie('own') }),
  });
  const args = ['login', '--url', api.url, '--email', 'a@b.c', '--password', 'p', '--profile', 'fresh'];
  const { code, err } = await thalamus(args);
  assert.equal(code, 2);
  assert.match(err, /one-time password[\s\S]*--new-password/);
  assert.equal(api.calls.at(-1)?.route, 'DELETE /api/v1/session');
  await assert.rejects(readFile(profileFile('fresh')), { code: 'ENOENT' });
  assert.equal((await thalamus([...args, '--new-password', 'my own one'])).code, 0);
  assert.deepEqual(api.calls.find(({ route }) => route.endsWith('/password'))?.body, { current: 'p', next: 'my own one' });
});

test('login asks for a code when a second factor is needed, and takes one from the command line', async () => {
  using api = await startApi({
    ...signingIn,
    'POST /api/v1/session': () => ({ body: { secondFactorRequired: true }, headers: { 'set-cookie': 'thalamus.two_factor=half' } }),
    'POST /api/v1/session/second-factor': () => ({ body: session }),
  });
  const args = ['login', '--url', api.url, '--email', 'a@b.c', '--password', 'p', '--profile', 'two'];
  const asked: string[] = [];
  const askHidden = async (question: string) => {
    asked.push(question);
    return '123456';
  };
  const { code } = await thalamus(args, {}, { askHidden });
  assert.equal(code, 0);
  assert.match(asked.join(), /authenticator/);
  assert.deepEqual(api.calls[1]?.body, { code: '123456' });
  assert.equal((await thalamus([...args, '--code', 'abcd-efgh-jkmn'])).code, 0);
  assert.ok(api.calls.some(({ body }) => JSON.stringify(body) === '{"code":"abcd-efgh-jkmn"}'));
  assert.equal((await thalamus(args)).code, 2, 'nobody can type');
});

test('what changes the session is kept in the profile', async () => {
  const listed = { device: 'Firefox on Linux', userAgent: '', address: '192.0.2.1', createdAt: 'c', lastUsedAt: 'u', expiresAt: 'e' };
  const items = [
    { ...listed, id: 's1', current: false },
    { ...listed, id: 's2', current: true },
  ];
  using api = await startApi({
    ...signingIn,
    'GET /api/v1/sessions': () => ({ body: { items }, headers: cookie('one') }),
    'DELETE /api/v1/sessions/s1': () => ({ status: 204, headers: cookie('one') }),
    'DELETE /api/v1/sessions': () => ({ body: { ended: 3 }, headers: cookie('one') }),
    'POST /api/v1/session/password': () => ({ body: session, headers: cookie('two') }),
    'POST /api/v1/session/second-factor/enrolment': () => ({ body: { uri: 'otpauth://x', secret: 'ABC' }, headers: cookie('two') }),
    'POST /api/v1/session/second-factor/activation': () => ({ body: { recoveryCodes: ['a-b', 'c-d'] }, headers: cookie('three') }),
  });
  const as = ['--profile', 'person'];
  await thalamus(['login', '--url', api.url, '--email', 'a@b.c', '--password', 'p', ...as]);
  assert.match((await thalamus(['session', 'list', ...as])).out, /^ +s1 +Firefox on Linux +192\.0\.2\.1.*\n\* +s2/m);
  assert.match((await thalamus(['session', 'end', 's1', ...as])).out, /s1 has ended/);
  assert.match((await thalamus(['session', 'end', '--others', ...as])).out, /3 sessions/);
  assert.equal((await thalamus(['session', 'end', ...as])).code, 2);

  const kept = async () => JSON.parse(await readFile(profileFile('person'), 'utf8')).cookies['thalamus.session_token'];
  assert.equal((await thalamus(['password', '--password', 'p', '--new-password', 'q', ...as])).code, 0);
  assert.equal(await kept(), 'two');
  assert.match((await thalamus(['second-factor', 'enrol', '--password', 'q', ...as])).out, /ABC\notpauth:\/\/x\n/);
  const { out } = await thalamus(['second-factor', 'activate', '--code', '123456', ...as]);
  assert.equal(out, 'a-b\nc-d\n');
  assert.equal(await kept(), 'three');
});
