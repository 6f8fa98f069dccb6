import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  advance,
  calm,
  type OverloadReading,
  type OverloadState,
  overloadFallMs,
  overloadRiseMs,
  overloadRiseReadings,
} from './overload.ts';

const boundMs = 100;
const reading = fc.record({ delayMs: fc.integer({ min: 0, max: 2000 }), memoryShare: fc.double({ min: 0, max: 1.2, noNaN: true }) });
const readings = fc.array(fc.record({ gapMs: fc.integer({ min: 1, max: 500 }), reading }), { maxLength: 200 });

function run(
  steps: readonly { gapMs: number; reading: Omit<OverloadReading, 'at'> }[],
  each: (before: OverloadState, after: OverloadState, at: number) => void,
) {
  let state = calm;
  let at = 1000;
  for (const step of steps) {
    at += step.gapMs;
    const next = advance(state, { at, ...step.reading }, boundMs);
    each(state, next, at);
    state = next;
  }
  return state;
}

/** `count` readings of the same kind, 100 ms apart. */
const steady = (delayMs: number, count: number, memoryShare = 0) =>
  Array.from({ length: count }, () => ({ gapMs: 100, reading: { delayMs, memoryShare } }));

test('lateness asks for level 1 from its bound on, 2 from three times, 3 from six times as much', () => {
  for (const [delayMs, level] of [
    [99, 0],
    [100, 1],
    [299, 1],
    [300, 2],
    [599, 2],
    [600, 3],
  ] as const) {
    assert.equal(run(steady(delayMs, 10), () => {}).level, level, `${delayMs} ms`);
  }
});

test('memory asks for level 1 at 80 %, 2 at 88 %, 3 at 94 %', () => {
  for (const [share, level] of [
    [0.79, 0],
    [0.8, 1],
    [0.88, 2],
    [0.94, 3],
  ] as const)
    assert.equal(run(steady(0, 10, share), () => {}).level, level);
});

test('one long turn of the event loop is no overload', () => {
  assert.equal(run([...steady(0, 5), ...steady(5000, overloadRiseReadings - 1), ...steady(0, 5)], () => {}).level, 0);
});

test('between the bound and what relieves it the level stays as it is', () => {
  const risen = [...steady(120, 10)];
  assert.equal(run([...risen, ...steady(80, 200)], () => {}).level, 1);
  assert.equal(run(steady(80, 200), () => {}).level, 0);
});

test('when all is well again it goes down one level at a time, each after its time', () => {
  const levels: number[] = [];
  run([...steady(700, 5), ...steady(0, 70)], (before, after) => {
    if (after.level !== before.level) levels.push(after.level);
  });
  assert.deepEqual(levels, [3, 2, 1, 0]);
});

test('a level rises only after enough readings and enough time, and to no more than the last reading asks for', () => {
  fc.assert(
    fc.property(readings, (steps) => {
      let since = 0;
      run(steps, (before, after, at) => {
        if (after.risingReadings === 1) since = at;
        if (after.level <= before.level) return;
        assert.ok(before.risingReadings + 1 >= overloadRiseReadings && at - since >= overloadRiseMs);
      });
    }),
  );
});

test('a level falls by one step at most, and not twice within its time', () => {
  fc.assert(
    fc.property(readings, (steps) => {
      let fellAt = Number.NEGATIVE_INFINITY;
      run(steps, (before, after, at) => {
        if (after.level >= before.level) return;
        assert.equal(after.level, before.level - 1);
        assert.ok(at - fellAt >= overloadFallMs);
        fellAt = at;
      });
    }),
  );
});

test('whatever happened before, calm readings lead to level 0', () => {
  fc.assert(fc.property(readings, (steps) => assert.equal(run([...steps, ...steady(0, 80)], () => {}).level, 0)));
});

test('whatever happened before, steady readings lead to a level that no longer changes', () => {
  fc.assert(
    fc.property(readings, reading, (steps, last) => {
      const long = Array.from({ length: 80 }, () => ({ gapMs: 100, reading: last }));
      const changes: number[] = [];
      let count = 0;
      run([...steps, ...long, ...long], (before, after) => {
        if (++count > steps.length + long.length && before.level !== after.level) changes.push(after.level);
      });
      assert.deepEqual(changes, []);
    }),
  );
});
