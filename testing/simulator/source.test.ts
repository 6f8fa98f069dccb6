import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pastBatches, pumpSource, seriesSource } from './source.ts';

test('the past comes in bounded batches, newest first, every point once', () => {
  const batches = [...pastBatches(pumpSource(1), { fromMs: 1_000_000, toMs: 1_010_000, stepMs: 1000 }, 4)];
  assert.deepEqual(
    batches.map((batch) => batch.map((point) => (point.ts - 1_000_000) / 1000)),
    [
      [6, 7, 8, 9],
      [2, 3, 4, 5],
      [0, 1],
    ],
  );
  assert.deepEqual(batches[0]?.[0]?.values, pumpSource(1)(1_006_000));
});

test('a series source names the property', () => {
  const source = seriesSource({ name: 'x', values: [1.234, 5] }, 'temperature', 10_000, 1000);
  assert.deepEqual([source(9_000), source(10_000)], [{ temperature: 1.23 }, { temperature: 5 }]);
});
