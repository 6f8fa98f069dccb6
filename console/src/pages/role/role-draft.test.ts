import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samePatterns, settingOf, withSetting } from './role-draft.ts';

test('a pattern is allowed, denied, or neither, never both', () => {
  const role = { allow: ['device.*'], deny: [] };
  const denied = withSetting(role, 'device.*', 'deny');
  assert.deepEqual(denied, { allow: [], deny: ['device.*'] });
  assert.equal(settingOf(denied, 'device.*'), 'deny');
  assert.deepEqual(withSetting(denied, 'device.*', 'none'), { allow: [], deny: [] });
  assert.equal(settingOf(role, 'device.read'), 'none');
});

test('the order of patterns makes no difference', () => {
  assert.ok(samePatterns({ allow: ['a.*', 'b.*'], deny: [] }, { allow: ['b.*', 'a.*'], deny: [] }));
  assert.ok(!samePatterns({ allow: ['a.*'], deny: [] }, { allow: ['a.*'], deny: ['b.*'] }));
});
