import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../errors.ts';
import { createAccess } from './access.ts';
import { actionsOf, isActionPattern } from './action.ts';
import { Forbidden } from './forbidden.ts';
import { isEverything, isNothing, mayAnywhere, mayOn, type Policy, reachOf, type Statement } from './policy.ts';
import type { Scope } from './scope.ts';
import { spaceTree } from './space-tree.ts';

const tree = spaceTree([
  { name: 'root', parent: null },
  { name: 'north', parent: 'root' },
  { name: 'hall', parent: 'north' },
  { name: 'south', parent: 'root' },
]);
const thing = (space: string, labels: Record<string, string> = {}, name = 'pump-1') => ({ name, space, labels });
const says = (effect: Statement['effect'], actions: string[], scope: Scope = { kind: 'tenant' }): Statement => ({ effect, actions, scope });
const north: Scope = { kind: 'space', space: 'north' };
const site = (selector: string): Scope => ({ kind: 'labels', selector });

test('a space scope holds for the space and all below it, and nowhere else', () => {
  const policy = [says('allow', ['device.read'], north)];
  assert.ok(mayOn(policy, 'device.read', thing('north'), tree) && mayOn(policy, 'device.read', thing('hall'), tree));
  assert.equal(mayOn(policy, 'device.read', thing('south'), tree), false);
  assert.equal(mayOn(policy, 'device.read', thing('root'), tree), false);
  assert.equal(mayOn(policy, 'device.write', thing('north'), tree), false);
});

test('deny wins, whatever allows', () => {
  const policy = [
    says('allow', ['*']),
    says('deny', ['device.*'], north),
    says('allow', ['device.read'], { kind: 'space', space: 'hall' }),
  ];
  assert.equal(mayOn(policy, 'device.read', thing('hall'), tree), false);
  assert.ok(mayOn(policy, 'device.read', thing('south'), tree));
  assert.ok(mayAnywhere(policy, 'device.read'));
  assert.equal(mayAnywhere([...policy, says('deny', ['device.read'])], 'device.read'), false);
});

test('labels and single devices are scopes', () => {
  const policy = [
    says('allow', ['data.query'], site(`labels.site == 'a'`)),
    says('allow', ['data.query'], { kind: 'device', device: 'x' }),
  ];
  assert.ok(mayOn(policy, 'data.query', thing('south', { site: 'a' }), tree));
  assert.equal(mayOn(policy, 'data.query', thing('south', { site: 'b' }), tree), false);
  assert.ok(mayOn(policy, 'data.query', thing('south', {}, 'x'), tree));
});

test('a selector that can’t be read allows nothing and denies everything', () => {
  assert.ok(isNothing(reachOf([says('allow', ['*'], site('name =='))], 'device.read', tree)));
  assert.ok(isNothing(reachOf([says('allow', ['*']), says('deny', ['*'], site('name =='))], 'device.read', tree)));
});

test('actions of the tenant need the tenant as their scope; what placed things refer to is open once anything is', () => {
  const policy = [says('allow', ['*'], north)];
  assert.equal(mayAnywhere(policy, 'access.member'), false);
  assert.ok(mayAnywhere(policy, 'product.read'));
  assert.ok(isEverything(reachOf(policy, 'product.read', tree)));
  assert.ok(isNothing(reachOf(policy, 'audit.read', tree)));
});

test('a space that is gone, or hangs in the air, holds nothing', () => {
  assert.ok(isNothing(reachOf([says('allow', ['*'], { kind: 'space', space: 'gone' })], 'device.read', tree)));
  const broken = spaceTree([
    { name: 'root', parent: null },
    { name: 'a', parent: 'b' },
    { name: 'b', parent: 'a' },
  ]);
  assert.deepEqual(broken.path('a'), []);
  assert.deepEqual([...broken.below('root')], ['root']);
});

test('what may not be seen is not there; what may not be done says what is missing', () => {
  const access = createAccess([says('allow', ['device.read'], north)] satisfies Policy, tree);
  access.need('device.read', thing('hall'));
  assert.throws(
    () => access.need('device.write', thing('hall')),
    (error) => error instanceof Forbidden && error.permission === 'device.write',
  );
  assert.throws(
    () => access.need('device.write', thing('south')),
    (error) => error instanceof Fault && error.code === 'NOT_FOUND',
  );
});

test('patterns stand for actions of one kind, or all', () => {
  assert.deepEqual(actionsOf(['product.*']), ['product.read', 'product.write']);
  assert.ok(actionsOf(['*']).length > 10);
  assert.deepEqual(actionsOf(['dev*', 'device', '']), []);
  for (const wrong of ['', 'device', 'devices.*', '**', 'device.fly']) assert.equal(isActionPattern(wrong), false, wrong);
});
