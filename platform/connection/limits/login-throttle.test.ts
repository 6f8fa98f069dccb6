import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoginThrottle, refusedLoginsPerAddressMax, refusedLoginsWindowMs } from './login-throttle.ts';

test('an address waits after its bound of refusals, others do not, and the window ends', () => {
  let now = 0;
  const throttle = createLoginThrottle(() => now);
  for (let i = 0; i < refusedLoginsPerAddressMax; i++) {
    assert.equal(throttle.blocked('10.0.0.1'), false);
    throttle.refused('10.0.0.1');
  }
  assert.equal(throttle.blocked('10.0.0.1'), true);
  assert.equal(throttle.blocked('10.0.0.2'), false);
  now = refusedLoginsWindowMs;
  assert.equal(throttle.blocked('10.0.0.1'), false);
});
