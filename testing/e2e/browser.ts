/// <reference lib="dom" />

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const stepMsMax = 20_000;
/** Where pictures for the documents go; nowhere unless asked for. */
const pictures = process.env.THALAMUS_TEST_SCREENSHOTS;

/** A picture of what the page shows, when pictures are asked for. */
export async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Half faded in, a text has half its contrast: waits until nothing moves that will come to an end. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((each) => each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY),
  );
}

/** Fails with every rule of WCAG 2.2 AA that the page breaks. */
export async function assertAccessible(page: Page): Promise<void> {
  await atRest(page);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)]),
    [],
    page.url(),
  );
}

/** A browser of its own, as wide as a desk’s unless it is to look otherwise. */
export async function openBrowser(look: BrowserContextOptions = {}): Promise<{ context: BrowserContext; close: () => Promise<void> }> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...look,
  });
  context.setDefaultTimeout(stepMsMax);
  return { context, close: () => browser.close() };
}

/** Signs in at a page of the console that asks for it, and waits until the page that was wanted is there. */
export async function signInAt(page: Page, address: string, login: { readonly email: string; readonly password: string }): Promise<void> {
  await page.goto(address);
  await page.getByTestId('sign-in-email').fill(login.email);
  await page.getByTestId('sign-in-password').fill(login.password);
  await page.getByTestId('sign-in-submit').click();
  await page.waitForURL(({ pathname }) => pathname !== '/sign-in');
}
