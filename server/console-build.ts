import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the built console lies; missing until it was built. */
export const consoleFolder: string = join(root, 'console', 'dist');

/** Builds the console when it was never built or its sources are newer. Without it the API still works, so a failure is only told. */
export async function buildConsoleWhenNeeded(): Promise<void> {
  const built = await newest(consoleFolder);
  const sources = await Promise.all(['console/src', 'console/messages', 'console/public', 'sdk'].map((path) => newest(join(root, path))));
  const settings = await Promise.all(
    ['console/index.html', 'console/vite.config.ts', 'console/package.json'].map((path) => changed(join(root, path))),
  );
  if (built > Math.max(...sources, ...settings)) return;
  process.stdout.write('Building the console (only when it changed) …\n');
  const started = performance.now();
  // npm is a script beside node on every platform we run on, so it is found through its own variable or PATH.
  const child = spawn('npm', ['run', 'build', '--silent', '-w', 'console'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await once(child, 'exit').then(
    ([exit]) => exit as number | null,
    () => null,
  );
  if (code === 0) process.stdout.write(`Console built in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  else process.stdout.write('The console could not be built; the API and devices work without it. Run: npm run build\n');
}

/** Newest change below a folder, ms; 0 when there is none. */
async function newest(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'));
  const times = await Promise.all(files.map((file) => changed(join(file.parentPath, file.name))));
  return Math.max(0, ...times);
}

function changed(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
