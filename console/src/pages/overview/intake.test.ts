import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepRates, withSample } from './intake.ts';

test('rates are what was counted between two readings, whatever lay between them', () => {
  const samples = [
    { atMs: 0, count: 100 },
    { atMs: 2000, count: 140 },
    { atMs: 6000, count: 140 },
  ];
  assert.deepEqual(
    stepRates(samples).map((each) => each.perSecond),
    [20, 0],
  );
});

test('a counter that went back starts the line anew, and old readings are forgotten', () => {
  const samples = withSample([{ atMs: 0, count: 5 }], { atMs: 1000, count: 9 }, 500);
  assert.deepEqual(samples, [{ atMs: 1000, count: 9 }]);
  assert.deepEqual(withSample(samples, { atMs: 1500, count: 2 }, 5000), [{ atMs: 1500, count: 2 }]);
});
