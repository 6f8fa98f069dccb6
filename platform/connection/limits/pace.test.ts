import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pace } from './pace.ts';

test('as many as the burst pass at once, then one per interval', () => {
  const pace = new Pace(10, 3);
  const at = 1_000_000;
  for (let i = 0; i < 3; i++) {
    assert.equal(pace.waitMs(at), 0);
    pace.take(at, 1);
  }
  assert.equal(pace.waitMs(at), 100);
  assert.equal(pace.waitMs(at + 100), 0);
});

test('what is larger than the burst passes, and is waited for afterwards', () => {
  const pace = new Pace(1000, 1000);
  pace.take(0, 3000);
  assert.equal(pace.waitMs(0), 2001);
});

test('what is given back can be taken again', () => {
  const pace = new Pace(1, 1);
  pace.take(0, 1);
  pace.giveBack(1);
  assert.equal(pace.waitMs(0), 0);
});

test('without a limit nothing waits, and a limit that comes later begins with a full burst', () => {
  const pace = new Pace(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  for (let i = 0; i < 100; i++) pace.take(50, 1_000_000);
  assert.equal(pace.waitMs(50), 0);
  pace.set(1, 2);
  pace.take(50, 1);
  assert.equal(pace.waitMs(50), 0);
});

test('over any time no more passes than the rate and one burst bring', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 300 }),
      (rate, burst, gaps) => {
        const pace = new Pace(rate, burst);
        let now = 1000;
        let taken = 0;
        for (const gap of gaps) {
          now += gap;
          for (let tries = 0; tries < 20; tries++) {
            if (pace.waitMs(now) > 0) continue;
            pace.take(now, 1);
            taken++;
          }
        }
        assert.ok(taken <= burst + (rate * (now - 1000)) / 1000 + 1e-6);
      },
    ),
  );
});

test('who waits as long as it says is let through', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 5000 }),
      (rate, burst, units) => {
        const pace = new Pace(rate, burst);
        pace.take(0, units);
        assert.equal(pace.waitMs(pace.waitMs(0)), 0);
      },
    ),
  );
});
