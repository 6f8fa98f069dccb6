import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TenantQuotas } from '@thalamus/sdk';
import { draftOf, valuesOf } from './quota-draft.ts';

const unitOf = (quota: string) => (quota === 'storageBytes' ? 'bytes' : 'devices');
const quotas = {
  tenant: 'acme',
  own: { devices: null, storageBytes: 2_500_000_000 },
  defaults: { devices: 10, storageBytes: null, connections: 5 },
  inForce: { devices: null, storageBytes: 2_500_000_000, connections: 5 },
} as unknown as TenantQuotas;

test('an own limit, no limit and the default are told apart, and come back as they were', () => {
  const draft = draftOf(quotas, unitOf);
  assert.deepEqual(draft.storageBytes, { choice: 'own', amount: 2.5 });
  assert.deepEqual(draft.devices, { choice: 'none', amount: '' });
  assert.deepEqual(draft.connections, { choice: 'default', amount: 5 });
  assert.deepEqual(valuesOf(draft, unitOf), quotas.own);
});

test('an own limit without a number is not sent', () => {
  assert.equal(valuesOf({ devices: { choice: 'own', amount: '' } }, unitOf), undefined);
});
