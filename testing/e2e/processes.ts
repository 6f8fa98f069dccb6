import { readdirSync, readFileSync } from 'node:fs';

/** Process ids below `root` (children, their children …) whose command line or that of a process between holds `word`. */
export function processesBelow(root: number, word: string): readonly number[] {
  const found: number[] = [];
  for (const pid of children(root)) {
    if (commandLine(pid).includes(word)) found.push(pid, ...processesBelow(pid, ''));
  }
  return found;
}

function children(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    // The name in parentheses may hold anything; after it come the state and the parent (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
