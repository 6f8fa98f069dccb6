import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedBy, effectOf, missingToGive, speaksOfLabelsOnly } from './patterns.ts';

const actions = ['device.read', 'device.write', 'data.query'];

test('deny wins, and the closest pattern is the one that is named', () => {
  const role = { allow: ['*', 'device.*'], deny: ['device.write'] };
  assert.deepEqual(effectOf(role, 'device.read'), { effect: 'allow', by: 'device.*' });
  assert.deepEqual(effectOf(role, 'device.write'), { effect: 'deny', by: 'device.write' });
  assert.deepEqual(effectOf(role, 'data.query'), { effect: 'allow', by: '*' });
  assert.equal(effectOf({ allow: ['device.read'], deny: [] }, 'data.query'), undefined);
});

test('nobody gives a role that allows more than they may do', () => {
  const role = { allow: ['device.*'], deny: ['device.write'] };
  assert.deepEqual(allowedBy(role, actions), ['device.read']);
  assert.equal(missingToGive(role, ['device.read'], actions), undefined);
  assert.equal(missingToGive({ allow: ['*'], deny: [] }, ['device.read'], actions), 'device.write');
});

test('a selector speaks of labels only', () => {
  assert.ok(speaksOfLabelsOnly("labels.site == 'name' && labels.line in ['a', 'b'] || labels.x.startsWith(\"it's state\")"));
  assert.ok(!speaksOfLabelsOnly("name == 'pump-1'"));
  assert.ok(!speaksOfLabelsOnly("labels.site == 'north' && state == 'online'"));
});
