import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTimingWheel } from './wheel.ts';

test('things come when they are due, also many turns ahead', () => {
  const wheel = createTimingWheel<string>(0);
  wheel.add('late', 20_000);
  wheel.add('soon', 15);
  wheel.add('next', 5_140);
  const seen: [string, number][] = [];
  for (let now = 0; now <= 21_000; now += 35) wheel.advance(now, (item, dueMs) => seen.push([item, dueMs]));
  assert.deepEqual(seen, [
    ['soon', 15],
    ['next', 5_140],
    ['late', 20_000],
  ]);
  assert.equal(wheel.size(), 0);
});

test('a thing added again while it is due keeps its rhythm', () => {
  const wheel = createTimingWheel<number>(0);
  for (let index = 0; index < 100; index++) wheel.add(index, index * 10);
  let fired = 0;
  for (let now = 0; now <= 10_000; now += 20) {
    wheel.advance(now, (item, dueMs) => {
      fired++;
      wheel.add(item, dueMs + 1000);
    });
  }
  assert.equal(fired, 1000);
  assert.equal(wheel.size(), 100);
});
