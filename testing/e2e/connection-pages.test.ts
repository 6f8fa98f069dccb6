import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { administrator, createSite, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { assertAccessible, openBrowser, signInAt } from './browser.ts';
import { createDevices, type Login } from './publishers.ts';

test('a device is tried with the MQTT client in the browser, seen among the connections, traced, and ended', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using program = await startProgram(site);
  const [pump] = (await createDevices(program, 'pump', 1)) as [Login];
  const { context, close } = await openBrowser();
  t.after(close);
  const page = await context.newPage();

  await signInAt(page, `${site.url}/devices/pump-1?tab=connection`, administrator);
  await page.getByTestId('diagnosis').getByText('It never connected').waitFor();
  await assertAccessible(page);

  // Each in a tab of its own: the connection ends with its page.
  const client = await context.newPage();
  await client.goto(`${site.url}/mqtt-client`);
  const device = client.locator('.mqtt-client input[aria-haspopup="listbox"]').first();
  await device.click();
  await client.getByRole('option', { name: 'pump-1' }).click();
  await client.getByTestId('mqtt-secret').fill('not-the-secret');
  await client.getByTestId('mqtt-connect').click();
  await client.getByText(/0x86/).waitFor();
  await page.getByTestId('diagnosis').getByText('Its secret is wrong').waitFor();
  await client.getByTestId('mqtt-secret').fill(pump.password);
  await client.getByTestId('mqtt-connect').click();
  await client.locator('.mqtt-state[data-state="open"]').waitFor();

  const { id } = await program.call<{ id: string }>('POST', '/api/v1/traces', { device: 'pump-1' });
  await page.goto(`${site.url}/traces/${id}`);
  await page.getByText('Waiting for packets').waitFor();
  await client.getByTestId('mqtt-filter').fill('up/#');
  await client.getByTestId('mqtt-subscribe').click();
  await client.locator('.mqtt-subscriptions li').waitFor();
  await client.getByTestId('mqtt-publish').click();
  await client.locator('.mqtt-message[data-direction="in"]').waitFor();
  await assertAccessible(client);
  await page.getByTestId('packets').getByText('topic=up/properties').first().waitFor();
  await assertAccessible(page);

  await page.goto(`${site.url}/connections`);
  await page
    .getByTestId('connection-pump-1')
    .getByRole('button', { name: /Details/ })
    .click();
  await page.getByText('devices/pump-1/up/#').waitFor();
  await assertAccessible(page);
  await page.getByTestId('connection-menu-pump-1').click();
  await page.getByRole('menuitem', { name: 'End connection' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End connection' }).click();
  await page.getByText('Nobody is connected').waitFor();
  await client.getByText(/0x98/).waitFor();
  assert.equal((await program.call<{ connected: boolean }>('GET', '/api/v1/devices/pump-1/connection')).connected, false);
});
