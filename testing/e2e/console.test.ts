import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqtt from 'mqtt';
import type { Page } from 'playwright-core';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { createSite, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { assertAccessible, openBrowser, picture } from './browser.ts';

const password = 'a-password-of-my-own';

/** Waits until the text of an element is another one than before. */
async function changes(page: Page, testId: string): Promise<void> {
  const element = page.getByTestId(testId);
  const before = await element.textContent();
  await page.waitForFunction(([id, text]) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.textContent !== text, [
    testId,
    before,
  ] as const);
}

/** A condition picks devices, stays over a reload, and shows where it is wrong. */
async function filterDevices(page: Page): Promise<void> {
  const field = page.getByTestId('device-filter');
  await field.fill("name = 'demo-pump-02'");
  await field.press('Enter');
  assert.match((await page.getByTestId('filter-problem').textContent()) ?? '', /Character 6: expected `==`/);
  await assertAccessible(page);
  await field.fill("name == 'demo-pump-02'");
  await field.press('Enter');
  await page.getByTestId('device-row-demo-pump-01').waitFor({ state: 'detached' });
  await page.reload();
  await page.getByTestId('device-row-demo-pump-02').waitFor();
  assert.equal(await page.locator('[data-testid^="device-row-"]').count(), 1);
  await page.getByTestId('filter-help').click();
  await page.getByRole('dialog').waitFor();
  await assertAccessible(page);
  await page.keyboard.press('Escape');
  await field.fill('');
  await field.press('Enter');
  await page.getByTestId('device-row-demo-pump-01').waitFor();
}

test('a newcomer signs in, starts the demo, sees values move, adds a device and sees its first message', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using program = await startProgram(site, { administrated: false });
  const printed = program.output();
  const email = /[\w.]+@[\w.]+/.exec(printed)?.[0];
  const oneTime = /password[^:]*:\s*(\S+)/i.exec(printed)?.[1];
  assert.ok(email !== undefined && oneTime !== undefined, `the start prints the first login:\n${printed}`);

  const { context, close } = await openBrowser();
  t.after(close);
  const page = await context.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  page.on('console', (message) => {
    // A 401 on the first page is how the console learns that nobody is signed in, a 400 that a filter is wrong.
    if (message.type() === 'error' && !/40[01]/.test(message.text())) failures.push(message.text());
  });

  await page.goto(site.url);
  await page.getByTestId('sign-in-email').fill(email);
  await page.getByTestId('sign-in-password').fill(oneTime);
  await assertAccessible(page);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('new-password').fill(password);
  await page.getByTestId('new-password-again').fill(password);
  await page.getByTestId('set-password-submit').click();

  await page.getByTestId('start-demo').click();
  // Leaving the page at once would take the call back.
  await page.getByTestId('stop-demo').waitFor();
  await page.goto(`${site.url}/devices`);
  await page.getByTestId('device-row-demo-pump-01').waitFor();
  await assertAccessible(page);
  await picture(page, 'devices');
  await filterDevices(page);
  await page.getByTestId('device-row-demo-pump-01').getByRole('link').first().click();
  await page.getByTestId('value-temperature').waitFor();
  await changes(page, 'value-temperature');
  await page.getByTestId('chart').first().waitFor();
  await assertAccessible(page);
  await picture(page, 'device');

  await page.goto(`${site.url}/devices`);
  await page.getByTestId('add-device').first().click();
  await page.getByTestId('product-select').click();
  await page.getByRole('option', { name: 'pump', exact: true }).click();
  await page.getByTestId('device-name').fill('my-first-pump');
  await page.getByTestId('create-device').click();
  await page.getByTestId('first-message').waitFor();
  assert.equal(await page.getByTestId('first-message').getAttribute('data-state'), 'waiting');
  const snippet = (await page.getByTestId('snippet-mosquitto').textContent()) ?? '';
  await page.getByRole('tab', { name: 'mosquitto_pub · TLS' }).click();
  assert.match((await page.getByTestId('snippet-tls').textContent()) ?? '', new RegExp(`-p ${site.mqttTlsPort} --cafile ca\\.pem`));
  const authority = page.waitForEvent('download');
  await page.getByTestId('download-authority').click();
  assert.equal((await authority).suggestedFilename(), 'ca.pem');
  const secret = /-P '?([^\s']+)/.exec(snippet)?.[1];
  assert.ok(secret !== undefined, snippet);
  assert.match(snippet, /-u '?default\/my-first-pump'?/);

  const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${site.mqttPort}`, { username: 'default/my-first-pump', password: secret });
  await device.publishAsync('up/properties', '{"temperature":21.5}', { qos: 1 });
  await page.locator('[data-testid="first-message"][data-state="received"]').waitFor();
  await assertAccessible(page);
  await picture(page, 'first-message');
  await device.endAsync();

  await page.goto(site.url);
  await page.getByTestId('stop-demo').waitFor();
  await changes(page, 'intake-rate');
  await assertAccessible(page);
  await picture(page, 'overview');

  await page.goto(`${site.url}/audit?type=device&resource=my-first-pump`);
  await page.getByTestId('audit-createDevice').getByRole('button').click();
  const detail = (await page.getByTestId('audit-detail').textContent()) ?? '';
  assert.match(detail, /my-first-pump/);
  assert.ok(!detail.includes(secret), 'the audit log holds no secret');
  await assertAccessible(page);
  await picture(page, 'audit');
  assert.deepEqual(failures, []);
});
