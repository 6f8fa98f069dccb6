import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '#core/access/policy.ts';
import { spaceTree } from '#core/access/space-tree.ts';
import { Fault } from '#core/errors.ts';
import type { Actor } from '#core/route.ts';
import type { Assignment } from './assignment.ts';
import { wholly } from './assignment.ts';
import { assertMayGive, can, whyAllowed } from './policy.ts';
import { builtinRole, policyOf } from './role.ts';

const tree = spaceTree([
  { name: 'root', parent: null },
  { name: 'north', parent: 'root' },
  { name: 'hall', parent: 'north' },
  { name: 'south', parent: 'root' },
]);
const policy = (...assignments: Assignment[]): Policy => policyOf(assignments, builtinRole);
const actor = (...roles: string[]): Actor => ({
  kind: 'person',
  id: 'p',
  name: 'P',
  tenant: 'default',
  roles,
  policy: policy(...roles.map(wholly)),
  operator: false,
});
const within = (space: string, role = 'viewer'): Assignment => ({ role, scope: { kind: 'space', space }, effect: 'allow' });
const refuses = (giver: Policy, assignment: Assignment) => {
  try {
    assertMayGive(giver, assignment, builtinRole, tree);
    return false;
  } catch (error) {
    assert.ok(error instanceof Fault && error.code === 'FORBIDDEN');
    return true;
  }
};

test('a viewer reads and queries but changes nothing', () => {
  assert.ok(can(actor('viewer'), 'device.read') && can(actor('viewer'), 'data.query'));
  for (const permission of ['device.write', 'product.write', 'device.credential', 'access.key', 'demo.run'] as const) {
    assert.equal(can(actor('viewer'), permission), false, permission);
  }
});

test('an unknown role, or none, permits nothing but being signed in', () => {
  for (const nobody of [actor(), actor('emperor'), actor('toString')]) {
    assert.equal(can(nobody, 'device.read'), false);
    assert.equal(can(nobody, 'operator'), false);
    assert.ok(can(nobody, 'signed-in'));
  }
  assert.ok(can(undefined, 'public'));
  assert.equal(can(undefined, 'signed-in'), false);
});

test('nobody hands out more than they have, nor to more than they have it on', () => {
  assert.ok(!refuses(policy(wholly('owner')), wholly('owner')));
  assert.ok(refuses(policy(wholly('admin')), wholly('owner')));
  assert.ok(refuses(policy(wholly('developer')), wholly('admin')));
  assert.ok(!refuses(policy(wholly('developer')), within('north')));
  assert.ok(refuses(policy(within('north')), wholly('viewer')));
  assert.ok(!refuses(policy(within('north')), within('hall')));
  assert.ok(refuses(policy(within('north')), within('south')));
  assert.ok(refuses(policy(wholly('viewer'), { ...within('hall'), effect: 'deny' }), within('south')));
  assert.ok(!refuses(policy(within('north')), { ...wholly('owner'), effect: 'deny' }));
});

test('a role that is not there can’t be given', () => {
  assert.throws(() => assertMayGive(policy(wholly('owner')), wholly('emperor'), builtinRole, tree), { code: 'BAD_REQUEST' });
});

test('why somebody was let in names the role and where it holds', () => {
  assert.equal(whyAllowed(actor('viewer', 'owner'), 'device.write'), 'owner');
  assert.equal(whyAllowed({ roles: ['viewer'], policy: policy(within('north')) }, 'device.read'), 'viewer in north');
  assert.equal(whyAllowed({ ...actor('admin'), via: 'impersonation' }, 'device.read'), 'impersonation: admin');
  assert.equal(whyAllowed(actor('viewer'), 'device.write'), undefined);
});
