import { execFile } from 'node:child_process';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const compiler = join(root, 'node_modules/typescript/bin/tsc');

/** Runs the TypeScript compiler; throws with what it says. */
export async function compile(folder: string, ...args: readonly string[]): Promise<void> {
  await run(process.execPath, [compiler, ...args], { cwd: folder }).catch((error: Error & { stdout?: string }) => {
    throw new Error(error.stdout || error.message, { cause: error });
  });
}

/** The SDK as others install it: JavaScript with types beside it, since Node runs no TypeScript of packages. */
export async function buildSdkPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await compile(root, '-p', 'sdk/tsconfig.build.json', '--outDir', folder);
  const { exports: _, ...about } = JSON.parse(await readFile(join(root, 'sdk/package.json'), 'utf8'));
  const entry = { types: './index.d.ts', default: './index.js' };
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify({ ...about, engines: { node: '>=20.3' }, exports: { '.': entry } }, null, 2)}\n`,
  );
  await copyFile(join(root, 'sdk/README.md'), join(folder, 'README.md'));
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}
