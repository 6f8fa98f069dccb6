import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingOf } from './quota-state.ts';

test('four fifths are a warning, the limit is the limit', () => {
  assert.equal(standingOf({ kind: 'month', limit: 100, used: 79 }).state, 'fine');
  assert.equal(standingOf({ kind: 'month', limit: 100, used: 80 }).state, 'warning');
  assert.deepEqual(standingOf({ kind: 'stock', limit: 100, used: 120 }), { share: 1.2, state: 'reached' });
});

test('a limit of nothing is reached from the beginning', () => {
  assert.deepEqual(standingOf({ kind: 'stock', limit: 0, used: 0 }), { share: 1, state: 'reached' });
});

test('what has no limit, no count or is an age has no share', () => {
  for (const each of [
    { kind: 'month', limit: null, used: 5 },
    { kind: 'stock', limit: 5, used: null },
    { kind: 'age', limit: 30, used: 30 },
  ] as const)
    assert.equal(standingOf(each).share, undefined);
});
