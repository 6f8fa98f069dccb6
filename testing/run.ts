import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSharedTestPostgres, testSocketVariable } from './postgres.ts';
import { longVariable } from './require.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Test files run side by side: a third one works while two wait for engines and browsers. */
const concurrency = 3;
/** A test that takes longer hangs. */
const testTimeoutMs = 300_000;

const long = process.argv.includes('--long');
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const files = chosen.length > 0 ? chosen : testFiles(long);

await using postgres = await startSharedTestPostgres();
const args = ['--test', `--test-concurrency=${concurrency}`, '--test-reporter=spec'];
if (!long) args.push(`--test-timeout=${testTimeoutMs}`);
const child = spawn(process.execPath, [...args, ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, [testSocketVariable]: postgres.socket, ...(long ? { [longVariable]: '1' } : {}) },
});
process.exitCode = await new Promise<number>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => resolve(code ?? 1));
});

/** Every test but those that `npm run check` runs; the browser and the program last, so that small failures show first. */
function testFiles(withLong: boolean): string[] {
  const exclude = (path: string) => /(^|\/)(node_modules|dist|data|\.cache)$/.test(path) || path.startsWith('testing/tidy');
  const found = globSync('**/*.test.ts', { cwd: root, exclude }).filter((file) => withLong || !file.endsWith('.long.test.ts'));
  const slow = (file: string) => (file.startsWith('testing/e2e/') ? 1 : 0);
  return found.sort((a, b) => slow(a) - slow(b) || a.localeCompare(b));
}
