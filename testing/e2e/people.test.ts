import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, createClient } from '@thalamus/sdk';
import { authenticatorCode, nextCode } from '../authenticator.ts';
import { startProvider, type TestProvider, client as us } from '../oidc-provider.ts';
import { administrator, createSite, type Program, type Site, startProgram } from '../program.ts';

const accounts = { grace: { email: 'grace@corp.example', email_verified: true, name: 'Grace' } };

describe('signing in to the real program', () => {
  /** What must be found in no line of the log and in no entry of the audit log. */
  const planted: string[] = [administrator.password, us.clientSecret];
  const env: Record<string, string> = {};
  let site: Site;
  let provider: TestProvider;
  let program: Program;
  let owner: Client;

  before(async () => {
    site = await createSite(env);
    provider = await startProvider(accounts, `${site.url}/api/v1/session/sso/callback`);
    env.THALAMUS_SSO_INTERNAL_HOSTS = provider.host;
    env.THALAMUS_LOG_LEVEL = 'debug';
    program = await startProgram(site);
    owner = createClient({ url: site.url });
    await owner.signIn(administrator);
  });
  after(async () => {
    await program?.[Symbol.asyncDispose]();
    await provider?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  });

  test('with a second factor it takes two steps, and the session outlives a restart', async () => {
    const { secret, uri } = await owner.enrolSecondFactor({ password: administrator.password });
    const { recoveryCodes } = await owner.activateSecondFactor({ code: authenticatorCode(secret) });
    planted.push(secret, uri, ...recoveryCodes);
    const again = createClient({ url: site.url });
    assert.deepEqual(await again.signIn(administrator), { secondFactorRequired: true });
    await assert.rejects(again.getSession(), { code: 'UNAUTHENTICATED' });
    await program[Symbol.asyncDispose]();
    program = await startProgram(site);
    const session = await again.completeSignIn({ code: nextCode(secret) });
    assert.equal(session.person.email, administrator.email);
    assert.equal((await owner.listSessions()).items.length, 2);
    await again.removeSecondFactor({ password: administrator.password, code: recoveryCodes[0] ?? '' });
    assert.deepEqual(await again.getSecondFactor(), { enabled: false, recoveryCodesLeft: 0 });
  });

  test('somebody comes through the provider of the tenant', async () => {
    const settings = { issuer: provider.issuer, ...us, domains: ['corp.example'], defaultRole: 'viewer' };
    assert.equal((await owner.setSso(settings)).redirectUri, `${site.url}/api/v1/session/sso/callback`);
    const visit = (url: string, cookie = '') => fetch(url, { redirect: 'manual', headers: { cookie } });
    const begun = await visit(owner.ssoUrl({ email: 'somebody@corp.example' }, '/devices'));
    assert.equal(begun.status, 302);
    const back = await provider.signIn(begun.headers.get('location') ?? '', 'grace');
    const done = await visit(back, cookiesOf(begun));
    assert.deepEqual([done.status, done.headers.get('location')], [302, '/devices']);
    planted.push(
      ...[back.split('code=')[1]?.split('&')[0] ?? '', ...cookiesOf(begun).split('='), ...cookiesOf(done).split('=')].filter(isSecret),
    );
    const me = await fetch(`${site.url}/api/v1/session`, { headers: { cookie: cookiesOf(done) } });
    const session = (await me.json()) as { person: unknown; through: string };
    assert.deepEqual([session.person, session.through], [{ email: 'grace@corp.example', name: 'Grace' }, 'sso']);
    const refused = await visit(back.replace(/code=[^&]+/, 'code=x'), cookiesOf(begun));
    assert.equal(refused.headers.get('location'), '/sign-in?error=SSO_FAILED&reason=provider');
  });

  test('no secret of all this stands in the log or in the audit log', async () => {
    const { items } = await owner.listAudit({ limit: 100 });
    const actions = items.map(({ action, outcome }) => `${action} ${outcome}`);
    for (const told of ['enrolSecondFactor done', 'completeSignIn done', 'setSso done', 'finishSso done', 'finishSso SSO_FAILED']) {
      assert.ok(actions.includes(told), `${told} in ${actions}`);
    }
    await program[Symbol.asyncDispose]();
    const everything = program.output() + JSON.stringify(items);
    assert.ok(planted.length >= 17);
    for (const secret of planted) assert.ok(!everything.includes(secret), `${secret} is told`);
  });
});

function cookiesOf(answer: Response): string {
  const lines = answer.headers.getSetCookie().filter((line) => !/max-age=0/i.test(line));
  return lines.map((line) => line.split(';', 1)[0]).join('; ');
}

function isSecret(text: string): boolean {
  return text.length >= 16 && !text.startsWith('thalamus.');
}
