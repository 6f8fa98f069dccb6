import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, type NewDevice } from '@thalamus/sdk';
import { administrator, createSite, startProgram } from '../program.ts';

interface Login {
  readonly credentials: { readonly password: string };
}

test('what is done to devices and products is in the audit log with its state before and after, and survives a kill -9', async () => {
  await using site = await createSite();
  await using program = await startProgram(site);
  const { call } = program;
  const made = await call<NewDevice>('POST', '/api/v1/devices', { name: 'a', product: 'pump' });
  const many = await call<{ items: NewDevice[] }>('POST', '/api/v1/devices/batch', { name: 'b', product: 'pump', count: 2 });
  await call('PATCH', '/api/v1/devices/a', { label: 'Hall 3', disabled: true });
  const rotated = await call<Login>('POST', '/api/v1/devices/a/secret');
  await call('PATCH', '/api/v1/products/pump', { label: 'Pumps' });
  await call('DELETE', '/api/v1/devices/a');
  await assert.rejects(call('DELETE', '/api/v1/devices/a'), /404/);
  await program.kill();

  await using again = await startProgram(site);
  const owner = createClient({ url: site.url });
  await owner.signIn(administrator);
  const { items } = await owner.listAudit();
  const told = items.filter(
    ({ permission }) => permission === 'device.write' || permission === 'device.credential' || permission === 'product.write',
  );
  assert.deepEqual(
    told.map(({ action, resource, outcome }) => `${action} ${resource.id} ${outcome}`),
    [
      'deleteDevice a NOT_FOUND',
      'deleteDevice a done',
      'updateProduct pump done',
      'rotateDeviceSecret a done',
      'updateDevice a done',
      'createDevices b-2 done',
      'createDevices b-1 done',
      'createDevice a done',
    ],
  );
  const [, removed, product, , updated, , , created] = told;
  assert.ok(removed !== undefined && product !== undefined && updated !== undefined && created !== undefined);
  const before = { name: 'a', label: null, product: 'pump', space: 'root', labels: {}, disabled: false, createdAt: made.createdAt };
  const after = { ...before, label: 'Hall 3', disabled: true };
  assert.deepEqual([created.before, created.after], [null, before]);
  assert.deepEqual([updated.before, updated.after], [before, after]);
  assert.deepEqual([removed.before, removed.after], [after, null]);
  assert.deepEqual([labelOf(product.before), labelOf(product.after)], ['Pump', 'Pumps']);

  const secrets = [made, ...many.items, rotated].map(({ credentials }) => credentials.password);
  for (const text of [JSON.stringify(items), program.output(), again.output()]) {
    for (const secret of secrets) assert.ok(!text.includes(secret));
  }
});

function labelOf(state: unknown): unknown {
  return (state as { readonly label: unknown }).label;
}
