import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#core/logger.ts';
import { isPostgres, listProcesses, type Process, signal } from './processes.ts';

/** How long an orphan may take for its fast shutdown, then for an immediate one, before it is killed. */
const orphanFastStopMs = 1200;
const orphanImmediateStopMs = 600;
const orphanLookMs = 20;

/** The name that every process of one data folder carries in its title (`cluster_name`): how ours are told from others. */
export function clusterName(dataFolder: string): string {
  return `thalamus-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)}`;
}

/**
 * Stops every PostgreSQL process that an earlier run left on this data folder and clears what it left behind,
 * so that a start right after a kill -9 of us or of it works.
 */
export async function stopOrphans(dataFolder: string, log: Logger): Promise<void> {
  const cluster = clusterName(dataFolder);
  const steps = [
    ['SIGINT', orphanFastStopMs],
    ['SIGQUIT', orphanImmediateStopMs],
    ['SIGKILL', orphanImmediateStopMs],
  ] as const;
  for (const [name, ms] of steps) {
    const left = await postgresOf(cluster);
    if (left.length === 0) break;
    log.warn({ pids: left.map((p) => p.pid), signal: name }, 'stopping the PostgreSQL that an earlier run left behind');
    // SIGINT stops a postmaster, but in a backend it only cancels the query; orphaned backends need SIGQUIT.
    for (const { pid, command } of left)
      signal(pid, name === 'SIGINT' && command.startsWith('postgres: ') && !hasPostmaster(left) ? 'SIGQUIT' : name);
    await gone(cluster, ms);
  }
  await clearStalePidFile(dataFolder);
}

function hasPostmaster(processes: readonly Process[]): boolean {
  return processes.some((p) => !p.command.startsWith('postgres: '));
}

async function gone(cluster: string, ms: number): Promise<void> {
  for (const until = Date.now() + ms; Date.now() < until; ) {
    if ((await postgresOf(cluster)).length === 0) return;
    await delay(orphanLookMs);
  }
}

async function postgresOf(cluster: string): Promise<readonly Process[]> {
  return (await listProcesses()).filter((p) => isPostgres(p.command) && p.command.includes(cluster));
}

/**
 * PostgreSQL refuses to start while the process of `postmaster.pid` lives, even if that number now belongs to
 * something else. A living postgres that isn't ours (somebody repairing by hand) keeps its file.
 */
async function clearStalePidFile(dataFolder: string): Promise<void> {
  const file = join(dataFolder, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  const holder = (await listProcesses()).find((p) => p.pid === pid);
  if (holder === undefined || !isPostgres(holder.command)) await rm(file, { force: true });
}
