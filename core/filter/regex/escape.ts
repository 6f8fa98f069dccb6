import type { Fault } from '../../errors.ts';
import { quoted } from '../fault.ts';
import { type CodePoints, lastCodePoint } from './code-points.ts';

/** Makes the fault of a place in a pattern: what was found there and what was expected. */
export type Complain = (at: number, found: string, expected: string) => Fault;

interface Escaped {
  readonly meaning: number | { readonly points: CodePoints; readonly isNegated: boolean };
  /** Of the escape, in UTF-16 units. */
  readonly length: number;
}

const classes: ReadonlyMap<string, CodePoints> = new Map<string, CodePoints>([
  ['d', [[0x30, 0x39]]],
  // Without the vertical tab, as in RE2.
  [
    's',
    [
      [0x09, 0x0a],
      [0x0c, 0x0d],
      [0x20, 0x20],
    ],
  ],
  [
    'w',
    [
      [0x30, 0x39],
      [0x41, 0x5a],
      [0x5f, 0x5f],
      [0x61, 0x7a],
    ],
  ],
]);
const controls: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['t', 0x09],
  ['n', 0x0a],
  ['v', 0x0b],
  ['f', 0x0c],
  ['r', 0x0d],
]);
const punctuation = /[!-/:-@[-`{-~]/;
const hexadecimal = /x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,8})\})/y;

/** What the escape means that begins at `at`. */
export function escapedAt(pattern: string, at: number, complain: Complain): Escaped {
  const char = pattern[at + 1] ?? '';
  const control = controls.get(char);
  if (control !== undefined) return { meaning: control, length: 2 };
  const points = classes.get(char.toLowerCase());
  if (points !== undefined) return { meaning: { points, isNegated: char < 'a' }, length: 2 };
  if (punctuation.test(char)) return { meaning: char.charCodeAt(0), length: 2 };
  hexadecimal.lastIndex = at + 1;
  const [text, two, more] = hexadecimal.exec(pattern) ?? [];
  const point = Number.parseInt(two ?? more ?? '', 16);
  if (text !== undefined && point <= lastCodePoint) return { meaning: point, length: text.length + 1 };
  throw complain(
    at,
    quoted(pattern.slice(at, at + 2)),
    'one of the escapes \\d \\D \\s \\S \\w \\W \\n \\r \\t \\f \\v \\a \\xHH \\x{H…}, or a sign',
  );
}

/** The character at a place, as an error quotes it. */
export function shownAt(pattern: string, at: number): string {
  const point = pattern.codePointAt(at);
  return point === undefined ? 'the end' : quoted(String.fromCodePoint(point));
}
