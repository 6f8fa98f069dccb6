import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticatorCode } from './authenticator.ts';

test('the tests’ authenticator shows what RFC 6238 appendix B lists', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  assert.deepEqual(
    [59, 1111111109, 1234567890, 20000000000].map((seconds) => authenticatorCode(secret, seconds * 1000)),
    ['287082', '081804', '005924', '353130'],
  );
});
