import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** How long a process that has the folder may take to end: one that was just killed is still finishing its last write. */
export const lockWaitMs = 2_000;
const lookAgainMs = 20;

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the folder for this process, or throws naming the process that has it. The lock names its owner's pid and start time, so one
 * left by a killed process, or whose pid was given to another since, is taken over.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'lock');
  const mine = `${process.pid} ${(await startTime(process.pid)) ?? '-'}\n`;
  const draft = join(folder, `lock.${process.pid}.${randomUUID()}`);
  const deadline = performance.now() + lockWaitMs;
  await writeFile(draft, mine);
  try {
    while (!(await linked(draft, path))) {
      const theirs = await readIfThere(path);
      if (theirs === undefined) continue;
      if (await isAlive(theirs)) {
        if (performance.now() > deadline) throw inUse(folder, theirs);
        await setTimeout(lookAgainMs);
        continue;
      }
      await removeStale(path, theirs, `${draft}.stale`);
    }
  } finally {
    await rm(draft, { force: true });
  }
  return {
    async release() {
      if ((await readIfThere(path)) === mine) await unlink(path);
    },
  };
}

function inUse(folder: string, owner: string): Error {
  return new Error(`${folder} is in use by process ${owner.split(' ')[0]}: stop it first, or set another THALAMUS_HOME`);
}

/** A hard link is made by one process only: the others are told that it exists. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the lock aside before judging again, so that of two processes which found it stale only one wins. */
async function removeStale(path: string, judged: string, aside: string): Promise<void> {
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readIfThere(aside)) !== judged) await linked(aside, path);
  await rm(aside, { force: true });
}

async function isAlive(owner: string): Promise<boolean> {
  const [pidText, started] = owner.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (await isZombie(pid)) return false;
  const now = await startTime(pid);
  return now === undefined || started === '-' || now === started;
}

/** Ended, and not yet collected by its parent. While other threads of it run, they may still be writing. */
async function isZombie(pid: number): Promise<boolean> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined || !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))) return false;
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  return threads.length <= 1;
}

/** Clock ticks since boot and the boot's id, where the system tells (Linux); a pid alone may be somebody else's by now. */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  const boot = await readIfThere('/proc/sys/kernel/random/boot_id');
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? undefined : `${ticks}@${boot?.trim() ?? ''}`;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
