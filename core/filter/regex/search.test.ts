import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyPattern, anyPatternText } from '#testing/patterns.ts';
import { Fault } from '../../errors.ts';
import { parseFilter } from '../parse.ts';
import { regexCost } from './cost.ts';
import { parseRegex, regexDepthMax } from './parse.ts';
import { automatonOf, compileRegex } from './search.ts';

function read(pattern: string) {
  return parseRegex(pattern, (at, found, expected) => new Fault('BAD_REQUEST', `${at}: found ${found}, expected ${expected}`));
}

test('a pattern fits anywhere in a text, as in RE2', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['^pump-[0-9]+$', ['pump-1', 'pump-42'], ['pump-', 'pump-1\n', 'xpump-1', '\npump-1']],
    ['a', ['a', 'bab', '\na'], ['', 'A', 'á']],
    ['', ['', 'a'], []],
    ['^$', [''], ['\n', 'a']],
    ['a.b', ['a b', 'a😀b', 'a\rb', 'a\u2028b'], ['a\nb', 'ab']],
    ['(?s)a.b', ['a\nb'], ['ab']],
    ['a[^x]b', ['a\nb', 'a中b'], ['axb']],
    ['\\d\\w\\s', ['1_ ', '0a\n', '9Z\f'], ['1é ', '٣a ', 'aa ', '11\v', '11\u00a0']],
    ['^[\\D]\\W\\S$', ['a😀b', '٣é\v'], ['1 a', 'a_a', 'a  ']],
    ['^[]a-]+$', [']-a'], ['b']],
    ['^[^]a]$', ['b'], [']']],
    ['^[\\w-z]$', ['-', 'z', '_'], ['+']],
    ['^[\\]\\\\^-]$', [']', '\\', '^', '-'], ['a']],
    ['^\\x41\\x{1F600}\\.\\_$', ['A😀._'], ['A😀a_']],
    ['^x{2,3}y{0}z{2}w{1,}$', ['xxzzw', 'xxxzzwww'], ['xzzw', 'xxxxzzw', 'xxyzzw', 'xxzz']],
    ['^a]}$', ['a]}'], ['a']],
    ['(^|,)b(,|$)', ['b', 'a,b', 'b,a', 'a,b,c'], ['ab', 'ba', 'a,bb']],
    ['^(?:a|b|)c*?$', ['a', 'bcc', '', 'c'], ['ab', 'd']],
    ['(?i)^PUMP é$', ['pump É', 'PumP é'], ['pump e']],
    ['(?i)^[k-s]+$', ['K\u212aSſ'], ['t', 'ı']],
    ['(?i)^\\w\\W$', ['ſ-', '\u212aé'], ['aſ', 'é-']],
    ['(?i)^[^s]$', ['t'], ['S', 'ſ']],
    ['(?is)^I.i$', ['i\nI'], ['ı\ni', 'İ\ni']],
  ];
  for (const [pattern, fitting, others] of cases) {
    const fits = compileRegex(read(pattern));
    for (const text of fitting) assert.equal(fits(text), true, `${pattern} ${JSON.stringify(text)}`);
    for (const text of others) assert.equal(fits(text), false, `${pattern} ${JSON.stringify(text)}`);
  }
});

test('whatever the pattern and the text, the search agrees with RegExp', () => {
  let found = 0;
  let searched = 0;
  fc.assert(
    fc.property(anyPattern, fc.array(anyPatternText, { minLength: 5, maxLength: 20 }), ({ text, regExp, flags }, texts) => {
      const fits = compileRegex(read(text));
      const oracle = new RegExp(regExp, flags);
      for (const each of texts) {
        assert.equal(fits(each), oracle.test(each), JSON.stringify({ text, regExp, flags, each }));
        searched++;
        if (fits(each)) found++;
      }
    }),
    { numRuns: 3000 },
  );
  assert.ok(found > searched / 10 && found < (searched * 9) / 10, `${found} of ${searched}`);
});

test('patterns that a backtracking engine chokes on are answered', () => {
  const text = `${'a'.repeat(100_000)}b`;
  for (const pattern of ['^(a+)+$', '^(a|aa)+$', '^(a*)*$', '^(a|a?)+$', '^(a*?)*?c', '(.*)(.*)(.*)(.*)(.*)x', '(a{0,15}){0,15}c'])
    assert.equal(compileRegex(read(pattern))(text), false, pattern);
});

test('an automaton is no larger than the cost of its pattern says', () => {
  const isBounded = (text: string) => {
    const regex = read(text);
    // Beside each state of the cost, at most a fork for each repetition around it.
    assert.ok(automatonOf(regex).states.length <= 1 + Math.sqrt(regexCost(regex)) * (regexDepthMax + 3), text);
  };
  fc.assert(
    fc.property(anyPattern, ({ text }) => isBounded(text)),
    { numRuns: 1000 },
  );
  for (const text of ['(((a{1}){1}){1}){1}', '(){255}', '((){0,9}){0,9}', '(a?){0,9}', '(((a|)|)|)', '(((a{0,9})*)*){9,}']) isBounded(text);
});

test('repetitions within one another are refused before they are written out', () => {
  for (const pattern of ['((){255}){255}', '((a?){0,255}){0,255}', `${'('.repeat(20)}a${'){255}'.repeat(20)}`])
    assert.throws(() => parseFilter(`name.matches('${pattern}')`), { code: 'BAD_REQUEST', message: /a pattern too large/ });
});
