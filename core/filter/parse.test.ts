import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyFilter, anyVocabulary } from '#testing/filters.ts';
import { Fault } from '../errors.ts';
import { readFilter } from './filter.ts';
import { parseFilter } from './parse.ts';
import { printFilter } from './print.ts';
import type { Syntax } from './syntax.ts';

/** How it is read, with parentheses everywhere. */
function grouped(node: Syntax): string {
  if (node.kind === 'binary') return `(${grouped(node.left)} ${node.op} ${grouped(node.right)})`;
  if (node.kind === 'not') return `!(${grouped(node.of)})`;
  return printFilter(node);
}

function withoutPlaces(node: Syntax): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === 'at' ? undefined : value)));
}

test('operators bind as in CEL and group from the left', () => {
  const readings: readonly (readonly [string, string])[] = [
    ['a || b && c', '(a || (b && c))'],
    ['a && b && c', '((a && b) && c)'],
    ['!a == b', '(!(a) == b)'],
    ['a - b - c * d % e', '((a - b) - ((c * d) % e))'],
    ['a + 1 > -2', '((a + 1) > -2)'],
    ['(a || b) && c', '((a || b) && c)'],
    ["labels.site.startsWith('x') && a in [1, -2]", "(labels.site.startsWith('x') && a in [1, -2])"],
  ];
  for (const [text, reading] of readings) assert.equal(grouped(parseFilter(text)), reading);
});

test('strings take either quote and the escapes', () => {
  const values = ["'a\"b'", '"a\'b"', "'\\'\\\\\\n\\t'", "'\\u4e2d\\U0001F600'", "r'\\d\"'", 'R"\\"'].map((text) => parseFilter(text));
  assert.deepEqual(
    values.map((node) => node.kind === 'literal' && node.value),
    ['a"b', "a'b", "'\\\n\t", '中😀', '\\d"', '\\'],
  );
});

test('an error says where, what was found and what was expected', () => {
  const cases: readonly (readonly [string, number, RegExp])[] = [
    ['', 0, /found the end, expected a field, a value or `\(`/],
    ["state = 'on'", 6, /character 7: found `=`, expected `==`/],
    ['a == ', 5, /found the end, expected a field/],
    ['a == b c', 7, /found `c`, expected an operator or the end/],
    ["a == 'x", 7, /found the end, expected ' at the end of the string/],
    ["a == '\\q'", 6, /found `\\q`, expected one of the escapes/],
    ["a == '\\u0000'", 5, /NUL/],
    ["a == '\\ud83d'", 5, /half a character/],
    ['(a', 2, /expected `\)`/],
    ['a in [1 2]', 8, /found `2`, expected `,` or `]`/],
    ['a in [b]', 6, /found `b`, expected a value/],
    ['a.mathces("x")', 2, /found `mathces`, expected one of the functions startsWith, contains, endsWith, matches/],
    ['a.matches(b)', 10, /found `b`, expected a pattern in quotes/],
    ["a.matches('b' + 'c')", 14, /expected `\)`/],
    ['5abc', 1, /found `abc`, expected an operator after the number/],
    ['1e400 > a', 0, /magnitude/],
    ['a # b', 2, /found `#`/],
  ];
  for (const [text, at, message] of cases) {
    assert.throws(
      () => parseFilter(text),
      (error) => error instanceof Fault && error.code === 'BAD_REQUEST' && error.places[0]?.at === at && message.test(error.message),
      text,
    );
  }
});

test('an error in a pattern says where in the filter it is', () => {
  const cases: readonly (readonly [string, number, RegExp])[] = [
    ["a.matches('(b')", 13, /found the end, expected `\)`/],
    ["a.matches('b)')", 12, /found `\)`, expected `\(` before it/],
    ["a.matches('[b')", 13, /found the end, expected `]`/],
    ["a.matches('[z-a]')", 14, /found `a`, expected a character that the range can end with/],
    ["a.matches('[[:digit:]]')", 12, /expected a class such as/],
    ["a.matches('*')", 11, /found `\*`, expected something to repeat/],
    ["a.matches('b**')", 13, /expected one repetition only/],
    ["a.matches('b{2,1}')", 12, /expected the smaller count first/],
    ["a.matches('b{256}')", 12, /at most 255 repetitions/],
    ["a.matches('b{x')", 12, /expected a count such as/],
    ["a.matches('b^')", 12, /found `\^`, expected `\^` only at the start/],
    ["a.matches('($b)')", 12, /found `\$`, expected `\$` only at the end/],
    ["a.matches('(^b)?')", 12, /`\^` only at the start/],
    ["a.matches('^*')", 12, /no repetition of/],
    ["a.matches('b(?=c)')", 12, /found `\(\?`, expected `\(\?:`, or the flags/],
    ["a.matches('b(?i)c')", 12, /flags \(\?i\), \(\?s\), \(\?is\) at the start/],
    // What stands before a place counts as it was written.
    ["a.matches('\\u4e2d\\\\d(')", 21, /found the end, expected `\)`/],
    ["a.matches('\\\\b')", 11, /found `\\b`, expected one of the escapes/],
    ["a.matches(r'\\d\\p')", 14, /found `\\p`, expected one of the escapes/],
    ["a.matches('\\d')", 11, /found `\\d`, .* or r'…'/],
    ["a.matches(r'b", 13, /found the end, expected ' at the end of the string/],
    [`a.matches('${'('.repeat(21)}')`, 32, /at most 20 groups/],
    [`a.matches('${'b'.repeat(501)}')`, 511, /at most 500 characters/],
    ["a.matches('(b{255}c?){255}')", 10, /found a pattern too large/],
    [`a.matches('${'b'.repeat(490)}') || a.matches('${'b'.repeat(490)}')`, 517, /found a pattern too large/],
  ];
  for (const [text, at, message] of cases) {
    assert.throws(
      () => parseFilter(text),
      (error) => error instanceof Fault && error.code === 'BAD_REQUEST' && error.places[0]?.at === at && message.test(error.message),
      text,
    );
  }
});

test('a filter has bounds in length, parts, depth and list', () => {
  const list = (items: number) => `a in [${Array.from({ length: items }, (_, at) => at).join(',')}]`;
  const at = (bound: number, make: (size: number) => string) => {
    parseFilter(make(bound));
    assert.throws(() => parseFilter(make(bound + 1)), { code: 'BAD_REQUEST', message: /at most/ });
  };
  at(2000, (size) => `a${' '.repeat(size - 1)}`);
  at(150, (size) => `a${'&&a'.repeat(size - 1)}${size === 150 ? '' : '||!a'}`);
  at(32, (size) => `${'('.repeat(size)}a${')'.repeat(size)}`);
  at(32, (size) => `${'!'.repeat(size)}a`);
  at(100, list);
});

test('what is printed is read as the same filter', () => {
  fc.assert(
    fc.property(anyFilter, (filter) => {
      assert.deepEqual(withoutPlaces(parseFilter(printFilter(filter))), withoutPlaces(filter));
    }),
    { numRuns: 1000 },
  );
});

test('whatever the text, nothing is thrown but the fault with a place inside it', () => {
  const pieces = [
    'name',
    'size',
    'state',
    'made',
    'in',
    '.',
    'contains',
    'matches',
    "('",
    "')",
    '*',
    '{2}',
    "r'",
    '^',
    '$',
    '(',
    ')',
    '[',
    ']',
    ',',
    '-',
    '!',
    '+',
    '%',
    '==',
    '<',
    '&&',
    '||',
    '1',
    "'a'",
    '"',
    '\\',
    'null',
    'true',
    ' ',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((words) => words.join('')),
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(text, (any) => {
      try {
        readFilter(any, anyVocabulary);
      } catch (error) {
        assert.ok(error instanceof Fault && error.code === 'BAD_REQUEST', String(error));
        const [place] = error.places;
        assert.ok(place?.field === 'filter' && place.at !== undefined && place.at >= 0 && place.at <= any.length);
      }
    }),
    { numRuns: 5000 },
  );
});
