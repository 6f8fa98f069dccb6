import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { administrator, createSite, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { assertAccessible, openBrowser, picture, signInAt } from './browser.ts';

test('an operator sets limits and bans an address, a tenant bans a device: they hold, and end, in both languages and looks', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using program = await startProgram(site);
  await program.call('POST', '/api/v1/devices', { name: 'pump-1', product: 'pump' });
  const { context, close } = await openBrowser();
  t.after(close);
  const page = await context.newPage();
  await signInAt(page, `${site.url}/operator/limits`, administrator);

  await page.getByTestId('limits-save').waitFor();
  await picture(page, 'overload');
  await page.getByTestId('limit-choice-session.inflight').selectOption('own');
  await page.getByTestId('limit-amount-session.inflight').fill('0');
  assert.ok(await page.getByTestId('limits-save').isDisabled(), 'a value out of its range can’t be saved');
  await page.getByTestId('limit-amount-session.inflight').fill('7');
  await page.getByTestId('limit-choice-device.bytesPerSecond').selectOption('own');
  await page.getByTestId('limit-amount-device.bytesPerSecond').fill('2.5');
  await assertAccessible(page);
  await picture(page, 'operator-limits');
  await page.getByTestId('limits-save').click();
  await page.getByText('Limits saved').waitFor();
  const { inForce } = await program.call<{ inForce: Record<string, number> }>('GET', '/api/v1/connection-limits');
  assert.deepEqual([inForce['session.inflight'], inForce['device.bytesPerSecond']], [7, 2_500_000]);

  await page.getByTestId('add-address-ban').click();
  await page.getByTestId('ban-address').fill('pump-1');
  await page.getByTestId('ban-reason').fill('guesses secrets');
  await page.getByTestId('create-address-ban').click();
  await page.getByText(/an address such as/).waitFor();
  await page.getByTestId('ban-address').fill('192.0.2.9/24');
  await picture(page, 'address-ban');
  await page.getByTestId('create-address-ban').click();
  await page.getByTestId('ban-192.0.2.0/24').waitFor();

  await page.goto(`${site.url}/limits`);
  await page.getByTestId('add-ban').click();
  await page.getByRole('combobox', { name: 'Device' }).fill('pump');
  await page.getByRole('option', { name: 'pump-1' }).click();
  await page.getByTestId('ban-reason').fill('sends garbage since the update');
  await assertAccessible(page);
  await picture(page, 'ban-dialog');
  await page.getByTestId('create-ban').click();
  const row = page.getByTestId('ban-pump-1');
  await row.waitFor();
  assert.match((await row.textContent()) ?? '', /pump-1.*sends garbage since the update.*somebody.*until ended/);
  await picture(page, 'bans');

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => localStorage.setItem('thalamus-language', 'zh-CN'));
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [path, name] of [
    ['/limits', 'bans-narrow'],
    ['/limits?tab=limits', 'limits-narrow'],
    ['/operator/limits', 'operator-limits-narrow'],
    ['/operator/limits?tab=addresses', 'address-bans-narrow'],
  ] as const) {
    await page.goto(site.url + path);
    await page.locator('.table').first().waitFor();
    if (path.startsWith('/operator')) await assertAccessible(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${path} is as wide as the screen`);
    await picture(page, name);
  }

  await page.goto(`${site.url}/limits`);
  await row.getByRole('button').click();
  await page.getByRole('button', { name: '解除封禁' }).click();
  await page.getByText('没有封禁对象').waitFor();
});
