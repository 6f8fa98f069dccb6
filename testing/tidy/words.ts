import { isSource, type SourceFile } from './source-file.ts';

// Written in pieces, so that this file does not contain what it forbids.
const forbidden: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`/${'work'}/(main|shared)\\b|/home/[a-z]+/|/${'Users'}/[A-Z]?[a-z]+/`), 'a path of one machine'],
  [new RegExp(`registry\\.${'npmjs'}|npmm${'irror'}\\.com|"${'resolved'}": "http`), 'the host of a package registry'],
  [new RegExp(`@ts-${'ignore'}|@ts-${'nocheck'}`), 'a switched-off type check'],
];
const benchmark = /^\/\/ Hot(?: path)?: bench\/([\w-]+)/;

/** Words that may not stand in the repository; and files that say they are hot name a benchmark that exists. */
export function wordProblems(files: readonly SourceFile[]): string[] {
  const problems: string[] = [];
  for (const { path, text } of files) {
    for (const [pattern, what] of forbidden) if (pattern.test(text)) problems.push(`${path} contains ${what}`);
  }
  for (const file of files.filter((source) => isSource(source) && /^\/\/ Hot path\b/.test(source.text))) {
    const name = benchmark.exec(file.text)?.[1];
    if (name === undefined || !files.some(({ path }) => path === `bench/${name}.ts`)) {
      problems.push(`${file.path} says it is hot: name its benchmark, as in "// Hot path: bench/ingest. …"`);
    }
  }
  return problems;
}
