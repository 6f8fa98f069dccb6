import { chmod, mkdir, realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#core/logger.ts';
import { locateBinaries } from './binaries.ts';
import { type Child, startChild } from './child.ts';
import { prepareDataFolder, superuser } from './data-folder.ts';
import { clusterName, stopOrphans } from './orphans.ts';
import { becomeOwner, previousOwner, resignOwner } from './owner.ts';
import { chooseRunAs, giveTo, reaching } from './run-as.ts';
import { serverSettings } from './settings.ts';
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts';

/** First and longest wait before a crashed server is started again. */
const restartDelayMs = 50;
const restartDelayMsMax = 5000;

export type EngineState = 'starting' | 'up' | 'down' | 'closed';

/** How `pg` reaches the server: `host` is the folder of its Unix socket. */
interface SocketConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  readonly connection: SocketConnection;
  /** Process id of the running server, undefined while there is none. */
  pid(): number | undefined;
  state(): EngineState;
  /** Calls back on every change of state; returns the unsubscriber. */
  onState(listener: (state: EngineState) => void): () => void;
}

interface EmbeddedOptions {
  /** Everything of the server lives in here; made when missing. */
  readonly folder: string;
  readonly log: Logger;
  /** Server settings on top of ours. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Runs the PostgreSQL that npm brought on `folder` and starts it again whenever it dies, until disposed. Throws when the first start fails. */
export async function startEmbeddedPostgres({ folder: given, log, settings = {} }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  // Only the last folder is closed to others: those above it, made on the way, must let the server's user through.
  await mkdir(given, { recursive: true });
  const folder = await realpath(given);
  await chmod(folder, 0o700);
  const binaries = await locateBinaries();
  const user = await chooseRunAs(folder);
  await giveTo(user, folder);
  const runAs = await reaching(user, [`${folder}/data`, binaries.postgres]);

  const before = await previousOwner(folder);
  await stopOrphans(`${folder}/data`, log);
  if (before !== undefined) await removeSocketFolder(folder, before.socketFolder);
  const data = await prepareDataFolder(folder, binaries, runAs);
  const socketFolder = await makeSocketFolder(folder, runAs);
  await becomeOwner(folder, socketFolder);

  const listeners = new Set<(state: EngineState) => void>();
  const closing = new AbortController();
  const launch = (): Promise<Child> =>
    startChild({
      program: binaries.postgres,
      data,
      settings: { ...serverSettings(clusterName(data), socketFolder), ...settings },
      runAs,
      log,
    });

  let state: EngineState = 'starting';
  let child: Child | undefined;
  try {
    child = await launch();
  } catch (error) {
    await leave();
    throw error;
  }
  state = 'up';
  const supervising = supervise();

  return {
    connection: { host: socketFolder, port: 5432, user: superuser, database: 'postgres' },
    pid: () => child?.pid,
    state: () => state,
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      if (closing.signal.aborted) return supervising;
      closing.abort();
      await child?.stop();
      await supervising;
      await leave();
      become('closed');
    },
  };

  async function supervise(): Promise<void> {
    while (!closing.signal.aborted) {
      const how = child === undefined ? 'no process' : await child.exited;
      child = undefined;
      if (closing.signal.aborted) return;
      log.error({ how }, 'PostgreSQL died, starting it again');
      become('down');
      child = await restart();
    }
    await child?.stop();
  }

  async function restart(): Promise<Child | undefined> {
    for (let wait = restartDelayMs; !closing.signal.aborted; wait = Math.min(wait * 2, restartDelayMsMax)) {
      await delay(wait, undefined, { signal: closing.signal }).catch(() => {});
      if (closing.signal.aborted) return undefined;
      become('starting');
      try {
        await stopOrphans(data, log);
        const started = await launch();
        become('up');
        return started;
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL could not be started again yet');
        become('down');
      }
    }
    return undefined;
  }

  function become(next: EngineState): void {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener(next);
  }

  async function leave(): Promise<void> {
    await removeSocketFolder(folder, socketFolder);
    await resignOwner(folder);
  }
}
