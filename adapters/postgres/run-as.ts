import { chown, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The user that PostgreSQL runs as; empty means ours. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * PostgreSQL refuses to run as root, so root hands it to the folder's owner when that is somebody else,
 * and to `nobody` otherwise.
 */
export async function chooseRunAs(folder: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {};
  const owner = await stat(folder);
  return owner.uid === 0 ? nobody() : { uid: owner.uid, gid: owner.gid };
}

async function nobody(): Promise<RunAs> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(passwd);
  return { uid: Number(fields?.[1] ?? 65_534) >>> 0, gid: Number(fields?.[2] ?? 65_534) >>> 0 };
}

/** Gives a path to the user that PostgreSQL runs as. */
export async function giveTo(runAs: RunAs, path: string): Promise<void> {
  if (runAs.uid !== undefined && runAs.gid !== undefined) await chown(path, runAs.uid, runAs.gid);
}

/** Throws, naming the folder in the way, when the user can't reach `path` because a folder above it is closed to others. */
export async function assertReachable(runAs: RunAs, path: string): Promise<void> {
  if (runAs.uid === undefined) return;
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { uid, gid, mode } = await stat(folder);
    const needed = uid === runAs.uid ? 0o100 : gid === runAs.gid ? 0o010 : 0o001;
    if ((mode & needed) === 0) {
      throw new Error(
        `PostgreSQL can't run as root, and the user it runs as instead (uid ${runAs.uid}) can't enter ${folder} on the way to ${path}: ` +
          `start as another user, move it elsewhere (THALAMUS_HOME), or run "chmod o+x ${folder}"`,
      );
    }
    if (folder === dirname(folder)) return;
  }
}
