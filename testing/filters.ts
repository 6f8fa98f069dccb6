import fc from 'fast-check';
import { Fault } from '#core/errors.ts';
import { parseRegex } from '#core/filter/regex/parse.ts';
import { arithmeticOps, type Literal, methods, type Syntax } from '#core/filter/syntax.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { anyPattern } from './patterns.ts';

/** Fields of every type, for filters made at random. */
export const anyVocabulary: Vocabulary = {
  name: 'string',
  'labels.*': 'string',
  size: 'number',
  weight: 'number',
  active: 'boolean',
  made: 'timestamp',
  seen: 'timestamp',
  state: ['on', 'off'],
};

const texts = [
  '',
  'a',
  'A',
  'ab',
  'b%',
  '_',
  '\\',
  "'",
  '"',
  'é',
  'e\u0301',
  '中文',
  '😀',
  '\uff5e',
  '\n',
  'on',
  'off',
  "a' or 1=1 --",
  '$1',
];
const numbers = [0, 1, 2, 3, 0.1, 0.2, 7, 10, 1e15, 1e-9, 1e150, 1e-150, 1e100, 9007199254740991];
const times = ['2026-01-01', '2026-01-01T00:00:00Z', '2026-01-01T08:00:00+08:00', '2026-01-01T00:00:00.001Z', '0001-01-01', '9999-12-31'];

export const anyText = fc.oneof(
  fc.constantFrom(...texts),
  fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => text.replaceAll('\0', '')),
);
export const anyNumber = fc.oneof(
  fc.constantFrom(...numbers, ...numbers.map((value) => (value === 0 ? 0 : -value))),
  fc.integer({ min: -20, max: 20 }),
);
export const anyTime = fc.constantFrom(...times);
const anyState = fc.constantFrom('on', 'off');

const literal = (value: Literal['value']): Literal => ({ kind: 'literal', value, at: 0 });
const field = (...paths: string[]) => fc.constantFrom(...paths).map((path): Syntax => ({ kind: 'field', path, at: 0 }));
const literals = (values: fc.Arbitrary<Literal['value']>) => fc.oneof({ weight: 8, arbitrary: values }, fc.constant(null)).map(literal);

const shortPattern = anyPattern.map(({ text }) => text).filter((text) => text.length <= 60);
const notRead = (at: number, found: string) => new Fault('BAD_REQUEST', `${at}: ${found}`);

/** Filters over `anyVocabulary` that fit it. */
export const anyFilter: fc.Arbitrary<Syntax> = fc.letrec<{ condition: Syntax; number: Syntax; text: Syntax }>((tie) => ({
  text: fc.oneof(field('name', 'labels.site'), anyText.map(literal)),
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    field('size', 'weight'),
    anyNumber.map(literal),
    fc.record({
      kind: fc.constant('binary' as const),
      op: fc.constantFrom(...arithmeticOps),
      left: tie('number'),
      right: tie('number'),
      at: fc.constant(0),
    }),
    tie('number').map((of): Syntax => (of.kind === 'literal' ? of : { kind: 'negative', of, at: 0 })),
  ),
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    field('active'),
    fc.boolean().map(literal),
    ...compared(tie('number'), literals(anyNumber), ['==', '!=', '<', '<=', '>', '>=']),
    ...compared(tie('text'), literals(anyText), ['==', '!=', '<', '<=', '>', '>=']),
    ...compared(field('made', 'seen'), literals(anyTime), ['==', '!=', '<', '<=', '>', '>=']),
    ...compared(field('state'), literals(anyState), ['==', '!=']),
    ...compared(tie('condition'), literals(fc.boolean()), ['==', '!=']),
    tie('condition').map((of): Syntax => ({ kind: 'not', of, at: 0 })),
    fc.record({
      kind: fc.constant('binary' as const),
      op: fc.constantFrom('&&', '||'),
      left: tie('condition'),
      right: tie('condition'),
      at: fc.constant(0),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      method: fc.constantFrom(...methods),
      of: fc.oneof(tie('text'), field('state')),
      argument: tie('text'),
      at: fc.constant(0),
    }),
    fc.tuple(fc.oneof(tie('text'), field('state')), shortPattern).map(([of, text]): Syntax => {
      return { kind: 'matches', of, pattern: literal(text), regex: parseRegex(text, notRead), at: 0 };
    }),
  ),
})).condition;

/** Comparisons of one kind of value with itself, with a constant, and with a list. */
function compared(
  some: fc.Arbitrary<Syntax>,
  constants: fc.Arbitrary<Literal>,
  ops: readonly ('==' | '!=' | '<' | '<=' | '>' | '>=')[],
): fc.Arbitrary<Syntax>[] {
  const isOrder = (op: string) => op !== '==' && op !== '!=';
  const binary = fc
    .tuple(some, fc.oneof(some, constants), fc.constantFrom(...ops), fc.boolean())
    .map(([one, other, op, swapped]): Syntax => {
      // Nothing is below or above the word null: that is refused before it is evaluated.
      const right = isOrder(op) && other.kind === 'literal' && other.value === null ? one : other;
      return swapped ? { kind: 'binary', op, left: right, right: one, at: 0 } : { kind: 'binary', op, left: one, right, at: 0 };
    });
  const among = fc.record({ kind: fc.constant('in' as const), of: some, items: fc.array(constants, { maxLength: 4 }), at: fc.constant(0) });
  return [binary, among];
}
