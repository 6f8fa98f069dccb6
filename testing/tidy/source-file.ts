import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One text file of the repository, by its path from the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

const readable = /\.(ts|tsx|js|json|md|css|html|sql|sh|yml)$|(^|\/)run$/;

/** Every text file that is in git or would be added, as it is on disk. */
export function repositoryFiles(): SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--deduplicate'], { cwd: repositoryRoot, encoding: 'utf8' });
  return listed
    .split('\n')
    .filter((path) => readable.test(path) && existsSync(join(repositoryRoot, path)))
    .map((path) => ({ path, text: readFileSync(join(repositoryRoot, path), 'utf8') }));
}

export function isSource({ path }: SourceFile): boolean {
  return /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && !path.includes('.generated.');
}

export function isTest({ path }: SourceFile): boolean {
  return /\.test\.tsx?$/.test(path);
}

export function lineCount(text: string): number {
  return text.split('\n').length - 1;
}
