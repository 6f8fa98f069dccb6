import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './source-file.ts';

/** A small repository with our own configuration of the tools, to plant violations in. */
export interface Planted extends Disposable {
  /** Everything Biome says about the planted files. */
  biome(): Promise<string>;
  /** Everything the compiler says about some projects. */
  compile(...projects: string[]): Promise<string>;
}

const projects = ['core', 'platform/device', 'platform/connection', 'adapters', 'cli', 'server', 'sdk', 'testing/simulator'];

export function plant(files: Readonly<Record<string, string>>): Planted {
  const folder = mkdtempSync(join(tmpdir(), 'thalamus-planted-'));
  for (const path of ['biome.json', 'package.json', 'tsconfig.base.json', ...projects.map((project) => `${project}/tsconfig.json`)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(repositoryRoot, path), join(folder, path));
  }
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const run = (tool: string, ...args: string[]) => said(folder, join(repositoryRoot, 'node_modules/.bin', tool), args);
  return {
    biome: () => run('biome', 'lint', '--vcs-enabled=false', '--max-diagnostics=100', '--colors=off', ...Object.keys(files)),
    compile: (...names) => run('tsc', '-b', ...names, '--pretty', 'false'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

/** What a program prints, whether it fails or not. */
function said(cwd: string, program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, maxBuffer: 10_000_000 }, (_error, stdout, stderr) => resolve(`${stdout}\n${stderr}`));
  });
}
