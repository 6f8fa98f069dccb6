import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticatorCode, nextCode } from '#testing/authenticator.ts';
import { wholly } from '../access/assignment.ts';
import { createMembershipStore } from '../access/membership-store.ts';
import { adminEmail, adminPassword, fromHere, join, startPlatform, type TestPlatform } from '../fixture.test.ts';
import { wrongCodesMax } from './second-factor-store.ts';

const base = '/api/v1/session/second-factor';

function cookiesIn(headers: { readonly 'set-cookie'?: string | string[] | undefined }): string {
  const live = [headers['set-cookie'] ?? []].flat().filter((line) => !/max-age=0/i.test(line));
  return live.map((line) => line.split(';', 1)[0]).join('; ');
}

async function post(platform: TestPlatform, url: string, cookie: string, payload: object) {
  const answer = await platform.app.inject({ method: 'POST', url, headers: { cookie, ...fromHere }, payload });
  return { status: answer.statusCode, body: answer.json(), cookie: cookiesIn(answer.headers), headers: answer.headers };
}

/** An owner with a second factor on: what the authenticator knows, and a session. */
async function enrolled(platform: TestPlatform, [email, password]: readonly [string, string] = [adminEmail, adminPassword]) {
  const { cookie } = await platform.signIn(email, password);
  const begun = await post(platform, `${base}/enrolment`, cookie, { password });
  assert.equal(begun.status, 200);
  const { secret, uri } = begun.body as { secret: string; uri: string };
  const on = await post(platform, `${base}/activation`, cookie, { code: authenticatorCode(secret) });
  assert.equal(on.status, 200, JSON.stringify(on.body));
  return { secret, uri, before: cookie, cookie: on.cookie, recoveryCodes: on.body.recoveryCodes as string[] };
}

/** A password was right, the code not yet given. */
async function half(platform: TestPlatform): Promise<string> {
  const { status, body, headers } = await platform.signIn();
  assert.deepEqual([status, body], [200, { secondFactorRequired: true }]);
  return cookiesIn(headers);
}

test('a second factor is on once a first code was right; then signing in takes two steps', async () => {
  await using platform = await startPlatform();
  const { cookie } = await platform.signIn();
  const elsewhere = (await platform.signIn()).cookie;
  const state = async (cookies: string) => (await platform.app.inject({ url: base, headers: { cookie: cookies } })).json();
  assert.deepEqual(await state(cookie), { enabled: false, recoveryCodesLeft: 0 });

  const wrong = await post(platform, `${base}/enrolment`, cookie, { password: 'not mine' });
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'WRONG_PASSWORD']);
  const { body } = await post(platform, `${base}/enrolment`, cookie, { password: adminPassword });
  assert.match(body.uri, /^otpauth:\/\/totp\/Thalamus:ada%40example\.org\?secret=[A-Z2-7]+&issuer=Thalamus/);
  assert.equal(new URL(body.uri).searchParams.get('secret'), body.secret);
  assert.deepEqual(await state(cookie), { enabled: false, recoveryCodesLeft: 0 }, 'not on before a code was right');
  assert.equal((await platform.signIn()).body.person.email, adminEmail);

  const badCode = await post(platform, `${base}/activation`, cookie, { code: '000000' });
  assert.deepEqual([badCode.status, badCode.body.code], [401, 'WRONG_CODE']);
  const on = await post(platform, `${base}/activation`, cookie, { code: authenticatorCode(body.secret) });
  assert.equal(on.status, 200);
  assert.equal(on.body.recoveryCodes.length, 10);
  assert.match(on.body.recoveryCodes[0], /^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/);
  assert.deepEqual(await state(on.cookie), { enabled: true, recoveryCodesLeft: 10 });
  for (const old of [cookie, elsewhere]) {
    assert.equal((await platform.app.inject({ url: '/api/v1/session', headers: { cookie: old } })).statusCode, 401);
  }

  const pending = await half(platform);
  const done = await post(platform, base, pending, { code: nextCode(body.secret) });
  assert.deepEqual([done.status, done.body.person.email], [200, adminEmail]);
  assert.equal((await platform.app.inject({ url: '/api/v1/session', headers: { cookie: done.cookie } })).statusCode, 200);
});

test('the cookie of a half-done sign-in opens nothing', async () => {
  await using platform = await startPlatform();
  await enrolled(platform);
  const { headers } = await platform.signIn();
  const all = [headers['set-cookie'] ?? []].flat().map((line) => line.split(';', 1)[0]);
  for (const cookie of [cookiesIn(headers), all.join('; '), all.join('; ').replace('two_factor', 'session_token')]) {
    for (const route of platform.routes.filter(({ permission }) => permission !== 'public')) {
      const url = `/api/v1${route.path.replaceAll(/\{\w+\}/g, 'x')}`;
      const payload = route.body === undefined ? undefined : ((route.example.body ?? {}) as object);
      const answer = await platform.app.inject({
        method: route.method,
        url,
        headers: { cookie, ...fromHere },
        ...(payload && { payload }),
      });
      assert.equal(answer.statusCode, 401, `${route.method} ${url}`);
    }
    assert.equal((await platform.app.inject({ url: '/api/v1/live/events?fleet=1', headers: { cookie } })).statusCode, 401);
  }
});

test('a code opens once, also when it is sent twice at the same time', async () => {
  await using platform = await startPlatform();
  const { secret } = await enrolled(platform);
  const used = await post(platform, base, await half(platform), { code: authenticatorCode(secret) });
  assert.deepEqual([used.status, used.body.code], [401, 'WRONG_CODE'], 'the code that turned it on');
  const pendings = [await half(platform), await half(platform), await half(platform)];
  const code = nextCode(secret);
  const answers = await Promise.all(pendings.map((pending) => post(platform, base, pending, { code })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401]);
});

test('a recovery code opens once, whatever its spelling, and new ones end the old', async () => {
  await using platform = await startPlatform();
  const { secret, cookie, recoveryCodes } = await enrolled(platform);
  const [first = '', second = '', third = ''] = recoveryCodes;
  const pendings = [await half(platform), await half(platform)];
  const answers = await Promise.all(pendings.map((pending) => post(platform, base, pending, { code: first })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
  const spelled = await post(platform, base, await half(platform), { code: ` ${second.toUpperCase().replaceAll('-', ' ')}` });
  assert.equal(spelled.status, 200);

  const unproven = await post(platform, `${base}/recovery-codes`, cookie, { password: 'not mine', code: nextCode(secret) });
  assert.deepEqual([unproven.status, unproven.body.code], [401, 'WRONG_PASSWORD']);
  const renewed = await post(platform, `${base}/recovery-codes`, cookie, { password: adminPassword, code: nextCode(secret) });
  assert.equal(renewed.status, 200);
  assert.equal(renewed.body.recoveryCodes.length, 10);
  assert.equal((await post(platform, base, await half(platform), { code: third })).status, 401);
  assert.equal((await post(platform, base, await half(platform), { code: renewed.body.recoveryCodes[0] })).status, 200);
});

test('turning it off needs the password and a code', async () => {
  await using platform = await startPlatform();
  const { secret, cookie, recoveryCodes } = await enrolled(platform);
  const off = (payload: object) => post(platform, `${base}/removal`, cookie, payload);
  assert.equal((await off({ password: adminPassword, code: '000000' })).body.code, 'WRONG_CODE');
  assert.equal((await off({ password: 'not mine', code: recoveryCodes[0] })).body.code, 'WRONG_PASSWORD');
  assert.equal((await off({ password: adminPassword })).status, 400);
  const again = await post(platform, `${base}/enrolment`, cookie, { password: adminPassword });
  assert.deepEqual([again.status, again.body.code], [409, 'CONFLICT']);
  const done = await off({ password: adminPassword, code: nextCode(secret) });
  assert.deepEqual([done.status, done.body.person.email], [200, adminEmail]);
  assert.equal((await platform.signIn()).body.person.email, adminEmail);
  assert.equal((await post(platform, `${base}/removal`, done.cookie, { password: adminPassword, code: '123456' })).status, 409);
});

test('guessing codes is slowed by person and by address, begins anew after five, and ends after fifty in a row', async () => {
  await using platform = await startPlatform();
  const { recoveryCodes, secret } = await enrolled(platform);
  const pending = await half(platform);
  const guess = (cookie: string, remoteAddress: string, code = '000000') =>
    platform.app.inject({ method: 'POST', url: base, headers: { cookie, ...fromHere }, remoteAddress, payload: { code } });
  const codes = [];
  for (let i = 0; i < 7; i++) codes.push((await guess(pending, '192.0.2.1')).json().code);
  assert.deepEqual(codes, [...Array(5).fill('WRONG_CODE'), 'UNAUTHENTICATED', 'UNAUTHENTICATED']);

  const other = await half(platform);
  for (let i = 0; i < 5; i++) assert.equal((await guess(other, '192.0.2.2')).json().code, 'WRONG_CODE');
  const third = await half(platform);
  const limited = await guess(third, '192.0.2.3', nextCode(secret));
  assert.deepEqual([limited.statusCode, limited.json().code], [429, 'RATE_LIMITED'], 'ten of this person in a minute, from wherever');

  let wrong = 10;
  while (wrong < wrongCodesMax) {
    platform.pass(61_000);
    const cookies = [await half(platform), await half(platform)];
    for (const cookie of cookies) for (let i = 0; i < 5; i++, wrong++) assert.equal((await guess(cookie, '192.0.2.4')).statusCode, 401);
  }
  platform.pass(61_000);
  const right = await guess(await half(platform), '192.0.2.5', nextCode(secret));
  assert.deepEqual([right.statusCode, right.json().code], [401, 'WRONG_CODE']);
  assert.match(right.json().detail, /recovery code/);
  const recovered = await guess(await half(platform), '192.0.2.5', recoveryCodes[0]);
  assert.equal(recovered.statusCode, 200);
  assert.equal((await guess(await half(platform), '192.0.2.5', nextCode(secret))).statusCode, 200, 'the row of wrong codes has ended');
});

test('the second step comes in time or not at all, and its cookie can’t be made up', async () => {
  await using platform = await startPlatform();
  const { secret } = await enrolled(platform);
  const pending = await half(platform);
  for (const cookie of ['', 'thalamus.two_factor=2fa-abc.def', `${pending.slice(0, -6)}AAAAA=`, pending.replace('2fa-', '2fa-a')]) {
    const answer = await post(platform, base, cookie, { code: nextCode(secret) });
    assert.deepEqual([answer.status, answer.body.code], [401, 'UNAUTHENTICATED'], cookie);
  }
  await platform.database.pool.query(`update person_verification set expires_at = now() - interval '1 second'`);
  assert.equal((await post(platform, base, pending, { code: nextCode(secret) })).body.code, 'UNAUTHENTICATED');
});

test('a session that somebody put into the browser before is never the one after the second step', async () => {
  await using platform = await startPlatform();
  const { secret, cookie: planted } = await enrolled(platform);
  const pending = await half(platform);
  const done = await post(platform, base, `${planted}; ${pending}`, { code: nextCode(secret) });
  assert.equal(done.status, 200);
  assert.match(done.cookie, /thalamus\.session_token=/);
  assert.ok(!done.cookie.includes(planted));
  // With a session but no half-done sign-in there is nothing to complete.
  assert.equal((await post(platform, base, planted, { code: '123456' })).body.code, 'UNAUTHENTICATED');
});

test('secrets and codes are encrypted at rest, and found in no log and no audit entry', async () => {
  await using platform = await startPlatform();
  const { secret, uri, recoveryCodes, cookie } = await enrolled(platform);
  await post(platform, base, await half(platform), { code: recoveryCodes[0] ?? '' });
  await post(platform, `${base}/removal`, cookie, { password: 'not my password', code: recoveryCodes[1] ?? '' });
  const { rows: kept } = await platform.database.pool.query('select secret, recovery_codes from person_second_factor');
  assert.match(kept[0].secret, /^\$ba\$1\$[0-9a-f]+$/);
  const { rows: entries } = await platform.database.pool.query('select row_to_json(audit_entry)::text as entry from audit_entry');
  assert.ok(entries.length >= 5);
  const everywhere = [JSON.stringify(kept), ...entries.map(({ entry }) => entry), ...platform.lines].join('\n');
  const raw = Buffer.from(secret).toString('base64');
  for (const planted of [secret, uri, raw, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', '')), adminPassword]) {
    assert.ok(!everywhere.includes(planted), planted);
  }
});

test('the audit log tells both steps, and whose account a wrong code was tried on', async () => {
  await using platform = await startPlatform();
  const { recoveryCodes, cookie } = await enrolled(platform);
  const pending = await half(platform);
  await post(platform, base, pending, { code: '000000' });
  await post(platform, base, pending, { code: recoveryCodes[0] ?? '' });
  const entries = (await platform.app.inject({ url: '/api/v1/audit?limit=3', headers: { cookie } })).json().items;
  const told = entries.map((entry: { action: string; outcome: string; actor: { kind: string }; resource: { id: string } }) => [
    entry.action,
    entry.outcome,
    entry.actor.kind,
    entry.resource.id !== '' && entry.resource.id !== 'unknown',
  ]);
  assert.deepEqual(told, [
    ['completeSignIn', 'done', 'person', true],
    ['completeSignIn', 'WRONG_CODE', 'nobody', true],
    ['signIn', 'done', 'nobody', true],
  ]);
});

test('an administrator lets a member back in with the password alone, but not past other tenants and not themselves', async () => {
  await using platform = await startPlatform();
  const { db } = platform.database;
  const owner = await enrolled(platform);
  const bob = await join(platform, 'bob@example.org', 'password of bob');
  const bobs = await enrolled(platform, ['bob@example.org', 'password of bob']);
  await join(platform, 'eve@example.org', 'password of eve', 'admin');
  const eve = (await platform.signIn('eve@example.org', 'password of eve')).browser;
  const reset = async (headers: Record<string, string>, person: string) =>
    (await platform.app.inject({ method: 'DELETE', url: `/api/v1/members/${person}/second-factor`, headers })).statusCode;
  const members = (await platform.app.inject({ url: '/api/v1/members', headers: eve })).json().items as { id: string; email: string }[];
  const idOf = (email: string) => members.find((member) => member.email === email)?.id ?? '';

  assert.equal(await reset({ cookie: bobs.cookie, ...fromHere }, idOf(adminEmail)), 403, 'a viewer');
  assert.equal(await reset(eve, idOf(adminEmail)), 403, 'an owner has more, and runs the platform');
  assert.equal(await reset(eve, idOf('eve@example.org')), 403);
  assert.equal(await reset(eve, 'nobody'), 404);
  await db.withTables<{ tenant: { name: string } }>().insertInto('tenant').values({ name: 'other' }).execute();
  await createMembershipStore(db).add(bob, 'other', [wholly('owner')]);
  assert.equal(await reset(eve, bob), 403, 'bob belongs to another tenant too');
  assert.equal(await reset({ cookie: owner.cookie, ...fromHere }, bob), 204, 'an operator of the platform');
  assert.equal(await reset({ cookie: owner.cookie, ...fromHere }, bob), 409, 'there is none any more');
  assert.equal((await platform.signIn('bob@example.org', 'password of bob')).body.person.email, 'bob@example.org');
});
