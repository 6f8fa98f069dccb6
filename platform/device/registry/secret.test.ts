import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashSecret, makeSecret, secretMatches } from './secret.ts';

test('a secret is 32 random bytes, and only it matches what is stored of it', () => {
  const secret = makeSecret();
  assert.equal(Buffer.from(secret, 'base64url').length, 32);
  assert.notEqual(makeSecret(), secret);
  const stored = hashSecret(secret);
  assert.equal(secretMatches(secret, stored), true);
  assert.equal(secretMatches(`${secret}x`, stored), false);
  assert.equal(secretMatches('', stored), false);
});

test('nothing matches where nothing is stored', () => {
  assert.equal(secretMatches(makeSecret(), undefined), false);
});
