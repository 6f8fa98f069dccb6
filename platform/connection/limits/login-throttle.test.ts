import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoginThrottle, loginWaitMsMax, refusedLoginsWindowMs } from './login-throttle.ts';

const bounds = { refusedLoginsPerMinuteMax: 3, refusedLoginsPerAddressMax: 10 };

function start() {
  const time = { now: 0 };
  return {
    time,
    throttle: createLoginThrottle(
      () => time.now,
      () => bounds,
    ),
  };
}

test('a user at an address waits after its bound of refusals, others do not, and the wait ends', () => {
  const { time, throttle } = start();
  for (let i = 0; i < bounds.refusedLoginsPerMinuteMax; i++) {
    assert.equal(throttle.blocked('10.0.0.1', 'acme/bad'), false);
    throttle.refused('10.0.0.1', 'acme/bad');
  }
  assert.equal(throttle.blocked('10.0.0.1', 'acme/bad'), true);
  assert.equal(throttle.blocked('10.0.0.1', 'acme/bad?again'), true, 'what follows a ? makes no other user');
  assert.equal(throttle.blocked('10.0.0.2', 'acme/bad'), false);
  time.now = refusedLoginsWindowMs;
  assert.equal(throttle.blocked('10.0.0.1', 'acme/bad'), false);
});

test('one bad device behind an address does not keep out the good ones', () => {
  const { throttle } = start();
  for (let i = 0; i < bounds.refusedLoginsPerMinuteMax; i++) throttle.refused('10.0.0.1', 'acme/bad');
  assert.equal(throttle.blocked('10.0.0.1', 'acme/good'), false);
});

test('who guesses for many users at one address waits too', () => {
  const { throttle } = start();
  for (let i = 0; i < bounds.refusedLoginsPerAddressMax; i++) throttle.refused('10.0.0.1', `acme/device-${i}`);
  assert.equal(throttle.blocked('10.0.0.1', 'acme/another'), true);
});

test('an IPv6 network of 64 bits counts as one address', () => {
  const { throttle } = start();
  for (let i = 0; i < bounds.refusedLoginsPerAddressMax; i++) throttle.refused(`2001:db8::${i + 1}`, `user-${i}`);
  assert.equal(throttle.blocked('2001:db8:0:0:ffff::1'), true);
  assert.equal(throttle.blocked('2001:db8:0:1::1'), false);
});

test('each wait is twice as long as the one before, up to the longest', () => {
  const { time, throttle } = start();
  const waits: number[] = [];
  for (let round = 0; round < 7; round++) {
    for (let i = 0; i < bounds.refusedLoginsPerMinuteMax; i++) throttle.refused('10.0.0.1', 'acme/bad');
    const from = time.now;
    while (throttle.blocked('10.0.0.1', 'acme/bad')) time.now += 1000;
    waits.push(time.now - from);
  }
  assert.deepEqual(
    waits,
    [1, 2, 4, 8, 15, 15, 15].map((minutes) => minutes * refusedLoginsWindowMs),
  );
  assert.equal(waits.at(-1), loginWaitMsMax);
});
