import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHistogram } from './histogram.ts';

test('quantiles are within one percent of the exact ones', () => {
  const histogram = createHistogram();
  const values: number[] = [];
  for (let i = 0; i < 50_000; i++) values.push(Math.floor(1.0005 ** (i % 30_000)) + (i % 97));
  for (const value of values) histogram.record(value);
  values.sort((a, b) => a - b);
  for (const q of [0.01, 0.5, 0.9, 0.99, 0.999]) {
    const exact = values[Math.ceil(q * values.length) - 1] ?? 0;
    assert.ok(Math.abs(histogram.quantile(q) - exact) <= exact * 0.01 + 1, `q ${q}: ${histogram.quantile(q)} for ${exact}`);
  }
});

test('nothing recorded gives zero, and values beyond the range count as the largest', () => {
  const histogram = createHistogram();
  assert.equal(histogram.quantile(0.5), 0);
  histogram.record(1e12);
  assert.equal(histogram.count(), 1);
  assert.equal(histogram.quantile(0.5), 0xffff_ffff);
});
