import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveTo, type RunAs } from './run-as.ts';

/** Longest path of a Unix socket: 108 bytes with the closing zero on Linux, 104 on macOS. */
const socketPathBytesMax = process.platform === 'darwin' ? 103 : 107;

const prefix = 'thalamus-pg-';

/** Makes the folder for the socket, for the given user only: inside `folder`, or under the temporary folder when that path is too long. */
export async function makeSocketFolder(folder: string, runAs: RunAs): Promise<string> {
  const inside = join(folder, 'run');
  const path = fits(inside) ? inside : await mkdtemp(join(tmpdir(), prefix));
  if (!fits(path)) {
    await rm(path, { recursive: true, force: true });
    throw new Error(
      `both ${folder} and ${tmpdir()} are too long for a Unix socket (${socketPathBytesMax} bytes): choose a shorter THALAMUS_HOME or TMPDIR`,
    );
  }
  if (path === inside) {
    await rm(inside, { recursive: true, force: true });
    await mkdir(inside, { mode: 0o700 });
  }
  await chmod(path, 0o700);
  await giveTo(runAs, path);
  return path;
}

/** Removes what `makeSocketFolder` made, now or in an earlier run. */
export async function removeSocketFolder(folder: string, path: string): Promise<void> {
  if (path === join(folder, 'run') || path.startsWith(join(tmpdir(), prefix))) await rm(path, { recursive: true, force: true });
}

function fits(path: string): boolean {
  return Buffer.byteLength(join(path, '.s.PGSQL.5432')) <= socketPathBytesMax;
}
