import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { administrator, createSite, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { assertAccessible, openBrowser, picture } from './browser.ts';

test('an operator limits a tenant, whose page says in words how near the limit is', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using program = await startProgram(site);
  const { context, close } = await openBrowser();
  t.after(close);
  const page = await context.newPage();
  for (const name of ['pump-1', 'pump-2', 'pump-3', 'pump-4']) await program.call('POST', '/api/v1/devices', { name, product: 'pump' });

  await page.goto(`${site.url}/operator/tenants/default`);
  await page.getByTestId('sign-in-email').fill(administrator.email);
  await page.getByTestId('sign-in-password').fill(administrator.password);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('quota-choice-devices').selectOption('own');
  assert.ok(await page.getByTestId('quotas-save').isDisabled(), 'a limit without a number can’t be saved');
  await page.getByTestId('quota-amount-devices').fill('5');
  await page.getByTestId('quota-choice-storageBytes').selectOption('own');
  await page.getByTestId('quota-amount-storageBytes').fill('2.5');
  // Scrolled down, the bar at the top covers half of a button, which counts as too small to hit.
  await page.evaluate('window.scrollTo(0, 0)');
  await assertAccessible(page);
  await page.getByTestId('quotas-save').click();
  await page.locator('[data-testid="quota-devices"][data-state="warning"]').waitFor();
  assert.deepEqual(
    (await program.call<{ quotas: { quota: string; limit: number | null }[] }>('GET', '/api/v1/usage')).quotas
      .filter(({ limit }) => limit !== null)
      .map(({ quota, limit }) => [quota, limit]),
    [
      ['devices', 5],
      ['storageBytes', 2_500_000_000],
    ],
  );

  await page.goto(`${site.url}/usage`);
  const devices = page.getByTestId('quota-devices');
  await devices.waitFor();
  assert.match((await devices.textContent()) ?? '', /Four fifths used.*4 of 5 devices.*80 %/);
  await assertAccessible(page);
  await picture(page, 'usage');
  await program.call('POST', '/api/v1/devices', { name: 'pump-5', product: 'pump' });
  await page.reload();
  await page.locator('[data-testid="quota-devices"][data-state="reached"]').waitFor();
  assert.match((await devices.textContent()) ?? '', /Limit reached.*At the limit: no more can be registered/);
  await page.getByText('Table', { exact: true }).click();
  await page.waitForURL(/view=table/);
  await assertAccessible(page);
});
