import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, stepsOf } from './day-steps.ts';

const none = { messages: 0, points: 0, bytesIn: 0, requests: 0, slowed: 0, connectionsPeak: 0, refused: 0 };

test('days without use are steps of none, and the last day lasts until its end', () => {
  const first = Date.parse('2026-01-01');
  const { times, values } = stepsOf(
    [
      { ...none, day: '2026-01-01', messages: 5 },
      { ...none, day: '2026-01-03', messages: 7 },
    ],
    'messages',
  );
  assert.deepEqual(times, [first, first + dayMs, first + 2 * dayMs, first + 3 * dayMs]);
  assert.deepEqual(values, [5, 0, 7, 7]);
});
