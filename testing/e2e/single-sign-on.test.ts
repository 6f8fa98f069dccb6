import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { administrator, createSite, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { assertAccessible, openBrowser, picture } from './browser.ts';
import { startOpenIdProvider } from './openid-provider.ts';

/** Signs in at the provider as one of its accounts, and agrees. */
async function signInAtProvider(page: Page, account: string): Promise<void> {
  await page.locator('input[name=login]').fill(account);
  await page.locator('input[name=password]').fill('x');
  await page.locator('button[type=submit]').click();
  await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' });
  await page.locator('button[type=submit]').click();
}

test('an administrator sets up single sign-on, somebody comes in by their e-mail’s domain, and somebody else is told why not', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  const env: Record<string, string> = {};
  await using site = await createSite(env);
  const accounts = {
    grace: { email: 'grace@example.org', email_verified: true, name: 'Grace' },
    mallory: { email: 'mallory@example.org', email_verified: false, name: 'Mallory' },
  };
  const client = { clientId: 'thalamus', clientSecret: 'planted-client-secret', redirectUri: `${site.url}/api/v1/session/sso/callback` };
  await using provider = await startOpenIdProvider(client, accounts);
  env.THALAMUS_SSO_INTERNAL_HOSTS = provider.host;
  await using _program = await startProgram(site);
  const { context, close } = await openBrowser();
  t.after(close);
  const page = await context.newPage();

  await page.goto(`${site.url}/settings?tab=sso`);
  await page.getByTestId('sign-in-email').fill(administrator.email);
  await page.getByTestId('sign-in-password').fill(administrator.password);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('sso-issuer').fill('http://127.0.0.1:9/');
  await page.getByTestId('sso-client-id').fill(client.clientId);
  await page.getByTestId('sso-client-secret').fill(client.clientSecret);
  await page.getByTestId('sso-domains').fill('@Example.org');
  await page.getByTestId('sso-role').selectOption('viewer');
  await page.getByTestId('sso-save').click();
  await page.getByRole('alert').waitFor();
  await assertAccessible(page);
  await page.getByTestId('sso-issuer').fill(provider.issuer);
  await page.getByTestId('sso-save').click();
  await page.getByTestId('sso-link').waitFor();
  assert.equal(await page.getByTestId('sso-client-secret').inputValue(), '', 'the secret is not shown again');
  await assertAccessible(page);
  await picture(page, 'single-sign-on');

  const guest = await openBrowser();
  t.after(guest.close);
  const theirs = await guest.context.newPage();
  await theirs.goto(`${site.url}/devices`);
  await theirs.getByTestId('sign-in-sso').click();
  await theirs.getByTestId('sign-in-email').fill('grace@example.org');
  await assertAccessible(theirs);
  await theirs.getByTestId('sign-in-sso').click();
  await signInAtProvider(theirs, 'grace');
  await theirs.waitForURL(`${site.url}/devices`);
  await theirs.getByRole('heading', { level: 1 }).waitFor();
  await theirs.goto(`${site.url}/account`);
  assert.equal(await theirs.getByTestId('account-name').inputValue(), 'Grace');
  await assertAccessible(theirs);

  const stranger = await openBrowser();
  t.after(stranger.close);
  const refused = await stranger.context.newPage();
  await refused.goto(`${site.url}/sign-in`);
  await refused.getByTestId('sign-in-email').fill('mallory@example.org');
  await refused.getByTestId('sign-in-sso').click();
  await signInAtProvider(refused, 'mallory');
  assert.match((await refused.getByTestId('sso-failure').textContent()) ?? '', /does not say that your e-mail is verified/);
  await assertAccessible(refused);
});
