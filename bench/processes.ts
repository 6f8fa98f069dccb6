import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const ticksPerSecond = 100;
const stopTimeoutMs = 20_000;
const orphanTimeoutMs = 2_000;
const pollMs = 50;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** User and system time of the process and of its children that ended, seconds. */
  readonly cpuSeconds: number;
  readonly ownCpuSeconds: number;
}

/** A process and everything it started that still runs. Linux only. */
export function processTree(root: number): readonly Stat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== undefined);
  const tree = all.filter((stat) => stat.pid === root);
  for (let index = 0; index < tree.length; index++) {
    const parent = tree[index]?.pid;
    tree.push(...all.filter((stat) => stat.parent === parent));
  }
  return tree;
}

/** CPU seconds that a process tree has used so far. */
export function treeCpuSeconds(root: number): number {
  return processTree(root).reduce((sum, stat) => sum + stat.cpuSeconds, 0);
}

/** CPU seconds of one process so far, and of everything that it started. */
export function splitCpuSeconds(root: number): { readonly own: number; readonly children: number } {
  const own = readStat(root)?.ownCpuSeconds ?? 0;
  return { own, children: treeCpuSeconds(root) - own };
}

/** Resident memory of one process, bytes. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? '0') * 1024;
}

/** Proportional set size of each process of a tree, bytes: shared pages are counted once over all. */
export function treeMemory(root: number): readonly { readonly pid: number; readonly name: string; readonly pssBytes: number }[] {
  return processTree(root).map(({ pid }) => {
    const rollup = readText(`/proc/${pid}/smaps_rollup`);
    const pss = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? '0';
    const name = readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, 80);
    return { pid, name, pssBytes: Number(pss) * 1024 };
  });
}

/** Waits until a tree uses less than `share` of one core over a second, at most `timeoutMs`; merges and JIT are over then. */
export async function settle(root: number, share: number, timeoutMs: number): Promise<void> {
  const until = performance.now() + timeoutMs;
  let before = treeCpuSeconds(root);
  while (performance.now() < until) {
    await delay(1000);
    const now = treeCpuSeconds(root);
    if (now - before < share) return;
    before = now;
  }
}

/** Ends a process with SIGTERM, and what it left behind or what does not end, with SIGKILL; resolves when all are gone. */
export async function stopTree(root: number): Promise<void> {
  const pids = processTree(root).map((stat) => stat.pid);
  signal(root, 'SIGTERM');
  await ended([root], stopTimeoutMs);
  await ended(pids, orphanTimeoutMs);
  for (const pid of pids) if (runs(pid)) signal(pid, 'SIGKILL');
  await ended(pids, stopTimeoutMs);
}

async function ended(pids: readonly number[], timeoutMs: number): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until && pids.some(runs)) await delay(pollMs);
}

function readStat(pid: number): Stat | undefined {
  const text = readText(`/proc/${pid}/stat`);
  // The name in parentheses may hold spaces; what follows the last parenthesis is fixed: state, parent, …
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 15 || fields[0] === 'Z') return undefined;
  const [own, ended] = [Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14])];
  return { pid, parent: Number(fields[1]), cpuSeconds: (own + ended) / ticksPerSecond, ownCpuSeconds: own / ticksPerSecond };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function runs(pid: number): boolean {
  return readStat(pid) !== undefined;
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself in the meantime, which is what was wanted.
  }
}
