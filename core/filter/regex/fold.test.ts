import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folded } from './fold.ts';

test('characters that differ in case only are those that Unicode’s simple folding makes equal', () => {
  const cased = Array.from({ length: 0x20000 }, (_, point) => point).filter(
    (point) => folded([[point, point]]).length > 1 || /\p{Cased}/u.test(String.fromCodePoint(point)),
  );
  // Equal only since Unicode 15.1, and not to RE2.
  const later = new Set([0x390, 0x1fd3, 0x3b0, 0x1fe3, 0xfb05, 0xfb06]);
  const all = cased.map((point) => String.fromCodePoint(point)).join('');
  for (const point of cased.filter((each) => !later.has(each))) {
    const same = all.matchAll(new RegExp(`\\u{${point.toString(16)}}`, 'giu'));
    const expected = [...same].map(([char]) => char.codePointAt(0) ?? 0).sort((a, b) => a - b);
    const ranges = folded([[point, point]]);
    const actual = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
    assert.deepEqual(actual, expected, point.toString(16));
  }
});
