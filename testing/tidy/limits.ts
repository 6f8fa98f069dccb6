import { isSource, isTest, type SourceFile } from './source-file.ts';

/** A named bound of the product with what its comment says. */
export interface Limit {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly comment: string;
}

const product = /^(core|platform|adapters|server|sdk|cli)\//;
const declaration = /^(?:export )?const (\w+(?:Max|Ms|Bytes))(?::[^=]+)? = (.+?);?(?:\s*\/\/ ?(.*))?$/;

// Buffers, schemas, functions and tables have other names' endings by chance.
const notANumber = /=>|^(new |Buffer\b|z\.|[{[(])/;

/** Every top-level constant whose name ends in Max, Ms or Bytes. */
export function collectLimits(files: readonly SourceFile[]): Limit[] {
  const limits: Limit[] = [];
  for (const file of files) {
    if (!isSource(file) || isTest(file) || !product.test(file.path)) continue;
    const lines = file.text.split('\n');
    for (const [index, line] of lines.entries()) {
      const match = declaration.exec(line);
      if (match === null || match[1] === undefined || match[2] === undefined || notANumber.test(match[2])) continue;
      const comment = match[3] ?? commentAbove(lines, index);
      limits.push({ name: match[1], value: shownValue(match[1], match[2]), path: file.path, comment });
    }
  }
  return limits.sort((a, b) => a.path.localeCompare(b.path));
}

/** A bound is listed in docs/limits.md when its name and its file stand in one row. */
export function limitProblems(files: readonly SourceFile[], document: string): string[] {
  return collectLimits(files).flatMap(({ name, path, comment }) => {
    if (comment === '') return [`${name} in ${path}: say above it what happens at the bound`];
    return document.includes(`| \`${name}\` |`)
      ? []
      : [`${name} in ${path} is not in docs/limits.md; run: node testing/tidy/write-limits.ts`];
  });
}

/** The comment that ends right above a line, looking past neighbouring constants that it is also about. */
function commentAbove(lines: readonly string[], index: number): string {
  let at = index - 1;
  while (declaration.test(lines[at] ?? '')) at -= 1;
  const words: string[] = [];
  while (/^(\/\*\*| \*|\/\/)/.test(lines[at] ?? '')) {
    words.unshift((lines[at] ?? '').replace(/^(\/\*\*?|\s\*\/|\s\*|\/\/)\s?/, '').replace(/\s*\*\/$/, ''));
    at -= 1;
  }
  return words.join(' ').trim();
}

function shownValue(name: string, expression: string): string {
  const value = evaluated(expression);
  if (value === undefined) return `\`${expression.replaceAll('|', '\\|')}\``;
  if (name.includes('Bytes'))
    return largestUnit(
      value,
      [
        ['GiB', 1024 ** 3],
        ['MiB', 1024 ** 2],
        ['KiB', 1024],
      ],
      'B',
    );
  if (/Ms(Max)?$/.test(name))
    return largestUnit(
      value,
      [
        ['d', 86_400_000],
        ['h', 3_600_000],
        ['min', 60_000],
        ['s', 1000],
      ],
      'ms',
    );
  return value > Number.MAX_SAFE_INTEGER ? String(value) : value.toLocaleString('en').replaceAll(',', ' ');
}

/** The value of `64 * 1024 * 1024`; undefined for anything else than numbers and products. */
function evaluated(expression: string): number | undefined {
  const factors = expression.split('*').map((factor) => factor.trim().replaceAll('_', ''));
  if (!factors.every((factor) => /^\d+(\.\d+)?(e\d+)?$/.test(factor))) return undefined;
  return factors.reduce((value, factor) => value * Number(factor), 1);
}

function largestUnit(value: number, units: readonly (readonly [string, number])[], smallest: string): string {
  for (const [unit, factor] of units) if (value >= factor && value % (factor / 2) === 0) return `${value / factor} ${unit}`;
  return `${value} ${smallest}`;
}
