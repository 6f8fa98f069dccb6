import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordStrength } from './password-strength.ts';

test('length counts more than kinds of characters', () => {
  assert.equal(passwordStrength('P4$s'), 0);
  assert.ok(passwordStrength('correct horse battery staple') > passwordStrength('Passw0rd!'));
});

test('runs and repetition add almost nothing', () => {
  assert.ok(passwordStrength('aaaaaaaaaaaaaaaa') <= 1);
  assert.ok(passwordStrength('abcdefghijkl') <= passwordStrength('axdqkfmzplwt'));
});
