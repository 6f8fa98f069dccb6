import assert from 'node:assert/strict';
import { test } from 'node:test';
import { align, valueAt } from './align.ts';

const second = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index * 1000);

test('lines with different times share one x and stay whole', () => {
  const { times, columns } = align(
    [
      { times: [0, 2000], values: [1, 2] },
      { times: [1000], values: [5] },
    ],
    0,
  );
  assert.deepEqual(times, [0, 1000, 2000]);
  assert.deepEqual(columns, [
    [1, undefined, 2],
    [undefined, 5, undefined],
  ]);
});

test('a silence much longer than the usual step becomes a gap', () => {
  const { columns } = align([{ times: [...second(5), ...second(5, 60_000)], values: new Array(10).fill(7) }], 0);
  assert.equal(columns[0]?.filter((value) => value === null).length, 1);
});

test('a device that reports every ten minutes has no gaps', () => {
  const times = Array.from({ length: 8 }, (_, index) => index * 600_000);
  const { columns } = align([{ times, values: times }], 86_400);
  assert.equal(columns[0]?.includes(null), false);
});

test('the crosshair reads the point at or before it, and nothing inside a gap', () => {
  assert.equal(valueAt([1, undefined, undefined], 2), 1);
  assert.equal(valueAt([1, null, undefined], 2), undefined);
});
