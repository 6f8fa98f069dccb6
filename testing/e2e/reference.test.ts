import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { administrator, createSite, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';

const stepMsMax = 20_000;

/** Sends the call of the page's own operation from its "test request" dialog; says who was called as. */
async function tryIt(page: Page): Promise<{ readonly status: number; readonly name: string; readonly authorization: string | undefined }> {
  await page.getByRole('button', { name: 'Test Request (get /api/v1/session)' }).click();
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/session'));
  await page.getByRole('button', { name: /^Send/ }).first().click();
  const response = await answered;
  const authorization = (await response.request().allHeaders()).authorization;
  const body = (await response.json()) as { readonly person?: { readonly name: string } };
  await page.keyboard.press('Escape');
  return { status: response.status(), name: body.person?.name ?? '', authorization };
}

/** Calls from inside the page, as its person. */
async function call<T>(page: Page, method: string, path: string, body?: object): Promise<T> {
  const text = await page.evaluate(
    async ([method, path, body]) => {
      const payload = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return await (await fetch(`/api/v1${path}`, { method, ...payload })).text();
    },
    [method, path, body] as const,
  );
  return JSON.parse(text) as T;
}

async function openReference(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(stepMsMax);
  await page.goto(`${url}/docs/api#tag/session/GET/api/v1/session`);
  await page.getByRole('heading', { name: 'Who am I?' }).waitFor();
  return page;
}

test('the API reference calls as whoever is signed in, or with a key that stays in its tab', async (t) => {
  const executablePath = await requireTool(t, 'chromium');
  if (executablePath === undefined) return;
  await using site = await createSite();
  await using _program = await startProgram(site);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  t.after(() => browser.close());
  const context = await browser.newContext();
  const strayed: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(site.url) && !/^(?:data|blob):/.test(request.url())) strayed.push(request.url());
  });

  const page = await openReference(context, site.url);
  const who = page.locator('#who');
  await page.getByText('You are not signed in: calls need a key.').waitFor();
  assert.equal((await tryIt(page)).status, 401);

  await t.test('signed in: the session counts', async () => {
    await call(page, 'POST', '/session', administrator);
    await page.reload();
    await page.getByText('Calls use your session: Administrator, tenant default.').waitFor();
    const { violations } = await new AxeBuilder({ page }).include('#bar').analyze();
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    );
    assert.deepEqual(await tryIt(page), { status: 200, name: 'Administrator', authorization: undefined });
  });

  await t.test('one click makes a key for an hour, which samples and calls use, also after a reload, and another deletes it', async () => {
    await page.getByRole('button', { name: 'Make a key for one hour' }).click();
    await page.getByText(/Calls and samples use the key thk_\w+… \(developer\) until/).waitFor();
    await page.reload();
    const { status, name, authorization } = await tryIt(page);
    assert.deepEqual([status, name], [200, 'API reference']);
    assert.match(String(authorization), /^Bearer thk_/);
    const { items } = await call<{ items: { name: string; expiresAt: string | null }[] }>(page, 'GET', '/api-keys');
    const made = items.find((each) => each.name === 'API reference');
    assert.ok(Math.abs(Date.parse(made?.expiresAt ?? '') - Date.now() - 3_600_000) < 60_000);

    const other = await openReference(context, site.url);
    await other.getByText('Calls use your session').waitFor();
    await other.close();

    await page.getByRole('button', { name: 'Delete the key' }).click();
    await page.getByText('Calls use your session').waitFor();
    const refused = await fetch(`${site.url}/api/v1/session`, { headers: { authorization: String(authorization) } });
    assert.equal(refused.status, 401);
  });

  await t.test('a pasted key is used, and forgotten without being deleted', async () => {
    const { key } = await call<{ key: string }>(page, 'POST', '/api-keys', { name: 'mine', role: 'viewer' });
    await page.getByLabel('API key', { exact: true }).fill(key);
    await page.getByRole('button', { name: 'Use this key' }).click();
    await page.getByText(/Calls and samples use the key thk_\w+…, in this tab only/).waitFor();
    assert.deepEqual(await tryIt(page), { status: 200, name: 'mine', authorization: `Bearer ${key}` });
    assert.doesNotMatch((await who.textContent()) ?? '', new RegExp(key));
    await page.getByRole('button', { name: 'Forget the key' }).click();
    await page.getByText('Calls use your session').waitFor();
    assert.equal((await fetch(`${site.url}/api/v1/session`, { headers: { authorization: `Bearer ${key}` } })).status, 200);
    const left = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert.ok(!left.includes(key));
  });

  await t.test('what an error means is a page that light and dark can be read in', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${site.url}/docs/errors#PRECONDITION_FAILED`);
      assert.ok(await page.locator('#PRECONDITION_FAILED:target').isVisible());
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)]),
        [],
      );
    }
  });

  assert.deepEqual(strayed, [], 'nothing is asked of anybody else');
});
