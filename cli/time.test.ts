import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCount, parseTime } from './time.ts';

test('times are read as people type them', () => {
  const now = Date.UTC(2026, 0, 1);
  assert.equal(parseTime('now', now), now);
  assert.equal(parseTime('-15m', now), now - 900_000);
  assert.equal(parseTime('-7d', now), now - 7 * 86_400_000);
  assert.equal(parseTime('2026-01-01T00:00:00Z'), now);
  assert.equal(parseTime(String(now)), now);
  for (const text of ['yesterday', '-1y', '', '12']) assert.throws(() => parseTime(text), /expected/);
});

test('counts keep to their bounds', () => {
  assert.equal(parseCount(1, 10)('10'), 10);
  for (const text of ['0', '11', '1.5', 'x']) assert.throws(() => parseCount(1, 10)(text), /from 1 to 10/);
});
