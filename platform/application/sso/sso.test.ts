import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, startProvider, type TestProvider } from '#testing/oidc-provider.ts';
import { wholly } from '../access/assignment.ts';
import { createMembershipStore } from '../access/membership-store.ts';
import { adminEmail, adminPassword, fromHere, join, startPlatform, type TestPlatform } from '../fixture.test.ts';
import { failedReturnsPerMinuteMax } from './sso.ts';

const redirectUri = 'http://h/api/v1/session/sso/callback';
const verified = { email_verified: true };
const accounts = {
  grace: { email: 'Grace@Corp.example', name: 'Grace Hopper', ...verified },
  bob: { email: 'bob@corp.example', name: 'Bob', ...verified },
  ada: { email: adminEmail, name: 'Not Ada', ...verified },
  unproven: { email: 'unproven@corp.example', email_verified: false },
  silent: { email: 'silent@corp.example' },
  outside: { email: 'outside@other.example', ...verified },
  nameless: { name: 'No Mail' },
};
const domains = ['corp.example', 'example.org'];

async function start(provider: TestProvider) {
  const platform = await startPlatform({ needs: { ssoInternalHosts: [provider.host] } });
  const { browser } = await platform.signIn();
  const set = async (more: object = {}) =>
    await platform.app.inject({
      method: 'PUT',
      url: '/api/v1/sso',
      headers: browser,
      payload: { issuer: provider.issuer, ...client, domains, defaultRole: 'viewer', ...more },
    });
  return { platform, browser, set };
}

function cookiesIn(headers: Record<string, unknown>): string {
  const lines = [headers['set-cookie'] ?? []].flat() as string[];
  return lines
    .filter((line) => !/max-age=0/i.test(line))
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}

async function begin(platform: TestPlatform, query = 'tenant=default') {
  const answer = await platform.app.inject({ url: `/api/v1/session/sso?${query}` });
  assert.equal(answer.statusCode, 302, answer.body);
  return { location: String(answer.headers.location), cookie: cookiesIn(answer.headers), raw: answer.headers };
}

async function comeBack(platform: TestPlatform, address: string, cookie: string) {
  const answer = await platform.app.inject({ url: address.replace('http://h', ''), headers: { cookie } });
  return { status: answer.statusCode, location: String(answer.headers.location), cookie: cookiesIn(answer.headers), body: answer.body };
}

async function whole(platform: TestPlatform, provider: TestProvider, account: string, query?: string) {
  const begun = await begin(platform, query);
  return await comeBack(platform, await provider.signIn(begun.location, account), begun.cookie);
}

const session = async (platform: TestPlatform, cookie: string) =>
  await platform.app.inject({ url: '/api/v1/session', headers: { cookie } });

test('somebody new from the organisation becomes a member with the default role, and the same person the next time', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, set } = await start(provider);
  await using _ = platform;
  const made = await set();
  assert.deepEqual([made.statusCode, made.json().redirectUri, made.json().proven], [200, redirectUri, false]);
  const begun = await begin(platform, `email=x@CORP.example&next=${encodeURIComponent('/devices?x=1#y')}`);
  const { searchParams } = new URL(begun.location);
  assert.deepEqual([searchParams.get('response_type'), searchParams.get('code_challenge_method')], ['code', 'S256']);
  assert.ok((searchParams.get('state') ?? '').length >= 43 && (searchParams.get('nonce') ?? '').length >= 43);
  assert.match(String(begun.raw['set-cookie']), /HttpOnly; SameSite=Lax/);
  const back = await comeBack(platform, await provider.signIn(begun.location, 'grace'), begun.cookie);
  assert.deepEqual([back.status, back.location, back.body], [302, '/devices?x=1#y', '']);
  const me = (await session(platform, back.cookie)).json();
  assert.deepEqual(
    [me.person, me.tenant, me.roles, me.through, me.operator],
    [{ email: 'grace@corp.example', name: 'Grace Hopper' }, 'default', ['viewer'], 'sso', false],
  );
  const again = await whole(platform, provider, 'grace');
  assert.equal((await session(platform, again.cookie)).json().person.email, 'grace@corp.example');
  const { rows } = await platform.database.pool.query(`select count(*)::int as n from person where email = 'grace@corp.example'`);
  assert.equal(rows[0].n, 1);
  assert.equal((await set()).json().proven, true);
});

test('an account is linked only when the provider says that the e-mail is verified, and the domain is allowed', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, set } = await start(provider);
  await using _ = platform;
  await set();
  const reasons: Record<string, string | null> = {};
  for (const account of ['unproven', 'silent', 'outside', 'nameless']) {
    const back = await whole(platform, provider, account);
    const { pathname, searchParams } = new URL(back.location, 'http://h');
    assert.deepEqual([back.status, pathname, searchParams.get('error'), back.cookie], [302, '/sign-in', 'SSO_DENIED', '']);
    reasons[account] = searchParams.get('reason');
  }
  assert.deepEqual(reasons, { unproven: 'email-unverified', silent: 'email-unverified', outside: 'domain', nameless: 'no-email' });
  await set({ emailTrusted: true });
  assert.equal((await session(platform, (await whole(platform, provider, 'silent')).cookie)).statusCode, 200);
  await set({ defaultRole: null });
  assert.match((await whole(platform, provider, 'bob')).location, /reason=not-invited/);
  await join(platform, 'bob@corp.example', 'password of bob', 'developer');
  const bob = (await session(platform, (await whole(platform, provider, 'bob')).cookie)).json();
  assert.deepEqual([bob.roles, bob.person.name], [['developer'], 'bob@corp.example'], 'the member that was there');
});

test('who came through a tenant’s provider acts in that tenant only, runs nothing, and changes nothing of the account', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, set } = await start(provider);
  await using _ = platform;
  await set();
  await platform.database.pool.query(`insert into tenant (name) values ('other')`);
  const { rows } = await platform.database.pool.query('select id from person where email = $1', [adminEmail]);
  await createMembershipStore(platform.database.db).add(rows[0].id, 'other', [wholly('owner')]);

  const back = await whole(platform, provider, 'ada');
  const headers = { cookie: back.cookie, ...fromHere };
  const me = (await session(platform, back.cookie)).json();
  assert.deepEqual(
    [me.tenant, me.roles, me.operator, me.tenants.map(({ name }: { name: string }) => name)],
    ['default', ['owner'], false, ['default']],
  );
  const elsewhere = { ...headers, 'thalamus-tenant': 'other' };
  assert.equal((await platform.app.inject({ url: '/api/v1/members', headers: elsewhere })).statusCode, 403);
  assert.equal((await platform.app.inject({ url: '/api/v1/operator/tenants', headers })).statusCode, 403);
  const call = async (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
    (await platform.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload && { payload }) })).statusCode;
  assert.equal(await call('PATCH', '/session/person', { name: 'Mallory' }), 403);
  assert.equal(await call('POST', '/session/password', { current: adminPassword, next: 'another password' }), 403);
  assert.equal(await call('POST', '/session/second-factor/enrolment', { password: adminPassword }), 403);
  const own = (await platform.app.inject({ url: '/api/v1/sessions', headers })).json().items;
  assert.deepEqual(
    own.map(({ ssoTenant }: { ssoTenant: string }) => ssoTenant),
    ['default'],
  );
  const { rows: sessions } = await platform.database.pool.query('select id from person_session where sso_tenant is null');
  for (const { id } of sessions) assert.equal(await call('DELETE', `/sessions/${id}`), 404);
  assert.equal((await platform.app.inject({ method: 'DELETE', url: '/api/v1/sessions', headers })).json().ended, 0);
});

test('who was removed from the tenant is out at once, and does not come back by signing in again', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, browser, set } = await start(provider);
  await using _ = platform;
  await set();
  const headers = { cookie: (await whole(platform, provider, 'grace')).cookie, ...fromHere };
  const status = async () => (await platform.app.inject({ url: '/api/v1/spaces', headers })).statusCode;
  assert.equal(await status(), 200);
  const members = (await platform.app.inject({ url: '/api/v1/members', headers: browser })).json().items as { id: string; name: string }[];
  const { id } = members.find(({ name }) => name === 'Grace Hopper') ?? { id: '' };
  assert.equal((await platform.app.inject({ method: 'DELETE', url: `/api/v1/members/${id}`, headers: browser })).statusCode, 204);
  assert.equal(await status(), 403);
  assert.equal((await whole(platform, provider, 'grace')).location, '/sign-in?error=SSO_DENIED&reason=removed');
});

test('what comes back fits the browser, the attempt and the provider, or opens nothing', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, set } = await start(provider);
  await using _ = platform;
  await set();
  const begun = await begin(platform);
  const other = await begin(platform);
  const address = await provider.signIn(begun.location, 'grace');
  const expect = async (label: string, back: Promise<{ location: string; cookie: string }>, reason: string) => {
    const { location, cookie } = await back;
    assert.deepEqual([location, cookie], [`/sign-in?error=SSO_FAILED&reason=${reason}`, ''], label);
  };
  const changed = (name: string, value: string) => {
    const url = new URL(address);
    url.searchParams.set(name, value);
    return url.href;
  };
  await expect('another browser', comeBack(platform, address, ''), 'expired');
  await expect('a made-up cookie', comeBack(platform, address, `thalamus.sso=${'A'.repeat(300)}`), 'expired');
  await expect('another attempt of the browser', comeBack(platform, address, other.cookie), 'provider');
  await expect('another state', comeBack(platform, changed('state', 'x'), begun.cookie), 'provider');
  await expect('another issuer', comeBack(platform, changed('iss', 'https://evil.example'), begun.cookie), 'provider');
  await expect('another code', comeBack(platform, changed('code', 'x'), begun.cookie), 'provider');
  const good = await comeBack(platform, address, begun.cookie);
  assert.equal(good.location, '/');
  await expect('the same code again', comeBack(platform, address, begun.cookie), 'provider');
  const late = await begin(platform);
  const lateAddress = await provider.signIn(late.location, 'grace');
  platform.pass(16 * 60_000);
  await expect('too late', comeBack(platform, lateAddress, late.cookie), 'expired');
  const third = await begin(platform);
  await expect('cancelled', comeBack(platform, await provider.cancel(third.location), third.cookie), 'cancelled');
  const flood = await begin(platform);
  const wrong = `http://h/api/v1/session/sso/callback?state=x&code=x`;
  for (let i = 0; i < failedReturnsPerMinuteMax; i++) await comeBack(platform, wrong, flood.cookie);
  assert.equal((await comeBack(platform, wrong, flood.cookie)).location, '/sign-in?error=RATE_LIMITED');
  const unknown = await platform.app.inject({ url: '/api/v1/session/sso?tenant=nobody' });
  assert.equal(unknown.headers.location, '/sign-in?error=SSO_FAILED&reason=not-set-up');
  assert.equal((await platform.app.inject({ url: '/api/v1/session/sso?nonsense=1' })).headers.location, '/sign-in?error=BAD_REQUEST');
});

test('an ID token for another attempt is refused even when its code is good', async () => {
  // A provider that forgets the nonce of the attempt: the token is signed, but not for us now.
  await using provider = await startProvider(accounts, redirectUri, { conformIdTokenClaims: false });
  const { platform, set } = await start(provider);
  await using _ = platform;
  await set();
  const begun = await begin(platform);
  const swapped = new URL(begun.location);
  swapped.searchParams.set('nonce', 'n'.repeat(43));
  const back = await comeBack(platform, await provider.signIn(swapped.href, 'grace'), begun.cookie);
  assert.equal(back.location, '/sign-in?error=SSO_FAILED&reason=provider');
  assert.ok(platform.lines.some((line) => /single sign-on failed.*\(nonce\)/.test(line)));
  const challenge = await begin(platform);
  const other = new URL(challenge.location);
  other.searchParams.set('code_challenge', 'c'.repeat(43));
  const stolen = await comeBack(platform, await provider.signIn(other.href, 'grace'), challenge.cookie);
  assert.equal(stolen.location, '/sign-in?error=SSO_FAILED&reason=provider', 'PKCE');
  assert.equal((await session(platform, (await whole(platform, provider, 'grace')).cookie)).statusCode, 200, 'claims in the ID token');
});

test('a page to come back to is one of ours', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, set } = await start(provider);
  await using _ = platform;
  await set();
  for (const next of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/\r\nx: y',
  ]) {
    const { location } = await whole(platform, provider, 'grace', `tenant=default&next=${encodeURIComponent(next)}`);
    assert.ok(/^\/(?!\/)/.test(location) && !/evil|[\r\n]/.test(location), `${JSON.stringify(next)} → ${location}`);
  }
});

test('a session that somebody put into the browser before is never the one after coming back', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, browser, set } = await start(provider);
  await using _ = platform;
  await set();
  const begun = await begin(platform);
  const back = await comeBack(platform, await provider.signIn(begun.location, 'grace'), `${browser.cookie}; ${begun.cookie}`);
  assert.match(back.cookie, /thalamus\.session_token=/);
  assert.ok(!back.cookie.includes(browser.cookie));
  assert.equal((await session(platform, back.cookie)).json().person.email, 'grace@corp.example');
});

test('a one-time password that was never used does not stand in the way of who comes through the organisation', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, set } = await start(provider);
  await using _ = platform;
  await set();
  await join(platform, 'bob@corp.example', 'password of bob');
  await platform.database.pool.query(`update person set one_time_password = true where email = 'bob@corp.example'`);
  const headers = { cookie: (await whole(platform, provider, 'bob')).cookie };
  assert.equal((await platform.app.inject({ url: '/api/v1/spaces', headers })).statusCode, 200);
});

test('where it is required, a password opens that tenant no more, except for who runs the platform', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, set } = await start(provider);
  await using _ = platform;
  await join(platform, 'bob@corp.example', 'password of bob');
  await set();
  const early = await set({ required: true });
  assert.deepEqual([early.statusCode, early.json().places[0].field], [409, 'required']);
  const bobs = (await platform.signIn('bob@corp.example', 'password of bob')).browser;
  assert.equal((await session(platform, bobs.cookie)).statusCode, 200);
  await whole(platform, provider, 'bob');
  assert.equal((await set({ required: true })).statusCode, 200);

  assert.equal((await session(platform, bobs.cookie)).statusCode, 401, 'the session that a password opened');
  const refused = await platform.signIn('bob@corp.example', 'password of bob');
  assert.deepEqual([refused.status, refused.body.code, refused.cookie], [403, 'SSO_REQUIRED', '']);
  assert.equal((await platform.signIn('bob@corp.example', 'wrong')).body.code, 'WRONG_PASSWORD', 'who has no password learns nothing');
  assert.equal((await platform.signIn()).body.operator, true, 'somebody must be able to repair it');

  await platform.database.pool.query(`insert into tenant (name) values ('other')`);
  const { rows } = await platform.database.pool.query(`select id from person where email = 'bob@corp.example'`);
  await createMembershipStore(platform.database.db).add(rows[0].id, 'other', [wholly('viewer')]);
  platform.pass(61_000);
  const { body, browser } = await platform.signIn('bob@corp.example', 'password of bob');
  assert.deepEqual([body.tenant, body.tenants.length], ['other', 1]);
  const inDefault = await platform.app.inject({ url: '/api/v1/spaces', headers: { ...browser, 'thalamus-tenant': 'default' } });
  assert.equal(inDefault.statusCode, 403);
});

test('the settings say everything but the secret, which is encrypted, kept for its provider only, and found nowhere', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, browser, set } = await start(provider);
  await using _ = platform;
  const get = async () => (await platform.app.inject({ url: '/api/v1/sso', headers: browser })).json();
  assert.deepEqual(await get(), { redirectUri, settings: null, proven: false });
  assert.equal((await set({ clientSecret: undefined })).json().places[0].field, 'clientSecret');
  await set();
  const settings = { issuer: provider.issuer, clientId: 'thalamus', domains, defaultRole: 'viewer', required: false, emailTrusted: false };
  assert.deepEqual((await get()).settings, settings);
  assert.equal((await set({ clientSecret: undefined, domains: ['corp.example'] })).statusCode, 200);
  const begun = await begin(platform);
  const address = await provider.signIn(begun.location, 'grace');
  const back = await comeBack(platform, address, begun.cookie);
  assert.equal((await session(platform, back.cookie)).statusCode, 200);
  assert.equal((await set({ clientSecret: undefined, clientId: 'another' })).statusCode, 400, 'not sent to somebody else');
  await comeBack(platform, address, begun.cookie);

  const { rows } = await platform.database.pool.query('select row_to_json(sso)::text as text from sso');
  const { rows: entries } = await platform.database.pool.query('select row_to_json(audit_entry)::text as text from audit_entry');
  const everywhere = [...rows, ...entries].map(({ text }) => text).join('\n') + platform.lines.join('\n') + JSON.stringify(await get());
  const code = new URL(address).searchParams.get('code') ?? '';
  const hex = Buffer.from(client.clientSecret).toString('hex');
  const tokens = [back.cookie, begun.cookie].flatMap((cookies) => cookies.split('; ').map((pair) => pair.split(/=(.*)/s)[1] ?? ''));
  for (const planted of [client.clientSecret, hex, code, ...tokens]) {
    assert.ok(planted.length > 8 && !everywhere.includes(planted), planted);
  }
  const actions = entries
    .map(({ text }) => JSON.parse(text))
    .map(({ action, outcome, actor_kind }) => `${action} ${outcome} ${actor_kind}`);
  assert.ok(
    actions.includes('finishSso done person') && actions.includes('finishSso SSO_FAILED nobody') && actions.includes('setSso done person'),
  );

  assert.equal((await platform.app.inject({ method: 'DELETE', url: '/api/v1/sso', headers: browser })).statusCode, 204);
  assert.equal((await session(platform, back.cookie)).statusCode, 401, 'sessions that it opened have ended');
  assert.equal((await platform.app.inject({ method: 'DELETE', url: '/api/v1/sso', headers: browser })).statusCode, 404);
});

test('only who may set it up does, gives no more than they have, and takes no other tenant’s domain', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  const { platform, set } = await start(provider);
  await using _ = platform;
  await platform.database.pool.query(`insert into tenant (name) values ('other')`);
  await platform.database.pool.query(
    `with taken as (insert into sso (tenant, issuer, client_id, client_secret) values ('other', 'https://x', 'x', 'x') returning tenant)
     insert into sso_domain (domain, tenant) select 'taken.example', tenant from taken`,
  );
  const taken = await set({ domains: ['taken.example'] });
  assert.deepEqual([taken.statusCode, taken.json().places[0].field], [409, 'domains']);
  await join(platform, 'dev@corp.example', 'password of dev', 'developer');
  const dev = (await platform.signIn('dev@corp.example', 'password of dev')).browser;
  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    const payload = method === 'PUT' ? { issuer: provider.issuer, ...client, domains } : undefined;
    assert.equal((await platform.app.inject({ method, url: '/api/v1/sso', headers: dev, ...(payload && { payload }) })).statusCode, 403);
  }
  assert.equal((await set({ defaultRole: 'no-such-role' })).statusCode, 400);
  for (const domain of ['corp', '@corp.example', 'corp.example/', '*.example', ''])
    assert.equal((await set({ domains: [domain] })).statusCode, 400, domain);
});

test('providers are asked only at public addresses over HTTPS, unless the operator names them', async () => {
  await using provider = await startProvider(accounts, redirectUri);
  await using platform = await startPlatform();
  const { browser } = await platform.signIn();
  const port = new URL(provider.issuer).port;
  for (const issuer of [
    provider.issuer,
    `https://127.0.0.1:${port}`,
    `https://localhost:${port}`,
    'https://[::1]/',
    'https://169.254.169.254',
    'http://example.com',
  ]) {
    const payload = { issuer, ...client, domains };
    const answer = await platform.app.inject({ method: 'PUT', url: '/api/v1/sso', headers: browser, payload });
    assert.deepEqual([answer.statusCode, answer.json().places[0].field], [400, 'issuer'], issuer);
    assert.match(answer.json().detail, /is not asked/);
  }
  assert.deepEqual(provider.asked, []);
});
