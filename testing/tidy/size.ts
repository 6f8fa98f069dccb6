import { isSource, isTest, lineCount, type SourceFile } from './source-file.ts';

const medianMost = 100;
const ninetiethMost = 250;
const longestMost = 400;

/** Files that may be longer, and why. */
const allowed: Readonly<Record<string, string>> = {
  'platform/connection/mqtt/session.test.ts': 'one protocol, clause by clause, over one fixture',
};

/** Short files with a short tail. */
export function sizeProblems(files: readonly SourceFile[], exceptions = allowed): string[] {
  const problems: string[] = [];
  const sources = files.filter(isSource).map((file) => ({ file, lines: lineCount(file.text) }));
  for (const { file, lines } of sources) {
    if (lines > longestMost && exceptions[file.path] === undefined)
      problems.push(`${file.path} has ${lines} lines, more than ${longestMost}`);
  }
  const sorted = sources
    .filter(({ file }) => !isTest(file))
    .map(({ lines }) => lines)
    .sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const ninetieth = sorted[Math.floor(sorted.length * 0.9)] ?? 0;
  if (median > medianMost) problems.push(`the median file has ${median} lines, more than ${medianMost}`);
  if (ninetieth > ninetiethMost) problems.push(`a tenth of the files has more than ${ninetieth} lines; aim at ${ninetiethMost}`);
  return problems;
}
