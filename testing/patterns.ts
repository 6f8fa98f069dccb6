import fc from 'fast-check';
import { regexCharsMax } from '#core/filter/regex/parse.ts';

/** A pattern of the filter language, and the same for `RegExp` with the flag `u`, which knows some classes otherwise. */
interface Pattern {
  readonly text: string;
  readonly regExp: string;
}

const letters = [
  'a',
  'b',
  'A',
  'B',
  '1',
  '_',
  '-',
  ' ',
  '\n',
  '\r',
  '\t',
  '\v',
  '.',
  'é',
  'É',
  'k',
  '\u212a',
  's',
  'ſ',
  '中',
  '😀',
  '\u2028',
];
const classes: readonly Pattern[] = [
  { text: '\\d', regExp: '0-9' },
  { text: '\\w', regExp: '0-9A-Z_a-z' },
  { text: '\\s', regExp: '\\t\\n\\f\\r ' },
];
const negatedClasses: readonly Pattern[] = [
  { text: '\\D', regExp: '\\0-/:-\\u{10ffff}' },
  { text: '\\S', regExp: '\\0-\\x08\\v\\x0e-\\x1f!-\\u{10ffff}' },
];

const letter: fc.Arbitrary<Pattern> = fc.constantFrom(...letters).map((char) => {
  const regExp = `\\u{${char.codePointAt(0)?.toString(16)}}`;
  return { text: /[.-]/.test(char) ? `\\${char}` : char < ' ' ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char, regExp };
});
const range = fc
  .constantFrom('a-b', 'A-Z', '0-9', ' -~', 'k-s', 'À-ÿ', '一-龥', '\\x00-\\x1f')
  .map((text): Pattern => ({ text, regExp: text }));
const bracket = fc
  .tuple(fc.boolean(), fc.array(fc.oneof(letter, range, fc.constantFrom(...classes, ...negatedClasses)), { minLength: 1, maxLength: 3 }))
  .map(([isNegated, items]): Pattern => {
    const start = isNegated ? '[^' : '[';
    return { text: `${start}${joined(items).text}]`, regExp: `${start}${joined(items).regExp}]` };
  });
const set: fc.Arbitrary<Pattern> = fc.oneof(
  { weight: 3, arbitrary: letter },
  bracket,
  fc.constantFrom(...classes, ...negatedClasses).map(({ text, regExp }) => ({ text, regExp: `[${regExp}]` })),
  fc.constant({ text: '\\W', regExp: '[^0-9A-Z_a-z]' }),
  fc.constant({ text: '.', regExp: '.' }),
);
const repetition = fc.oneof(
  fc.constantFrom('*', '+', '?', '*?', '+?', '??'),
  fc.tuple(fc.nat(3), fc.nat(3)).map(([min, more]) => `{${min},${min + more}}`),
  fc.nat(3).map((min) => `{${min},}`),
  fc.nat(3).map((min) => `{${min}}?`),
);

const inner: fc.Arbitrary<Pattern> = fc.letrec<{ choice: Pattern; part: Pattern }>((tie) => ({
  choice: fc
    .array(fc.array(tie('part'), { maxLength: 3 }).map(joined), { minLength: 1, maxLength: 3 })
    .map((branches) => ({ text: branches.map(({ text }) => text).join('|'), regExp: branches.map(({ regExp }) => regExp).join('|') })),
  part: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 2, arbitrary: set },
    fc.tuple(set, repetition).map(([of, times]) => ({ text: of.text + times, regExp: of.regExp + times })),
    fc
      .tuple(tie('choice'), fc.constantFrom('(', '(?:'), fc.option(repetition, { nil: '' }))
      .map(([of, open, times]) => ({ text: `${open}${of.text})${times}`, regExp: `(?:${of.regExp})${times}` })),
  ),
})).choice;

/** Patterns that are read, unless too large; `flags` are those of `regExp`. */
export const anyPattern: fc.Arbitrary<Pattern & { readonly flags: string }> = fc
  .record({
    of: inner,
    begin: fc.constantFrom('', '^', '\\A', '(^|a)'),
    end: fc.constantFrom('', '$', '\\z', '(?:$|b)'),
    fold: fc.boolean(),
    dotAll: fc.boolean(),
  })
  .map(({ of, begin, end, fold, dotAll }) => {
    const set = `${fold ? 'i' : ''}${dotAll ? 's' : ''}`;
    const [first, last] = [begin.replace('\\A', '^'), end.replace('\\z', '$')];
    const text = begin + end === '' ? of.text : `${begin}(${of.text})${end}`;
    const regExp = `${first}(?:${dotAll ? of.regExp : withoutLineBreak(of.regExp)})${last}`;
    return { text: `${set === '' ? '' : `(?${set})`}${text}`, regExp, flags: `u${set}` };
  })
  .filter(({ text }) => text.length <= regexCharsMax);

/** Texts of the characters that patterns speak of. */
export const anyPatternText = fc.oneof(
  fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((chars) => chars.join('')),
  fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }).map((chars) => chars.join('')),
);

function joined(items: readonly Pattern[]): Pattern {
  return { text: items.map(({ text }) => text).join(''), regExp: items.map(({ regExp }) => regExp).join('') };
}

// A dot stands in no bracket and no escape here.
function withoutLineBreak(regExp: string): string {
  return regExp.replaceAll('.', '[^\\n]');
}
