import { posix } from 'node:path';
import { isSource, isTest, type SourceFile } from './source-file.ts';

/** What the files of an area may import besides packages and their own area. */
const areas: readonly { readonly area: RegExp; readonly may: RegExp; readonly packages: RegExp }[] = [
  { area: /^core\//, may: /^core\//, packages: /^zod$/ },
  { area: /^platform\/[^/]+\//, may: /^core\//, packages: /^(?!@thalamus\/)/ },
  { area: /^adapters\//, may: /^core\//, packages: /^(?!@thalamus\/)/ },
  { area: /^cli\//, may: /^testing\/simulator\//, packages: /^/ },
  { area: /^console\//, may: /^(?!)/, packages: /^/ },
  { area: /^sdk\//, may: /^(?!)/, packages: /^(?!)/ },
  { area: /^testing\/simulator\//, may: /^(?!)/, packages: /^(?!@thalamus\/)/ },
];

const fromPattern = /^\s*(?:import|export)\s[^'"`;]*?\bfrom\s+['"]([^'"]+)['"]/gm;
const barePattern = /^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

/** The import rules of ARCHITECTURE.md, with relative paths resolved; nobody enters a platform but by its index.ts. */
export function importProblems(files: readonly SourceFile[]): string[] {
  const problems: string[] = [];
  for (const file of files) {
    if (!isSource(file) || isTest(file) || file.path.includes('.config.')) continue;
    for (const specifier of importsOf(file.text)) {
      const problem = importProblem(file.path, specifier);
      if (problem !== undefined) problems.push(`${file.path} imports ${specifier}: ${problem}`);
    }
  }
  return problems;
}

export function importsOf(text: string): string[] {
  return [...text.matchAll(fromPattern), ...text.matchAll(barePattern)].map((match) => match[1] ?? match[2] ?? '');
}

function importProblem(path: string, specifier: string): string | undefined {
  const target = resolveSpecifier(path, specifier);
  const rule = areas.find(({ area }) => area.test(path));
  if (target === undefined)
    return rule !== undefined && !rule.packages.test(specifier) ? 'this area does not import that package' : undefined;
  const own = rule?.area.exec(path)?.[0];
  if (own !== undefined && target.startsWith(own)) {
    const crossing = specifier.startsWith('#') && own.startsWith('platform/');
    return crossing ? 'inside a platform, import by relative path, so that a crossing shows' : undefined;
  }
  if (rule !== undefined && !rule.may.test(target)) return 'this area does not import that one';
  if (/^platform\/[^/]+\//.test(target) && !/^platform\/[^/]+\/index\.ts$/.test(target)) return 'enter a platform by its index.ts';
  return undefined;
}

/** The path from the root; undefined for a package. */
function resolveSpecifier(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
}
