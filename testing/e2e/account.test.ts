import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { authenticatorCode, nextCode } from '../authenticator.ts';
import { administrator, createSite, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { assertAccessible, openBrowser, picture } from './browser.ts';

const ownerPassword = 'another-password-of-my-own';

async function signIn(page: Page, url: string, path: string): Promise<void> {
  await page.goto(url + path);
  await page.getByTestId('sign-in-email').fill(administrator.email);
  await page.getByTestId('sign-in-password').fill(administrator.password);
  await page.getByTestId('sign-in-submit').click();
}

async function signOut(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/account?tab=sessions`);
  await page.getByTestId('session-current').getByRole('button').click();
  await page.getByTestId('sign-in-email').waitFor();
}

async function typeRecoveryCode(page: Page, code: string): Promise<void> {
  await page.getByTestId('sign-in-use-recovery').click();
  await page.getByTestId('sign-in-recovery-code').fill(code);
  await page.getByTestId('sign-in-code-submit').click();
}

test('a person turns on a second factor, signs in with a code and with a recovery code that opens once, and turns it off', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using _program = await startProgram(site);
  const { context, close } = await openBrowser();
  t.after(close);
  const page = await context.newPage();

  await signIn(page, site.url, '/account');
  await page.getByTestId('account-name').waitFor();
  await assertAccessible(page);
  await page.getByTestId('account-security').click();
  await page.getByTestId('second-factor-on').click();
  await page.getByTestId('enrol-password').fill(administrator.password);
  await page.getByTestId('enrol-submit').click();
  const secret = ((await page.getByTestId('enrol-secret').textContent()) ?? '').replaceAll(' ', '');
  assert.match(secret, /^[A-Z2-7]{16,}$/);
  await assertAccessible(page);
  await picture(page, 'second-factor');
  await page.getByTestId('enrol-code').fill(authenticatorCode(secret));
  await page.getByTestId('enrol-submit').click();
  await page.getByTestId('recovery-codes-kept').waitFor();
  const codes = await page.getByTestId('recovery-codes').locator('li').allTextContents();
  assert.equal(new Set(codes).size, 10);
  await assertAccessible(page);
  await page.getByTestId('recovery-codes-kept').click();
  await page.getByTestId('second-factor-off').waitFor();
  await assertAccessible(page);

  await signOut(page, site.url);
  await signIn(page, site.url, '/sign-in?next=/account');
  await page.getByTestId('sign-in-code').waitFor();
  assert.equal(await page.getByTestId('sign-in-code').getAttribute('autocomplete'), 'one-time-code');
  assert.ok(await page.getByTestId('sign-in-code').evaluate((field) => field === document.activeElement));
  await assertAccessible(page);
  await page.getByTestId('sign-in-code').fill('000 000');
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByTestId('sign-in-code').inputValue(), '');
  // The code of the next half minute: no code opens twice, and the one of this was used up by turning it on.
  await page.getByTestId('sign-in-code').fill(nextCode(secret));
  await page.getByTestId('account-name').waitFor();

  const [first = '', second = ''] = codes;
  await signOut(page, site.url);
  await signIn(page, site.url, '/sign-in?next=/account');
  await typeRecoveryCode(page, first);
  await page.getByTestId('account-name').waitFor();
  await signOut(page, site.url);
  await signIn(page, site.url, '/sign-in?next=/account');
  await typeRecoveryCode(page, first);
  await page.getByRole('alert').waitFor();
  await assertAccessible(page);
  await page.getByTestId('sign-in-recovery-code').fill(second);
  await page.getByTestId('sign-in-code-submit').click();
  await page.getByTestId('account-sessions').click();
  assert.match((await page.getByTestId('session-current').textContent()) ?? '', /Chrome on Linux/);
  await assertAccessible(page);

  await page.getByTestId('account-security').click();
  await page.getByTestId('second-factor-off').click();
  await page.getByTestId('proof-password').fill(administrator.password);
  await page.getByTestId('proof-code').fill(codes[2] ?? '');
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
  await page.getByTestId('second-factor-on').waitFor();
});

test('an operator makes a tenant, its owner comes in by the link, and the operator looks in for a reason that the tenant reads', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using _program = await startProgram(site);
  const { context, close } = await openBrowser();
  t.after(close);
  const page = await context.newPage();

  await signIn(page, site.url, '/operator/tenants');
  await page.getByTestId('tenant-row-default').waitFor();
  await assertAccessible(page);
  await page.getByTestId('create-tenant').click();
  await page.getByTestId('tenant-name').fill('acme');
  await page.getByTestId('tenant-owner').fill('grace@example.com');
  await assertAccessible(page);
  await page.getByTestId('tenant-create').click();
  const link = ((await page.getByTestId('invitation-link').textContent()) ?? '').trim();
  assert.ok(link.startsWith(`${site.url}/invitation#`), link);
  await assertAccessible(page);

  const owner = await openBrowser();
  t.after(owner.close);
  const ownerPage = await owner.context.newPage();
  await ownerPage.goto(link);
  await ownerPage.getByTestId('person-name').fill('Grace');
  await ownerPage.getByTestId('new-password').fill(ownerPassword);
  await assertAccessible(ownerPage);
  await ownerPage.getByTestId('accept-invitation').click();
  await ownerPage.getByTestId('start-demo').waitFor();
  await ownerPage.goto(`${site.url}/operator/tenants`);
  await ownerPage.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await ownerPage.getByTestId('create-tenant').count(), 0, 'the pages of operators are not for owners');
  await assertAccessible(ownerPage);

  await page.goto(`${site.url}/operator/tenants/acme`);
  await page.getByTestId('look-into').click();
  await page.getByTestId('look-reason').fill('Ticket 4711: no data since this morning');
  await assertAccessible(page);
  await page.getByTestId('look-begin').click();
  await page.waitForURL(/\/\?tenant=acme/);
  await page.getByTestId('impersonation').waitFor();
  await assertAccessible(page);
  const made = await context.request.post(`${site.url}/api/v1/spaces`, {
    data: { name: 'plant-1' },
    headers: { origin: site.url, 'thalamus-tenant': 'acme' },
  });
  assert.equal(made.status(), 201);

  await ownerPage.goto(`${site.url}/audit?type=impersonation`);
  await ownerPage.getByTestId('audit-beginImpersonation').getByRole('button').click();
  assert.match((await ownerPage.getByTestId('audit-detail').textContent()) ?? '', /Ticket 4711/);
  await assertAccessible(ownerPage);

  await ownerPage.goto(`${site.url}/audit?action=createSpace`);
  assert.match((await ownerPage.getByTestId('audit-createSpace').textContent()) ?? '', /Operator looking in/);

  await page.goto(`${site.url}/operator/operators`);
  await page.getByText(administrator.email).waitFor();
  await assertAccessible(page);
});
