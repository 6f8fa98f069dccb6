import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#testing/program.ts';
import { accepts } from '../net.ts';
import { stopTree } from '../processes.ts';
import type { Peer } from './broker.ts';

const startTimeoutMs = 5_000;

/** Starts the system's Mosquitto on a random loopback port: it keeps nothing and lets anybody in. Undefined where it is not installed. */
export async function startMosquitto(folder: string): Promise<Peer | undefined> {
  const help = spawnSync('mosquitto', ['-h'], { encoding: 'utf8' });
  const version = /mosquitto version (\S+)/.exec(`${help.stdout}${help.stderr}`)?.[1];
  if (version === undefined) return undefined;
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  await writeFile(
    config,
    [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'persistence false',
      'max_inflight_messages 0',
      'max_queued_messages 0',
      'set_tcp_nodelay true',
      'log_dest none',
      '',
    ].join('\n'),
  );
  const child = spawn('mosquitto', ['-c', config], { stdio: 'ignore' });
  const pid = child.pid;
  if (pid === undefined || !(await accepts(port, startTimeoutMs))) throw new Error(`mosquitto did not start with ${config}`);
  return {
    name: 'mosquitto',
    version,
    port,
    pid,
    shares: true,
    session: (clientId) => ({ clientId }),
    [Symbol.asyncDispose]: () => stopTree(pid),
  };
}
