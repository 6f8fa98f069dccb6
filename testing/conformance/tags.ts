import { isSource, isTest, type SourceFile } from '../tidy/source-file.ts';

/** Where a tag stands: paths of code and of tests. */
export interface Places {
  readonly code: readonly string[];
  readonly tests: readonly string[];
}

const tag = /\bMQTT5?-\d+(?:\.\d+)+-\d+\b/g;
const comment = /\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*/g;

/** Every tag of the sources with its files; in tests only strings count, so that a comment proves nothing. */
export function collectTags(files: readonly SourceFile[]): Map<string, Places> {
  const found = new Map<string, { code: string[]; tests: string[] }>();
  for (const file of files.filter((candidate) => isSource(candidate) && !candidate.path.startsWith('testing/conformance/'))) {
    const test = isTest(file);
    const text = test ? file.text.replace(comment, '') : file.text;
    for (const name of new Set(text.match(tag))) {
      const places = found.get(name) ?? { code: [], tests: [] };
      (test ? places.tests : places.code).push(file.path);
      found.set(name, places);
    }
  }
  return found;
}
