import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../errors.ts';
import { compileFilter } from './evaluate.ts';
import { readFilter } from './filter.ts';
import type { Vocabulary } from './vocabulary.ts';

const vocabulary: Vocabulary = {
  name: 'string',
  'labels.*': 'string',
  size: 'number',
  active: 'boolean',
  made: 'timestamp',
  state: ['on', 'off'],
};

function matches(text: string, row: Readonly<Record<string, unknown>>): boolean {
  return compileFilter(readFilter(text, vocabulary))(row);
}

test('what a list does not have, or can’t compare, is refused with its place', () => {
  const cases: readonly (readonly [string, number, RegExp])[] = [
    ['nmae == 1', 0, /found `nmae`, expected one of the fields name, labels\.\*, size/],
    ['toString == 1', 0, /found `toString`/],
    ['labels == null', 0, /found `labels`/],
    ['labels.a.b == null', 0, /found `labels\.a\.b`/],
    ['size', 0, /found `size` \(a number\), expected a condition/],
    ['size + 1', 5, /found a number, expected a condition/],
    ["size == '1'", 8, /found `'1'`, expected a number, as `size` \(a number\) is/],
    ["state == 'onn'", 9, /found `'onn'`, expected one of 'on', 'off'/],
    ["'onn' == state", 0, /expected one of 'on', 'off'/],
    ["state in ['on', 'of']", 16, /expected one of 'on', 'off'/],
    ["state < 'on'", 0, /expected a number, a time or text/],
    ['active < true', 0, /expected a number, a time or text/],
    ['size < null', 7, /found `null`/],
    ["made > '2026-02-31'", 7, /expected a time such as/],
    ["made > '2026-01-01T00:00:00'", 7, /expected a time such as/],
    ['made > 5', 7, /expected a time such as/],
    ["size.contains('a')", 0, /expected text before \.contains/],
    ['name.contains(1)', 14, /expected text/],
    ["size.matches('a')", 0, /found `size` \(a number\), expected text before \.matches/],
    ['name && active', 0, /expected a condition/],
    ["name + 'a' == name", 0, /expected numbers on both sides of `\+`/],
  ];
  for (const [text, at, message] of cases) {
    assert.throws(
      () => readFilter(text, vocabulary),
      (error) => error instanceof Fault && error.places[0]?.at === at && message.test(error.message),
      text,
    );
  }
});

test('what is missing is null: equal to nothing but null, below and above nothing, and never an exception', () => {
  const truths = [
    'size == null',
    'size != 5',
    '!(size < 5)',
    '!(size >= 5)',
    '!active',
    'size in [null]',
    '!(size in [5])',
    "!labels.site.contains('')",
    "!labels.site.matches('')",
  ];
  for (const text of [...truths, 'size + 1 == null', '1 / 0 == null', '5 % 0 == null', '1e150 * 10 == null', '1e-150 / 10 == 0'])
    assert.equal(matches(text, {}), true, text);
});

test('fields, times, remainders and code points compare as written', () => {
  const row = {
    name: '\uff5e',
    labels: { site: 'Halle 3' },
    size: -7,
    active: true,
    made: Date.parse('2026-01-01T00:00:00Z'),
    state: 'on',
  };
  const truths = [
    "labels.site.startsWith('Halle') && labels.site.endsWith('3') && !labels.site.contains('halle')",
    'size % 4 == -3 && size / 2 == -3.5 && -size == 7',
    "made == '2026-01-01' && made == '2026-01-01T08:00:00+08:00' && made < '2026-01-01T00:00:00.001Z'",
    "'2025-12-31' < made",
    "name < '😀'",
    "name.matches('^.$') && state.matches('^(on|off)$') && 'a1'.matches(r'\\d')",
    "state in ['on'] && active == true && (size > 0) != active",
  ];
  for (const text of truths) assert.equal(matches(text, row), true, text);
});
