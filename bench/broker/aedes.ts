import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '#testing/program.ts';
import { accepts } from '../net.ts';
import { stopTree } from '../processes.ts';
import type { Peer } from './broker.ts';

const program = fileURLToPath(new URL('./aedes-program.ts', import.meta.url));
const manifest = fileURLToPath(new URL('./package.json', import.meta.resolve('aedes')));
const startTimeoutMs = 10_000;

/** Starts aedes, the usual broker of Node programs, in a process of its own on the same Node as ours; `node` are arguments of Node itself. */
export async function startAedes(node: readonly string[] = []): Promise<Peer> {
  const port = await freePort();
  const child = spawn(process.execPath, [...node, program, String(port)], { stdio: 'ignore' });
  const pid = child.pid;
  if (pid === undefined || !(await accepts(port, startTimeoutMs))) throw new Error('aedes did not start');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return {
    name: 'aedes',
    version,
    port,
    pid,
    shares: false,
    session: (clientId) => ({ clientId }),
    [Symbol.asyncDispose]: () => stopTree(pid),
  };
}
