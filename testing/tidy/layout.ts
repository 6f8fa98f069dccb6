import { lineCount, type SourceFile } from './source-file.ts';

export const platforms = ['analytics', 'application', 'connection', 'device'];

/** Longest README of a platform: owns, listens to, announces, needs. */
const readmeLinesMost = 40;
const drawers = /(^|\/)(utils?|helpers?|common|shared|misc|lib)\//i;

/** Four platforms, each with its way in and its README; no folder named as a drawer. */
export function layoutProblems(files: readonly SourceFile[]): string[] {
  const problems: string[] = [];
  const found = new Set(files.filter(({ path }) => path.startsWith('platform/')).map(({ path }) => path.split('/')[1] ?? ''));
  for (const name of found) if (!platforms.includes(name)) problems.push(`platform/${name}: there are exactly four platforms`);
  for (const name of platforms) {
    if (!files.some(({ path }) => path === `platform/${name}/index.ts`)) problems.push(`platform/${name}/index.ts is missing`);
    const readme = files.find(({ path }) => path === `platform/${name}/README.md`);
    if (readme === undefined) problems.push(`platform/${name}/README.md is missing`);
    else if (lineCount(readme.text) > readmeLinesMost) problems.push(`${readme.path} is longer than ${readmeLinesMost} lines`);
  }
  for (const { path } of files) if (drawers.test(path)) problems.push(`${path}: name a folder by the thing it holds`);
  return problems;
}
