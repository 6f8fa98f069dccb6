import { allBut, type CodePoints, lastCodePoint } from './code-points.ts';
import type { Regex } from './regex.ts';

/** How an engine writes what all of them have. */
export interface RegexDialect {
  readonly begin: string;
  readonly end: string;
  readonly any: string;
  escaped(point: number): string;
}

/**
 * An advanced regular expression of PostgreSQL: letters and digits of ASCII, escaped code points, and sets of them. So neither its
 * options, nor a locale, nor the sign at its start change what it means, and without captures or lazy parts it needs no backtracking.
 */
export function printPostgresRegex(regex: Regex): string {
  return printRegex(regex, {
    begin: '\\A',
    end: '\\Z',
    any: '.',
    escaped: (point) => (point > 0xffff ? `\\U${hex(point, 8)}` : `\\u${hex(point, 4)}`),
  });
}

function hex(point: number, digits: number): string {
  return point.toString(16).padStart(digits, '0');
}

/** The text of a pattern for an engine that has sets of code points, groups, alternatives and counted repetitions. */
export function printRegex(regex: Regex, dialect: RegexDialect): string {
  switch (regex.kind) {
    case 'set':
      return printSet(regex.points, dialect);
    case 'begin':
    case 'end':
      return dialect[regex.kind];
    case 'sequence':
      return regex.parts.map((part) => (part.kind === 'choice' ? grouped(part, dialect) : printRegex(part, dialect))).join('');
    case 'choice':
      return regex.parts.map((part) => printRegex(part, dialect)).join('|');
    case 'repeat':
      return `${regex.of.kind === 'set' ? printRegex(regex.of, dialect) : grouped(regex.of, dialect)}${printCount(regex.min, regex.max)}`;
  }
}

function grouped(regex: Regex, dialect: RegexDialect): string {
  return `(?:${printRegex(regex, dialect)})`;
}

function printCount(min: number, max: number | undefined): string {
  if (max === undefined) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function printSet(points: CodePoints, dialect: RegexDialect): string {
  const [[first, last] = [0, 0]] = points;
  if (points.length === 1 && first === last) return printPoint(first, dialect);
  if (points.length === 1 && last - first === lastCodePoint) return dialect.any;
  const isNegated = points.length === 0 || points.at(-1)?.[1] === lastCodePoint;
  return isNegated ? `[^${printRanges(allBut(points), dialect)}]` : `[${printRanges(points, dialect)}]`;
}

function printRanges(points: CodePoints, dialect: RegexDialect): string {
  return points.map(([first, last]) => printPoint(first, dialect) + (first === last ? '' : `-${printPoint(last, dialect)}`)).join('');
}

function printPoint(point: number, { escaped }: RegexDialect): string {
  const char = String.fromCodePoint(point);
  return /[0-9A-Za-z]/.test(char) ? char : escaped(point);
}
