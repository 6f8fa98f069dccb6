import { filterFault, quoted } from './fault.ts';
import { isInRange } from './number.ts';

/** The smallest parts of a filter; `at` and `end` are UTF-16 offsets. */
export type Token =
  | { readonly kind: 'string'; readonly value: string; readonly at: number; readonly end: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number; readonly end: number }
  | { readonly kind: 'word' | 'symbol'; readonly value: string; readonly at: number; readonly end: number }
  | { readonly kind: 'end'; readonly at: number; readonly end: number };

const space = /[ \t\r\n]*/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const rawStart = /[rR]['"]/y;
const symbol = /&&|\|\||==|!=|<=|>=|[<>!+\-*/%().,[\]]/y;

/** Splits a filter into its tokens, the last of them `end`; a character that starts none is a fault. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = match(space, text, 0).length;
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end + match(space, text, token.end).length;
  }
  return [...tokens, { kind: 'end', at, end: at }];
}

function tokenAt(text: string, at: number): Token {
  const char = text[at] ?? '';
  if (char === "'" || char === '"') return stringAt(text, at);
  if (match(rawStart, text, at) !== '') return rawStringAt(text, at);
  const digits = match(number, text, at);
  if (digits !== '') return numberAt(text, at, digits);
  const name = match(word, text, at);
  if (name !== '') return { kind: 'word', value: name, at, end: at + name.length };
  const sign = match(symbol, text, at);
  if (sign !== '') return { kind: 'symbol', value: sign, at, end: at + sign.length };
  throw filterFault(at, quoted(String.fromCodePoint(text.codePointAt(at) ?? 0)), instead[char] ?? 'a field, a value or an operator');
}

/** What people write who know another language. */
const instead: Readonly<Record<string, string>> = { '=': '`==`', '&': '`&&`', '|': '`||`' };

function numberAt(text: string, at: number, digits: string): Token {
  const end = at + digits.length;
  const rest = match(word, text, end);
  if (rest !== '') throw filterFault(end, quoted(rest), 'an operator after the number');
  const value = Number(digits);
  if (!isInRange(value)) throw filterFault(at, quoted(digits), 'a number of magnitude 1e-150 to 1e150, or 0');
  return { kind: 'number', value, at, end };
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", '"': '"', n: '\n', r: '\r', t: '\t' };
const unicodeEscape = /u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})/y;
const plain = /[^'"\\\r\n]+/y;

function stringAt(text: string, at: number): Token {
  const quote = text[at];
  let value = '';
  let here = at + 1;
  for (;;) {
    const run = match(plain, text, here);
    value += run;
    here += run.length;
    const char = text[here];
    if (char === quote) break;
    if (char === '\\') {
      const [meaning, length] = escapeAt(text, here);
      value += meaning;
      here += length;
    } else if (char === "'" || char === '"') {
      value += char;
      here += 1;
    } else throw filterFault(here, char === undefined ? 'the end' : 'a line break', `${quote} at the end of the string`);
  }
  return stringToken(value, at, here + 1);
}

/** `r'…'`, in which a backslash is itself. */
function rawStringAt(text: string, at: number): Token {
  const quote = text[at + 1] ?? '';
  const from = at + 2;
  const end = text.indexOf(quote, from);
  const value = text.slice(from, end < 0 ? text.length : end);
  const lineBreak = value.search(/[\r\n]/);
  if (lineBreak >= 0) throw filterFault(from + lineBreak, 'a line break', `${quote} at the end of the string`);
  if (end < 0) throw filterFault(text.length, 'the end', `${quote} at the end of the string`);
  return stringToken(value, at, end + 1);
}

function stringToken(value: string, at: number, end: number): Token {
  // PostgreSQL can hold neither, so no row can match.
  if (!value.isWellFormed() || value.includes('\0')) throw filterFault(at, 'half a character or NUL', 'a string of whole characters');
  return { kind: 'string', value, at, end };
}

/** Where in the filter the unit stands that is the `offset`th of the string's value. */
export function placeInString(text: string, { at, end }: Token, offset: number): number {
  const isRaw = match(rawStart, text, at) !== '';
  let here = at + (isRaw ? 2 : 1);
  for (let passed = 0; passed < offset && here < end - 1; ) {
    const [meaning, length] = text[here] === '\\' && !isRaw ? escapeAt(text, here) : [' ', 1];
    passed += meaning.length;
    here += length;
  }
  return here;
}

function escapeAt(text: string, at: number): readonly [string, number] {
  const code = match(unicodeEscape, text, at + 1);
  if (code !== '') {
    const point = Number.parseInt(code.slice(1), 16);
    if (point <= 0x10ffff) return [String.fromCodePoint(point), code.length + 1];
  }
  const simple = Object.hasOwn(escapes, text[at + 1] ?? '') ? escapes[text[at + 1] ?? ''] : undefined;
  if (simple !== undefined) return [simple, 2];
  throw filterFault(
    at,
    quoted(text.slice(at, at + 2)),
    "one of the escapes \\\\ \\' \\\" \\n \\r \\t \\uXXXX \\UXXXXXXXX, or r'…', in which a backslash is itself",
  );
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
