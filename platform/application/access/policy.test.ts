import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '#core/route.ts';
import { can, mayGrant } from './policy.ts';

const actor = (...roles: string[]): Actor => ({ kind: 'person', id: 'p', name: 'P', tenant: 'default', roles });

test('a viewer reads and queries but changes nothing', () => {
  assert.ok(can(actor('viewer'), 'device.read') && can(actor('viewer'), 'data.query'));
  for (const permission of ['device.write', 'product.write', 'device.credential', 'access.key', 'demo.run'] as const) {
    assert.equal(can(actor('viewer'), permission), false, permission);
  }
});

test('an unknown role, or none, permits nothing but being signed in', () => {
  for (const nobody of [actor(), actor('emperor'), actor('toString')]) {
    assert.equal(can(nobody, 'device.read'), false);
    assert.ok(can(nobody, 'signed-in'));
  }
  assert.ok(can(undefined, 'public'));
  assert.equal(can(undefined, 'signed-in'), false);
});

test('nobody hands out more than they have', () => {
  assert.ok(mayGrant(actor('owner'), 'owner'));
  assert.equal(mayGrant(actor('developer'), 'admin'), false);
  assert.ok(mayGrant(actor('developer'), 'viewer'));
});
