import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Who runs the PostgreSQL of a folder, and the socket folder to clean up after it. */
interface Owner {
  readonly pid: number;
  /** When that process began, as the kernel counts: tells it from a later one with the same number. */
  readonly began: string;
  readonly socketFolder: string;
}

const fileName = 'owner.json';

/** Throws when another living program runs the PostgreSQL of this folder; returns the dead owner before us, if any. */
export async function previousOwner(folder: string): Promise<Owner | undefined> {
  const text = await readFile(join(folder, fileName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const owner = parse(text);
  if (owner === undefined) return undefined;
  // The number of a dead owner may have become ours (in a container it usually does).
  if (owner.began === (await beginOf(owner.pid)) && owner.began !== '') {
    throw new Error(`${folder} is in use by process ${owner.pid}: stop that one first, or give this one its own THALAMUS_HOME`);
  }
  return owner;
}

/** Writes down that this process runs the PostgreSQL of this folder. */
export async function becomeOwner(folder: string, socketFolder: string): Promise<void> {
  const owner: Owner = { pid: process.pid, began: await beginOf(process.pid), socketFolder };
  await writeFile(join(folder, fileName), JSON.stringify(owner));
}

export async function resignOwner(folder: string): Promise<void> {
  await rm(join(folder, fileName), { force: true });
}

function parse(text: string): Owner | undefined {
  try {
    const { pid, began, socketFolder } = JSON.parse(text) as Partial<Owner>;
    if (typeof pid !== 'number' || typeof began !== 'string' || typeof socketFolder !== 'string') return undefined;
    return { pid, began, socketFolder };
  } catch {
    // Torn by a power cut: nobody that lives wrote it.
    return undefined;
  }
}

/** Boot and start time of a process, '' when there is none. */
async function beginOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') {
    try {
      process.kill(pid, 0);
      return 'running';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'running' : '';
    }
  }
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
  ]);
  // The name in parentheses may hold spaces; after it, the start time is the 20th field and the state the first (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' ? '' : `${boot.trim()}/${fields[19]}`;
}
