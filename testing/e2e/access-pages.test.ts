/// <reference lib="dom" />

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, createClient } from '@thalamus/sdk';
import type { BrowserContextOptions } from 'playwright-core';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { administrator, createSite, startProgram } from '../program.ts';
import { isLong, requireTool } from '../require.ts';
import { assertAccessible, openBrowser, picture, signInAt } from './browser.ts';

const pages = [
  '/spaces',
  '/spaces?create=true',
  '/spaces/plant-1',
  '/devices?space=plant-1&show=labels',
  '/devices/new?space=plant-1',
  '/members',
  '/members?create=true',
  '/members?tab=invitations',
  '/roles',
  '/roles/viewer',
  '/roles/night-shift',
  '/roles/new?from=operator',
  '/api-keys',
  '/api-keys?create=true',
  '/service-accounts',
  '/service-accounts?create=true',
  '/shares',
  '/shares?create=true',
  '/shares/received',
];

const looks: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light, English, desk', { colorScheme: 'light', locale: 'en-GB' }],
  ['dark, Chinese, phone', { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 360, height: 780 } }],
];

/** Somebody who administers the tenant and makes some of everything that the pages list. */
async function fill(url: string): Promise<Client> {
  const admin = createClient({ url });
  await admin.signIn(administrator);
  await admin.createSpace({ name: 'plant-1', label: 'A plant with a name that is longer than most' });
  await admin.createSpace({ name: 'hall-1', label: 'Hall', parent: 'plant-1' });
  await admin.createDevice({ name: 'pump-1', product: 'pump', space: 'hall-1', labels: { site: 'north', criticality: 'high' } });
  await admin.createRole({ name: 'night-shift', label: 'Night shift', allow: ['device.*', 'space.read'], deny: ['device.credential'] });
  const assignments = [
    { role: 'viewer', scope: { kind: 'space', space: 'plant-1' } },
    { role: 'installer', effect: 'deny' },
  ] as const;
  await admin.createInvitation({ email: 'somebody.with.a.long.address@example.com', assignments });
  await admin.createServiceAccount({ name: 'erp', label: 'ERP bridge', assignments });
  await admin.createApiKey({ name: 'erp-production', serviceAccount: 'erp', addresses: ['10.0.0.0/8', '2001:db8::/32'] });
  await admin.createTenant({ name: 'acme', ownerEmail: 'bob@example.com' });
  await admin.createShare({ toTenant: 'acme', thing: { space: 'plant-1' }, role: 'night-shift' });
  return admin;
}

test('every page of permissions is accessible, in both languages, light and dark, on a desk and on a phone', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using _program = await startProgram(site);
  const api = await fill(site.url);
  for (const [turn, [name, look]] of looks.entries()) {
    await t.test(name, async (tt) => {
      const { context, close } = await openBrowser(look);
      tt.after(close);
      const page = await context.newPage();
      await signInAt(page, site.url, administrator);
      // Half of the pages, in one look each; in the long run all of them in all looks.
      for (const path of pages.filter((_, at) => isLong || at % 4 === turn)) {
        await page.goto(site.url + path);
        await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
        await page.waitForFunction(() => document.querySelector('.skeleton-rows') === null);
        if (path.includes('create=true')) await page.getByRole('dialog').waitFor();
        await assertAccessible(page);
        const over = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        assert.equal(over, 0, `${path} is wider than the window`);
        await picture(page, `${name.replaceAll(/\W+/g, '-')}${path.replaceAll(/\W+/g, '-')}`);
      }
    });
  }

  await t.test('the tree of spaces is walked by keyboard, and a space that is not empty says why it stays', async (tt) => {
    const { context, close } = await openBrowser();
    tt.after(close);
    const page = await context.newPage();
    await signInAt(page, `${site.url}/spaces`, administrator);
    await page.getByTestId('space-row-root').focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    assert.equal(await page.evaluate('document.activeElement.dataset.space'), 'hall-1');
    await page.keyboard.press('ArrowLeft');
    await page.getByTestId('space-menu-plant-1').click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByText('1 space stands in it').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Close' }).last().click();
    await page.getByTestId('space-row-plant-1').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByTestId('space-row-hall-1').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.url}/spaces/plant-1`);
  });

  await t.test('devices that are chosen move together, and the list says where they stand', async (tt) => {
    const { context, close } = await openBrowser();
    tt.after(close);
    await api.createDevices({ name: 'mover', product: 'pump', count: 3 });
    const page = await context.newPage();
    await signInAt(page, `${site.url}/devices?search=mover`, administrator);
    await page.getByTestId('choose-page').check();
    await page.getByTestId('bulk-move').click();
    await page.getByTestId('bulk-space').click();
    await page.getByRole('option', { name: /Hall$/ }).click();
    await assertAccessible(page);
    await page.getByTestId('bulk-start').click();
    await page.getByTestId('device-row-mover-3').getByText('Hall').waitFor();
    assert.equal((await api.listDevices({ space: 'hall-1', search: 'mover' })).total, 3);
    assert.equal(await page.getByTestId('bulk-move').count(), 0, 'nothing stays chosen');
  });

  await t.test('a role that somebody else changed meanwhile is not overwritten', async (tt) => {
    const { context, close } = await openBrowser();
    tt.after(close);
    const page = await context.newPage();
    await signInAt(page, `${site.url}/roles/night-shift`, administrator);
    await page.getByTestId('action-data.query').getByRole('radio').first().check();
    await api.updateRole('night-shift', { label: 'Late shift' });
    await page.getByTestId('save-role').click();
    await page.getByText('Somebody else changed this role meanwhile').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByRole('heading', { name: 'Late shift' }).waitFor();
    await page.getByTestId('action-data.query').getByRole('radio').first().check();
    await page.getByTestId('save-role').click();
    await page.getByTestId('save-role').waitFor({ state: 'detached' });
    assert.ok((await api.getRole('night-shift')).allow.includes('data.query'));
  });
});
