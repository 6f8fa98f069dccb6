import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchApi } from './api.ts';
import { benchConnects } from './crowd/connects.ts';
import { benchIdle } from './crowd/idle.ts';
import { benchFreshness } from './freshness.ts';
import { benchHistory } from './history.ts';
import { benchIngest, shapes } from './ingest.ts';
import { benchJournal } from './journal.ts';
import { benchLogins } from './logins.ts';
import { processTree } from './processes.ts';
import { benchRoute } from './route/route.ts';
import { benchSize } from './size.ts';

const usage = `npm run bench -- <what> [options]

  ingest      durable messages per second beside Mosquitto, three shapes
              [--connections 100 --inflight 100] one shape only   [--seconds 10]   [--time server|device]
  route       messages handed on beside Mosquitto, aedes and nats-server: pairs, fan-out, shared subscription, latency at half of the top rate
              [--case p2p-16|p2p-256|fan-out|shared]   [--seconds 5]
  idle        memory per idle connection   [--connections 15000]   [--devices] also as devices with secrets
  connects    connects per second with a device's secret beside anonymous ones of the peers   [--seconds 5]
  logins      deciding who somebody is, by each kind of credential: the first time, and when it is known   [--seconds 2]
  journal     keeping messages of MQTT sessions in PostgreSQL, and a start with 100 000 sessions   [--seconds 5]
  freshness   from publish to last value, live stream and table at 20 000 msg/s   [--seconds 10]
  history     a day of one device as a chart while 20 000 msg/s come in   [--seconds 10]
  api         calls per second beside a bare Fastify, and pages of a scoped list over a million devices   [--seconds 5]
  size        bytes per stored row, and memory of the idle platform

  --peers mosquitto,aedes,nats-server   whom route and connects compare with
  --json FILE   also writes the result as JSON
  --keep        keeps the temporary folder (data and log of the platform)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    connections: { type: 'string' },
    inflight: { type: 'string' },
    seconds: { type: 'string' },
    time: { type: 'string', default: 'server' },
    case: { type: 'string', multiple: true, default: [] },
    peers: { type: 'string', default: 'mosquitto,aedes,nats-server' },
    json: { type: 'string' },
    devices: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const folder = await mkdtemp(join(tmpdir(), 'thalamus-bench-'));
// PostgreSQL runs as another user when we are root, and must be able to pass through.
await chmod(folder, 0o711);
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    for (const { pid } of processTree(process.pid)) if (pid !== process.pid) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });
}
try {
  const result = values.help ? undefined : await run(positionals[0]);
  if (result === undefined) say(usage);
  else if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
} catch (error) {
  // The platform's log says why; it is kept beside its data.
  say(`failed: ${error instanceof Error ? error.message : String(error)}; see ${join(folder, 'platform.log')}`);
  values.keep = true;
  process.exitCode = 1;
} finally {
  if (values.keep) say(`kept ${folder}`);
  else await rm(folder, { recursive: true, force: true });
}

async function run(what: string | undefined): Promise<unknown> {
  const seconds = Number(values.seconds ?? 10);
  const peers = values.peers.split(',');
  switch (what) {
    case 'ingest': {
      const connections = Number(values.connections ?? 100);
      const inflight = Number(values.inflight ?? 100);
      const one = values.connections !== undefined || values.inflight !== undefined;
      const known = shapes.find((shape) => shape.connections === connections && shape.inflight === inflight);
      const chosen = one ? [known ?? { connections, inflight, floor: null, aim: null }] : shapes;
      return await benchIngest(folder, { shapes: chosen, seconds, time: values.time === 'device' ? 'device' : 'server' }, say);
    }
    case 'route':
      return await benchRoute(folder, { cases: values.case, peers, seconds: Number(values.seconds ?? 5) }, say);
    case 'idle':
      return await benchIdle(folder, { connections: Number(values.connections ?? 15_000), devices: values.devices }, say);
    case 'connects':
      return await benchConnects(folder, { peers, seconds: Number(values.seconds ?? 5) }, say);
    case 'logins':
      return await benchLogins(Number(values.seconds ?? 2), say);
    case 'journal':
      return await benchJournal(folder, Number(values.seconds ?? 5), say);
    case 'freshness':
      return await benchFreshness(folder, seconds, say);
    case 'history':
      return await benchHistory(folder, seconds, say);
    case 'api':
      return await benchApi(folder, Number(values.seconds ?? 5), say);
    case 'size':
      return await benchSize(folder, say);
    default:
      return undefined;
  }
}
