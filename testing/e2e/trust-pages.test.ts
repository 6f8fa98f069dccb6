import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { test } from 'node:test';
import mqtt from 'mqtt';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { authorityExtensions, certificateMaker } from '../certificates.ts';
import { administrator, createSite, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { assertAccessible, openBrowser, picture, signInAt } from './browser.ts';
import { publicPem } from './tenants/public-keys.ts';

test('somebody gives a device credentials, registers an authority and an issuer: they let in and end, in both languages and looks', async (t) => {
  const make = certificateMaker(t);
  if (!requireTool(t, 'chromium') || make === undefined) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using program = await startProgram(site);
  await program.call('POST', '/api/v1/devices', { name: 'pump-1', product: 'pump' });
  const { context, close } = await openBrowser();
  t.after(close);
  const page = await context.newPage();
  const connects = (options: mqtt.IClientOptions, tls = false) =>
    mqtt
      .connectAsync(`${tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${tls ? site.mqttTlsPort : site.mqttPort}`, {
        rejectUnauthorized: false,
        reconnectPeriod: 0,
        ...options,
      })
      .then(
        (client) => client.endAsync(true).then(() => true),
        () => false,
      );

  await signInAt(page, `${site.url}/devices/pump-1?tab=credentials`, administrator);
  await page.getByText('Only the secret').waitFor();
  await picture(page, 'credentials-none');
  await page.getByTestId('add-credential').click();
  await page.getByTestId('credential-kind').selectOption('password');
  await page.getByTestId('credential-user').fill('hall3/pump');
  await page.getByTestId('create-credential').click();
  await page
    .getByText(/letters, digits/)
    .first()
    .waitFor();
  await page.getByTestId('credential-user').fill('hall3');
  await page.getByTestId('credential-password').fill('correct horse');
  await page.getByTestId('credential-label').fill('Controller');
  await assertAccessible(page);
  await picture(page, 'credential-dialog');
  await page.getByTestId('create-credential').click();
  await page.getByTestId('credential-Controller').waitFor();
  assert.ok(await connects({ username: 'default/hall3', password: 'correct horse' }));

  await page.getByTestId('add-credential').click();
  await page.getByTestId('create-credential').click();
  await page.getByText('Copy it now').waitFor();
  await assertAccessible(page);
  await picture(page, 'credential-once');
  await page.getByRole('button', { name: 'Done' }).click();

  const own = make({ subject: '/O=Acme/CN=pump-1' });
  await page.getByTestId('add-credential').click();
  await page.getByTestId('credential-kind').selectOption('certificate');
  await page.getByTestId('credential-certificate').fill(own.pem);
  await page.getByTestId('create-credential').click();
  await page.getByTestId('credential-O=Acme, CN=pump-1').waitFor();
  assert.ok(await connects({ cert: own.pem, key: own.keyPem }, true));

  await page.getByTestId('credential-Controller').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  await page.getByText('Credential disabled').waitFor();
  assert.ok(!(await connects({ username: 'default/hall3', password: 'correct horse' })));
  await assertAccessible(page);
  await picture(page, 'credentials');

  const root = make({ subject: '/O=Acme/CN=Factory', extensions: authorityExtensions() });
  const pump = make({ subject: '/CN=pump-1', by: root });
  await page.goto(`${site.url}/settings?tab=authorities`);
  await page.getByText('No certificate authority').waitFor();
  await page.getByTestId('add-voucher').click();
  await page.getByTestId('authority-pem').fill(pump.pem);
  await page.getByTestId('create-authority').click();
  await page
    .getByText(/CA:TRUE, RSA/)
    .first()
    .waitFor();
  await page.getByTestId('authority-pem').fill(root.pem);
  await page.getByTestId('authority-label').fill('Factory');
  await assertAccessible(page);
  await picture(page, 'authority-dialog');
  await page.getByTestId('create-authority').click();
  const command = (await page.getByTestId('proof-command').textContent()) ?? '';
  const [, challenge = ''] = /printf %s (\S+)/.exec(command) ?? [];
  await page.getByTestId('proof').fill(sign('sha256', Buffer.from(challenge), root.key).toString('base64'));
  await assertAccessible(page);
  await picture(page, 'authority-proof');
  await page.getByTestId('prove').click();
  await page.getByText('The authority lets devices in now').waitFor();
  assert.ok(await connects({ cert: pump.pem, key: pump.keyPem }, true));
  await picture(page, 'authorities');

  await page.goto(`${site.url}/settings?tab=issuers`);
  await page.getByTestId('add-voucher').click();
  await page.getByTestId('issuer').fill('https://id.example.org');
  await page.getByTestId('issuer-keys').fill('no key');
  await page.getByTestId('create-issuer').click();
  await page
    .getByText(/one public key in PEM: EC/)
    .first()
    .waitFor();
  await page.getByTestId('issuer-keys').fill(publicPem);
  await page.getByTestId('issuer-kind').selectOption('application');
  await assertAccessible(page);
  await picture(page, 'issuer-dialog');
  await page.getByTestId('create-issuer').click();
  await page.getByTestId('voucher-https://id.example.org').waitFor();
  await picture(page, 'issuers');

  await page.goto(`${site.url}/service-accounts?create=true`);
  await page.getByLabel('Label').first().fill('ERP');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Make|Create|Add)/ })
    .last()
    .click();
  await page.getByTestId('mqtt-access').waitFor();
  await picture(page, 'service-account-mqtt');

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => localStorage.setItem('thalamus-language', 'zh-CN'));
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [path, name] of [
    ['/devices/pump-1?tab=credentials', 'credentials-narrow'],
    ['/settings?tab=authorities', 'authorities-narrow'],
    ['/settings?tab=issuers', 'issuers-narrow'],
  ] as const) {
    await page.goto(site.url + path);
    await page.locator('.table').first().waitFor();
    await assertAccessible(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${path} is as wide as the screen`);
    await picture(page, name);
  }
  await page.getByTestId('voucher-https://id.example.org').getByRole('button').click();
  await page.getByRole('menuitem', { name: '删除' }).click();
  await page.getByRole('button', { name: '删除' }).click();
  await page.getByText('没有令牌签发方').waitFor();
});
