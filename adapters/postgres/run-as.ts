import { execFile } from 'node:child_process';
import { chown, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The user that PostgreSQL runs as; empty means ours. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
  /** The capability it keeps of root's, to pass a folder that is closed to its user. */
  readonly capability?: string;
}

/** How to start a program as that user: `setpriv` switches the user where a capability has to survive it, else `spawn` does. */
export function startAs(runAs: RunAs, program: string, args: readonly string[]) {
  const { uid, gid, capability } = runAs;
  if (capability === undefined)
    return { file: program, args, ids: { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) } };
  const switched = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
  return { file: 'setpriv', args: [...switched, '--', program, ...args], ids: {} };
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

/**
 * Makes sure that the user can reach all paths. A closed folder on the way (`/root`, mostly) is passed with a capability of
 * root's where this machine has one to give; throws, naming the folder, where it has not.
 */
export async function reaching(runAs: RunAs, paths: readonly string[]): Promise<RunAs> {
  for (const path of paths) {
    const closed = await closedFolder(runAs, path);
    if (closed === undefined) continue;
    const capability = await passingCapability();
    if (capability !== undefined) return { ...runAs, capability };
    throw new Error(
      `PostgreSQL can't run as root, and the user it runs as instead (uid ${runAs.uid}) can't enter ${closed} on the way to ${path}: ` +
        `start as another user, move it elsewhere (THALAMUS_HOME), or run "chmod o+x ${closed}"`,
    );
  }
  return runAs;
}

async function closedFolder(runAs: RunAs, path: string): Promise<string | undefined> {
  if (runAs.uid === undefined) return undefined;
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { uid, gid, mode } = await stat(folder);
    const needed = uid === runAs.uid ? 0o100 : gid === runAs.gid ? 0o010 : 0o001;
    if ((mode & needed) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The least capability that enters closed folders, by its bit in capabilities(7); containers often hold back the first. */
async function passingCapability(): Promise<string | undefined> {
  const works = await promisify(execFile)('setpriv', ['--version']).then(
    () => true,
    () => false,
  );
  if (!works) return undefined;
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const bounding = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  if ((bounding & 4n) !== 0n) return 'dac_read_search';
  return (bounding & 2n) === 0n ? undefined : 'dac_override';
}
