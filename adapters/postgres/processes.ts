import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A running process: `command` is what it was started with, or the title it gave itself. */
export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** Every process that can be seen; command lines are readable for all users, unlike working directories. */
export async function listProcesses(): Promise<readonly Process[]> {
  if (process.platform !== 'linux') return listWithPs();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => ({ pid: Number(pid), command: await commandOf(pid) })));
  return found.filter(({ command }) => command !== '');
}

// A zombie has an empty command line: it holds nothing any more and counts as gone.
async function commandOf(pid: string): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.replaceAll('\0', ' ').trim();
}

async function listWithPs(): Promise<readonly Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,command=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.+)$/.exec(line) ?? [];
    return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command }];
  });
}

/** True for the postmaster and for its children, which title themselves `postgres: …`. */
export function isPostgres(command: string): boolean {
  return command.startsWith('postgres: ') || /^(\S*\/)?postgres( |$)/.test(command);
}

/** Sends a signal; a process that is gone already is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
