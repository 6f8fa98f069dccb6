import { checkAnchors } from './anchors.ts';
import { allBut, type CodePoints, everyPoint, pointsOf } from './code-points.ts';
import { type Complain, escapedAt, shownAt } from './escape.ts';
import { folded } from './fold.ts';
import type { Regex } from './regex.ts';

/** Longest pattern of a `matches`, in characters; a longer one is refused. */
export const regexCharsMax = 500;
/** Most repetitions that a count in a pattern asks for, as PostgreSQL takes no more; more are refused. */
export const regexRepeatMax = 255;
/** Deepest nesting of groups in a pattern; deeper is refused. */
export const regexDepthMax = 20;

const flags = /\(\?([is]+)\)/y;
const count = /\{(\d+)(?:(,)(\d*))?\}/y;
const lineBreak: CodePoints = [[10, 10]];

/** Reads a pattern of the subset of RE2 that docs/filters.md states; whatever the text, it throws nothing but what `complain` makes. */
export function parseRegex(pattern: string, complain: Complain): Regex {
  if (pattern.length > regexCharsMax) throw complain(regexCharsMax, 'more text', `at most ${regexCharsMax} characters in a pattern`);
  let at = 0;
  const set = take(flags)?.[1] ?? '';
  const fold = set.includes('i') ? folded : (points: CodePoints) => points;
  const dot = set.includes('s') ? everyPoint : allBut(lineBreak);
  const whole = choice(0);
  if (at < pattern.length) throw complain(at, '`)`', '`(` before it, or `\\)`');
  checkAnchors(whole, complain);
  return whole;

  function choice(depth: number): Regex {
    if (depth > regexDepthMax) throw complain(at, 'deeper nesting', `at most ${regexDepthMax} groups in each other`);
    const parts = [sequence(depth)];
    while (takeChar('|')) parts.push(sequence(depth));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  function sequence(depth: number): Regex {
    const parts: Regex[] = [];
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') parts.push(repeated(atom(depth)));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'sequence', parts };
  }

  function repeated(of: Regex): Regex {
    const from = at;
    const bounds = repetition();
    if (bounds === undefined) return of;
    if (of.kind === 'begin' || of.kind === 'end') throw complain(from, shownAt(pattern, from), 'no repetition of `^` or `$`');
    // A lazy repetition finds the same texts.
    takeChar('?');
    if ('*+?{'.includes(pattern[at] ?? ' '))
      throw complain(at, shownAt(pattern, at), 'one repetition only; a group `(…)` can be repeated again');
    // What is never there costs PostgreSQL as much as what is.
    return bounds.max === 0 ? { kind: 'sequence', parts: [] } : { kind: 'repeat', of, ...bounds };
  }

  function repetition(): { readonly min: number; readonly max: number | undefined } | undefined {
    if (takeChar('*')) return { min: 0, max: undefined };
    if (takeChar('+')) return { min: 1, max: undefined };
    if (takeChar('?')) return { min: 0, max: 1 };
    return pattern[at] === '{' ? counted() : undefined;
  }

  function counted(): { readonly min: number; readonly max: number | undefined } {
    const from = at;
    const [, least, comma, most] = take(count) ?? [];
    if (least === undefined) throw complain(at, '`{`', 'a count such as {3}, {2,5} or {2,}, or `\\{`');
    const min = Number(least);
    const max = comma === undefined ? min : most === undefined || most === '' ? undefined : Number(most);
    if (min > regexRepeatMax || (max ?? 0) > regexRepeatMax)
      throw complain(from, 'a greater count', `at most ${regexRepeatMax} repetitions`);
    if (max !== undefined && max < min) throw complain(from, `${min} before ${max}`, 'the smaller count first');
    return { min, max };
  }

  function atom(depth: number): Regex {
    const from = at;
    switch (pattern[at]) {
      case '(':
        return group(depth);
      case '[':
        return { kind: 'set', points: bracket() };
      case '.':
        at++;
        return { kind: 'set', points: dot };
      case '^':
      case '$':
        at++;
        return { kind: pattern[from] === '^' ? 'begin' : 'end', at: from };
      case '*':
      case '+':
      case '?':
      case '{':
        throw complain(at, shownAt(pattern, at), `something to repeat before it, or \`\\${pattern[at]}\``);
      case '\\':
        if (pattern[at + 1] === 'A' || pattern[at + 1] === 'z') {
          at += 2;
          return { kind: pattern[from + 1] === 'A' ? 'begin' : 'end', at: from };
        }
    }
    const item = point();
    return { kind: 'set', points: typeof item === 'number' ? fold([[item, item]]) : item };
  }

  function group(depth: number): Regex {
    const from = at;
    at++;
    if (takeChar('?') && !takeChar(':')) throw complain(from, '`(?`', '`(?:`, or the flags (?i), (?s), (?is) at the start of the pattern');
    const inner = choice(depth + 1);
    if (!takeChar(')')) throw complain(at, 'the end', '`)`');
    return inner;
  }

  function bracket(): CodePoints {
    at++;
    const isNegated = takeChar('^');
    const ranges: (readonly [number, number])[] = [];
    // A `]` that comes first stands for itself.
    do {
      if (at >= pattern.length) throw complain(at, 'the end', '`]`');
      ranges.push(...member());
    } while (!takeChar(']'));
    return isNegated ? allBut(pointsOf(ranges)) : pointsOf(ranges);
  }

  function member(): CodePoints {
    if (pattern.startsWith('[:', at)) throw complain(at, '`[:`', 'a class such as \\d, or `\\[`');
    const first = point();
    if (typeof first !== 'number') return first;
    if (pattern[at] !== '-' || at + 1 >= pattern.length || pattern[at + 1] === ']') return fold([[first, first]]);
    at++;
    const from = at;
    const last = point();
    if (typeof last !== 'number' || last < first) throw complain(from, shownAt(pattern, from), 'a character that the range can end with');
    return fold([[first, last]]);
  }

  /** One code point as it stands or escaped, or the set that an escape such as `\d` names. */
  function point(): number | CodePoints {
    if (pattern[at] === '\\') {
      const { meaning, length } = escapedAt(pattern, at, complain);
      at += length;
      if (typeof meaning === 'number') return meaning;
      const points = fold(meaning.points);
      return meaning.isNegated ? allBut(points) : points;
    }
    const plain = pattern.codePointAt(at) ?? 0;
    at += plain > 0xffff ? 2 : 1;
    return plain;
  }

  function take(what: RegExp): RegExpExecArray | null {
    what.lastIndex = at;
    const found = what.exec(pattern);
    at += found?.[0].length ?? 0;
    return found;
  }

  function takeChar(char: string): boolean {
    const found = pattern[at] === char;
    if (found) at++;
    return found;
  }
}
