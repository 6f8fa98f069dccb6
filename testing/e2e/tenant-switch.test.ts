import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '@thalamus/sdk';
import { buildConsoleWhenNeeded } from '#server/console-build.ts';
import { administrator, createSite, startProgram } from '../program.ts';
import { requireTool } from '../require.ts';
import { assertAccessible, openBrowser, signInAt } from './browser.ts';

const owner = { email: 'bob@example.com', password: 'another-password-of-my-own' };

/** A second tenant, whose owner shares a lab with the first one; gives the owner's client and what ends the share. */
async function makeNeighbour(url: string): Promise<{ endShare: () => Promise<void> }> {
  const operator = createClient({ url });
  await operator.signIn(administrator);
  const { link } = await operator.createTenant({ name: 'acme', label: 'ACME Corporation', ownerEmail: owner.email });
  const bob = createClient({ url });
  const token = new URL(link).hash.slice(1);
  await bob.acceptInvitation({ token, name: 'Bob', password: owner.password });
  await bob.createProduct({ name: 'probe' });
  for (const space of ['lab', 'vault']) {
    await bob.createSpace({ name: space, label: `The ${space}` });
    await bob.createDevice({ name: `probe-in-${space}`, product: 'probe', space });
  }
  const share = await bob.createShare({ toTenant: 'default', thing: { space: 'lab' }, role: 'viewer' });
  return { endShare: () => bob.deleteShare(share.id) };
}

test('two tabs act in two tenants, each keeps its own over reloads and links, and a share that ends closes the door', async (t) => {
  if (!requireTool(t, 'chromium')) return;
  await buildConsoleWhenNeeded();
  await using site = await createSite();
  await using program = await startProgram(site);
  await program.call('POST', '/api/v1/devices', { name: 'pump-at-home', product: 'pump' });
  const { endShare } = await makeNeighbour(site.url);
  const { context, close } = await openBrowser();
  t.after(close);
  const home = await context.newPage();
  await signInAt(home, `${site.url}/shares/received`, administrator);
  await home.getByTestId('received-acme').waitFor();
  await assertAccessible(home);

  const guest = await context.newPage();
  const sockets: string[] = [];
  guest.on('websocket', (socket) => sockets.push(socket.url()));
  await guest.goto(`${site.url}/shares/received`);
  await guest.getByTestId('received-acme').waitFor();
  sockets.length = 0;
  await guest.getByTestId('received-acme').getByRole('link').click();
  await guest.getByRole('heading', { name: 'The lab' }).waitFor();
  await guest.getByTestId('tenant-menu').getByText('ACME Corporation').waitFor();
  await assertAccessible(guest);

  await guest.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Devices' }).click();
  await guest.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
  await guest.getByTestId('device-row-probe-in-lab').waitFor();
  assert.equal(await guest.locator('[data-testid^="device-row-"]').count(), 1, 'what is shared, nothing else');
  assert.equal(new URL(guest.url()).searchParams.get('tenant'), 'acme');
  assert.equal(await guest.getByRole('link', { name: 'Members' }).count(), 0);
  assert.ok(
    sockets.length > 0 && sockets.every((url) => new URL(url).searchParams.get('tenant') === 'acme'),
    'the live stream is in the same tenant',
  );

  await guest.reload();
  await guest.getByTestId('device-row-probe-in-lab').waitFor();
  await home.goto(`${site.url}/devices`);
  await home.getByTestId('device-row-pump-at-home').waitFor();
  assert.equal(await home.locator('[data-testid^="device-row-"]').count(), 1);

  await guest.getByTestId('tenant-menu').click();
  await assertAccessible(guest);
  await guest.getByRole('menuitem', { name: 'default' }).click();
  await guest.waitForURL(`${site.url}/`);
  await guest.goBack();
  await guest.getByTestId('device-row-probe-in-lab').waitFor();

  await endShare();
  await guest.reload();
  await guest.getByRole('heading', { name: 'You can’t act in the tenant “acme”' }).waitFor();
  await assertAccessible(guest);
  await guest.getByRole('link', { name: 'Go to default' }).click();
  await guest.getByRole('heading', { name: 'Overview' }).waitFor();
});
