import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { administrator, createSite, type Program, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { assertAccessible, openBrowser, picture, signInAt } from './browser.ts';

const password = 'a-password-of-my-own';
/** What the first page may cost: its scripts as they travel, compressed. */
const firstPageBytesMax = 200_000;

/** Two plants, with a pump in each. */
async function makePlants(program: Program): Promise<void> {
  for (const plant of ['plant-1', 'plant-2']) {
    await program.call('POST', '/api/v1/spaces', { name: plant, label: `Label of ${plant}` });
    await program.call('POST', '/api/v1/devices', { name: `pump-of-${plant}`, product: 'pump', space: plant, labels: { site: plant } });
  }
}

/** An administrator invites somebody as a viewer of plant 1, in the browser; gives the link. */
async function inviteViewer(page: Page, url: string, email: string): Promise<string> {
  await page.goto(`${url}/members`);
  await page.getByTestId('invite').click();
  await page.getByTestId('invite-email').fill(email);
  await page.getByTestId('assignment-role').selectOption('viewer');
  await page.getByTestId('assignment-scope').selectOption('space');
  await page.getByTestId('assignment-scope-space').click();
  await page.getByRole('option', { name: 'Label of plant-1' }).click();
  await assertAccessible(page);
  await page.getByTestId('make-invitation').click();
  const link = (await page.getByTestId('invitation-link').textContent()) ?? '';
  assert.match(link, /\/invitation#[0-9a-f]{16}[\w-]{43}$/);
  await assertAccessible(page);
  await picture(page, 'invitation');
  return link;
}

/** Words of acts that a viewer may not do; what copies, clears, shows and signs out is nobody's harm. */
const forbidden =
  /\b(add|create|new|delete|remove|rotate|disable|enable|invite|rename|move|edit|duplicate|start|stop|save|make|share|end)\b|rotate/i;

/** Everything that can be pressed and is in sight. */
async function pressable(page: Page): Promise<string[]> {
  const found = page.locator('button:visible, a:visible, [role=menuitem]:visible, [role=option]:visible, input[type=radio]:visible');
  return await found.evaluateAll((elements) =>
    elements.map((each) => each.getAttribute('aria-label') ?? each.textContent?.trim() ?? '').filter((name) => name !== ''),
  );
}

async function assertHarmless(page: Page): Promise<void> {
  const names = await pressable(page);
  assert.ok(names.length > 5, page.url());
  assert.deepEqual(
    names.filter((name) => forbidden.test(name)),
    [],
    page.url(),
  );
}

/** Goes wherever a viewer can go, and opens every menu there. */
async function walk(page: Page, url: string): Promise<void> {
  const places = ['/', '/devices?show=labels', '/products', '/products/pump', '/spaces', '/spaces/plant-1'];
  for (const tab of ['overview', 'messages', 'refused', 'connect']) places.push(`/devices/pump-of-plant-1?tab=${tab}`);
  for (const place of places) {
    await page.goto(url + place);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await assertHarmless(page);
    await assertAccessible(page);
    for (const menu of await page.locator('button[aria-haspopup=menu]:visible').all()) {
      await menu.click();
      await page.getByRole('menu').waitFor();
      await assertHarmless(page);
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
    }
  }
}

/** The palette and the keys offer no more than the pages do. */
async function tryKeys(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.locator('.palette-list').getByText('pump-of-plant-1').waitFor();
  await assertHarmless(page);
  await page.keyboard.press('Escape');
  for (const keys of [['n'], ['g', 'm'], ['g', 'k'], ['g', 'a'], ['g', 'r']]) for (const key of keys) await page.keyboard.press(key);
  await page.keyboard.press('?');
  const shown = (await page.getByRole('dialog').textContent()) ?? '';
  assert.match(shown, /Go to Devices/);
  assert.doesNotMatch(shown, /Add a device|Members|API keys|Audit/);
  await page.keyboard.press('Escape');
  assert.equal(new URL(page.url()).pathname, '/');
}

test('who is invited as a viewer of one space sees its devices only, and nothing to press that they may not use', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using program = await startProgram(site);
  await makePlants(program);
  const admin = await openBrowser();
  t.after(admin.close);
  const adminPage = await admin.context.newPage();
  await signInAt(adminPage, site.url, administrator);
  const link = await inviteViewer(adminPage, site.url, 'vera@example.com');

  const { context, close } = await openBrowser();
  t.after(close);
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 403) refused.push(`${response.request().method()} ${response.url()}`);
  });
  await page.goto(link);
  await page.getByTestId('person-name').fill('Vera');
  await page.getByTestId('new-password').fill(password);
  assert.ok(!page.url().includes('#'), 'the secret does not stay in the address');
  await assertAccessible(page);
  await page.getByTestId('accept-invitation').click();
  await page.waitForURL(({ pathname }) => pathname !== '/invitation');

  await page.goto(`${site.url}/devices`);
  await page.getByTestId('device-row-pump-of-plant-1').waitFor();
  assert.equal(await page.locator('[data-testid^="device-row-"]').count(), 1);
  await walk(page, site.url);
  await tryKeys(page, site.url);
  assert.deepEqual(refused, [], 'nothing that a viewer meets is refused');

  await page.goto(`${site.url}/devices/pump-of-plant-2`);
  await page.getByRole('heading', { name: 'There is no device' }).waitFor();
  await page.goto(`${site.url}/members`);
  const told = page.getByRole('main');
  await told.getByText('access.read').waitFor();
  await told.getByText('Ask Administrator').waitFor();
  await assertAccessible(page);

  await t.test('the link works once', async () => {
    await page.goto(link);
    await page.getByRole('heading', { name: 'not valid any more' }).waitFor();
    await assertAccessible(page);
  });

  await t.test('what they may do changes at once, and with it what they see', async () => {
    await adminPage.goto(`${site.url}/members`);
    await adminPage.getByTestId('member-menu-vera@example.com').click();
    await adminPage.getByRole('menuitem', { name: 'Change roles' }).click();
    await adminPage.getByTestId('assignment-role').selectOption('operator');
    await adminPage.getByTestId('save-roles').click();
    await adminPage.getByTestId('member-vera@example.com').getByText('Operator in Label of plant-1').waitFor();
    await page.goto(`${site.url}/devices/pump-of-plant-1`);
    await page.getByTestId('device-menu').click();
    await page.getByRole('menuitem', { name: 'Disable' }).waitFor();
  });

  await t.test('the first page costs no more than it should', async () => {
    const bytes = new Map<string, number>();
    const fresh = await admin.context.newPage();
    const session = await admin.context.newCDPSession(fresh);
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    fresh.on('response', (response) => {
      if (response.url().endsWith('.js')) bytes.set(response.url(), Number(response.headers()['content-length']));
    });
    await fresh.goto(site.url, { waitUntil: 'networkidle' });
    const total = [...bytes.values()].reduce((sum, each) => sum + each, 0);
    t.diagnostic(`scripts of the first page: ${total} bytes in ${bytes.size} files`);
    assert.ok(total > 0 && total <= firstPageBytesMax, `${total} bytes`);
    await fresh.close();
  });
});
