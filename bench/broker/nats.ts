import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#testing/program.ts';
import { accepts } from '../net.ts';
import { stopTree } from '../processes.ts';
import type { Peer } from './broker.ts';

const startTimeoutMs = 10_000;

/** Starts the system's nats-server with its MQTT gateway and a JetStream of its own; undefined where it is not installed. */
export async function startNats(folder: string): Promise<Peer | undefined> {
  const version = /v(\d\S*)/.exec(spawnSync('nats-server', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
  if (version === undefined) return undefined;
  const [clientPort, port] = [await freePort(), await freePort()];
  const config = join(folder, 'nats.conf');
  await writeFile(
    config,
    [
      'server_name: bench',
      `listen: "127.0.0.1:${clientPort}"`,
      `jetstream { store_dir: "${join(folder, 'nats')}" }`,
      `mqtt { listen: "127.0.0.1:${port}", max_ack_pending: 65535 }`,
      '',
    ].join('\n'),
  );
  const child = spawn('nats-server', ['-c', config], { stdio: 'ignore' });
  const pid = child.pid;
  if (pid === undefined || !(await accepts(port, startTimeoutMs))) throw new Error(`nats-server did not start with ${config}`);
  return {
    name: 'nats-server',
    version,
    port,
    pid,
    shares: false,
    session: (clientId) => ({ clientId }),
    [Symbol.asyncDispose]: () => stopTree(pid),
  };
}
