import type { Peer } from './broker/broker.ts';
import { startMosquitto } from './broker/mosquitto.ts';
import { runGenerator } from './generator.ts';
import type { LoadPlan, LoadResult, LoadSession } from './load/plan.ts';
import { type Platform, startPlatform } from './platform.ts';
import { settle, treeCpuSeconds } from './processes.ts';
import { awaitRows, storedRows } from './stored.ts';
import { ms, table, whole } from './table.ts';

const roundsPerShape = 2;
const warmupSeconds = 2;
const tableTimeoutMs = 120_000;
const settleTimeoutMs = 20_000;
const settledShare = 0.1;
const topic = 'up/properties';

/** A load shape with the ratio to Mosquitto that must be kept and the one that is aimed at. */
export interface Shape {
  readonly connections: number;
  readonly inflight: number;
  readonly floor: number | null;
  readonly aim: number | null;
}

export const shapes: readonly Shape[] = [
  { connections: 100, inflight: 100, floor: 2, aim: 3 },
  { connections: 1000, inflight: 10, floor: 1, aim: 1.5 },
  { connections: 1000, inflight: 1, floor: 0.3, aim: 0.5 },
];

export interface IngestOptions {
  readonly shapes: readonly Shape[];
  readonly seconds: number;
  readonly time: 'server' | 'device';
}

/** Durable messages per second of the platform beside what Mosquitto merely acknowledges, in alternating rounds. */
export async function benchIngest(folder: string, options: IngestOptions, say: (line: string) => void): Promise<unknown> {
  await using mosquitto = await startMosquitto(folder);
  if (mosquitto === undefined) say('Mosquitto is not installed (Debian: apt-get install mosquitto), so there are no ratios.');
  await using platform = await startPlatform(folder);
  const results = [];
  for (const [index, shape] of options.shapes.entries()) {
    results.push(await benchShape(platform, mosquitto, shape, `load${index}`, options, say));
  }
  say('');
  say(ingestTable(results, mosquitto?.version));
  return {
    mosquitto: mosquitto?.version ?? null,
    node: process.version,
    rounds: roundsPerShape,
    seconds: options.seconds,
    shapes: results,
  };
}

interface Side {
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly cpuUsPerMessage: number;
  readonly rounds: readonly LoadResult[];
}

interface ShapeResult extends Shape {
  readonly ours: Side;
  readonly mosquitto: Side | null;
  readonly ratio: number | null;
  readonly acked: number;
  readonly stored: number;
  readonly rowsPerSecond: number;
}

async function benchShape(
  platform: Platform,
  mosquitto: Peer | undefined,
  shape: Shape,
  prefix: string,
  options: IngestOptions,
  say: (line: string) => void,
): Promise<ShapeResult> {
  const name = `${shape.connections} × ${shape.inflight}`;
  const devices = await platform.createDevices(prefix, shape.connections);
  const guests = devices.map(({ clientId }) => ({ clientId }));
  const fromMs = Date.now() - 3_600_000;
  const ours: Round[] = [];
  const theirs: Round[] = [];
  let acked = 0;
  let stored = 0;
  let rowsPerSecond = 0;
  // A round of device times begins where the one before can't have come to, so that no key repeats.
  const plan = (port: number, sessions: readonly LoadSession[], round: number): LoadPlan => ({
    host: '127.0.0.1',
    port,
    topic,
    sessions,
    inflight: shape.inflight,
    warmupSeconds,
    seconds: options.seconds,
    ratePerSecond: null,
    time: options.time,
    deviceTimeMs: fromMs + round * 1_000_000,
  });
  for (let round = 0; round < roundsPerShape; round++) {
    await settle(platform.pid, settledShare, settleTimeoutMs);
    const result = await measured(platform.pid, plan(platform.mqttPort, devices, round));
    ours.push(result);
    acked += result.load.acked;
    const count = (): Promise<number> => storedRows(platform.api, prefix, shape.connections, fromMs, Date.now() + 3_600_000);
    const seen = await awaitRows(count, acked, tableTimeoutMs);
    rowsPerSecond = (seen.rows - stored) / ((seen.atMs - result.load.firstPublishMs) / 1000);
    stored = seen.rows;
    say(`${name} thalamus  round ${round + 1}: ${line(result)}, ${whole(stored)} of ${whole(acked)} acknowledged rows stored`);
    if (mosquitto === undefined) continue;
    await settle(platform.pid, settledShare, settleTimeoutMs);
    const other = await measured(mosquitto.pid, plan(mosquitto.port, guests, round));
    theirs.push(other);
    say(`${name} mosquitto round ${round + 1}: ${line(other)}`);
  }
  const [a, b] = [side(ours), theirs.length === 0 ? null : side(theirs)];
  return { ...shape, ours: a, mosquitto: b, ratio: b === null ? null : a.perSecond / b.perSecond, acked, stored, rowsPerSecond };
}

interface Round {
  readonly load: LoadResult;
  readonly cpuSeconds: number;
}

async function measured(pid: number, plan: LoadPlan): Promise<Round> {
  const before = treeCpuSeconds(pid);
  const load = await runGenerator(plan);
  return { load, cpuSeconds: treeCpuSeconds(pid) - before };
}

function side(rounds: readonly Round[]): Side {
  const mean = (pick: (round: Round) => number): number => rounds.reduce((sum, round) => sum + pick(round), 0) / rounds.length;
  return {
    perSecond: mean(({ load }) => load.perSecond),
    p50Us: mean(({ load }) => load.p50Us),
    p99Us: Math.max(...rounds.map(({ load }) => load.p99Us)),
    cpuUsPerMessage: mean(cpuUs),
    rounds: rounds.map(({ load }) => load),
  };
}

function cpuUs({ load, cpuSeconds }: Round): number {
  return (cpuSeconds * 1e6) / Math.max(1, load.acked);
}

function line(round: Round): string {
  const { load } = round;
  const busy = `generator ${(load.generatorBusy * 100).toFixed(0)} % busy`;
  const errors = load.errors.length === 0 ? '' : `, ERRORS: ${load.errors.join('; ')}`;
  return `${whole(load.perSecond)} msg/s, p50 ${ms(load.p50Us)}, p99 ${ms(load.p99Us)}, ${cpuUs(round).toFixed(2)} µs CPU/msg, ${busy}${errors}`;
}

function ingestTable(results: readonly ShapeResult[], version: string | undefined): string {
  const head = [
    'shape',
    'thalamus/s',
    `mosquitto ${version ?? '–'}/s`,
    'ratio',
    'floor',
    'aim',
    'verdict',
    'CPU µs/msg',
    'p50',
    'p99',
    'rows/s',
    'stored',
  ];
  return table(
    head,
    results.map((r) => [
      `${r.connections} × ${r.inflight}`,
      whole(r.ours.perSecond),
      r.mosquitto === null ? '–' : whole(r.mosquitto.perSecond),
      r.ratio === null ? '–' : r.ratio.toFixed(2),
      r.floor?.toString() ?? '–',
      r.aim?.toString() ?? '–',
      verdict(r),
      `${r.ours.cpuUsPerMessage.toFixed(2)}${r.mosquitto === null ? '' : ` / ${r.mosquitto.cpuUsPerMessage.toFixed(2)}`}`,
      ms(r.ours.p50Us),
      ms(r.ours.p99Us),
      whole(r.rowsPerSecond),
      r.stored === r.acked ? 'all, once' : `${whole(r.stored)} of ${whole(r.acked)}`,
    ]),
  );
}

function verdict({ ratio, floor, aim }: ShapeResult): string {
  if (ratio === null || floor === null || aim === null) return '–';
  return ratio >= aim ? 'aim reached' : ratio >= floor ? 'above floor' : 'BELOW FLOOR';
}
