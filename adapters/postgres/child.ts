import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#core/logger.ts';
import { signal } from './processes.ts';
import { type RunAs, startAs } from './run-as.ts';

/** Bound on a start, recovery after a crash included. */
export const startMs = 60_000;
/** Bounds on a fast shutdown, then on an immediate one; then it is killed. */
const stopFastMs = 10_000;
const stopImmediateMs = 3000;
const linesKeptMax = 12;

/** One run of the server process. */
export interface Child {
  readonly pid: number;
  /** Resolves when the process is gone, however that came; says how. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

interface ChildOptions {
  readonly program: string;
  readonly data: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly runAs: RunAs;
  readonly log: Logger;
}

/** Starts the server and resolves once it takes connections; rejects with its own last words. */
export async function startChild({ program, data, settings, runAs, log }: ChildOptions): Promise<Child> {
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Detached: a Ctrl-C in our terminal must not reach it, we stop it ourselves when all else has stopped.
  const start = startAs(runAs, program, ['-D', data, ...args]);
  const child = spawn(start.file, start.args, {
    ...start.ids,
    cwd: data,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
  });
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error))]);
  const pid = child.pid ?? 0;
  child.on('error', (error) => log.warn({ err: error }, 'PostgreSQL could not be signalled'));
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, name) => resolve(name === null ? `exit code ${code}` : `signal ${name}`));
  });
  const stopWatching = stopWithUs(pid, runAs);
  void exited.then(stopWatching);

  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    if (lines.length > linesKeptMax) lines.shift();
    if (/^(FATAL|PANIC):(?! {2}terminating connection)/.test(line)) log.warn({ postgres: line }, 'PostgreSQL says');
    if (line.includes('database system is ready to accept connections')) ready.resolve();
  });

  const timeout = new AbortController();
  const failed = exited.then((how) => Promise.reject(new Error(`PostgreSQL did not start (${how}): ${lines.join(' | ')}`)));
  const late = delay(startMs, undefined, { signal: timeout.signal, ref: false }).then(() =>
    Promise.reject(new Error(`PostgreSQL was not ready in ${startMs} ms: ${lines.join(' | ')}`)),
  );
  failed.catch(() => {});
  late.catch(() => {});
  try {
    await Promise.race([ready.promise, failed, late]);
  } catch (error) {
    signal(pid, 'SIGQUIT');
    throw error;
  } finally {
    timeout.abort();
  }
  return { pid, exited, stop: () => stop(child, exited) };
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  const steps = [
    ['SIGINT', stopFastMs],
    ['SIGQUIT', stopImmediateMs],
  ] as const;
  for (const [name, ms] of steps) {
    child.kill(name);
    const clock = new AbortController();
    const gone = await Promise.race([exited.then(() => true), delay(ms, false, { signal: clock.signal }).catch(() => false)]);
    clock.abort();
    if (gone) return;
  }
  child.kill('SIGKILL');
  await exited;
}

/**
 * Has the server stopped when we die without stopping it: a shell waits on a pipe whose other end closes with us.
 * Returns what ends the watch.
 */
function stopWithUs(pid: number, runAs: RunAs): () => void {
  const { capability: _, ...user } = runAs;
  const { file, args, ids } = startAs(user, '/bin/sh', ['-c', 'read -r _ || kill -INT "$0"', String(pid)]);
  const watch = spawn(file, args, {
    ...ids,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell there is no watch; the next start finds the orphan.
  watch.on('error', () => {});
  watch.stdin.on('error', () => {});
  watch.unref();
  return () => {
    watch.stdin.end('stopped\n');
  };
}
