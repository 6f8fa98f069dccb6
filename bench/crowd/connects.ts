import type { Broker } from '../broker/broker.ts';
import { startPeers } from '../broker/peers.ts';
import { startThalamus } from '../broker/thalamus.ts';
import { runConnects } from '../generator.ts';
import type { CrowdResult } from '../load/crowd/plan.ts';
import type { LoadSession } from '../load/plan.ts';
import { settle, splitCpuSeconds } from '../processes.ts';
import { ms, table, whole } from '../table.ts';

const rounds = 3;
const clients = 1_000;
const atOnce = 50;
const warmupSeconds = 2;
const floor = 0.7;
const settledShare = 0.15;
const settleTimeoutMs = 10_000;

interface Round {
  readonly load: CrowdResult;
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly childrenCpuSeconds: number;
}

interface Candidate {
  readonly broker: Broker;
  readonly name: string;
  readonly sessions: readonly LoadSession[];
  readonly rounds: Round[];
}

/** Clients that connect, are let in and leave: ours prove a device's secret, those of the peers nothing. */
export async function benchConnects(
  folder: string,
  options: { readonly peers: readonly string[]; readonly seconds: number },
  say: (line: string) => void,
): Promise<unknown> {
  await using stack = new AsyncDisposableStack();
  const peers = await startPeers(folder, options.peers, say);
  for (const peer of peers) stack.use(peer);
  const ours = stack.use(await startThalamus(folder));
  const names = Array.from({ length: clients }, (_, index) => `client-${index}`);
  const candidates: Candidate[] = [
    { broker: ours, name: 'thalamus, secrets', sessions: await ours.platform.createDevices('connects', clients), rounds: [] },
    ...[ours, ...peers].map((broker) => ({
      broker,
      name: `${broker.name}, anonymous`,
      sessions: names.map((name) => broker.session(name)),
      rounds: [],
    })),
  ];
  for (let round = 0; round < rounds; round++) {
    for (const candidate of candidates) {
      const result = await measured(candidate, options.seconds);
      candidate.rounds.push(result);
      const errors = result.load.errors.length === 0 ? '' : `, ERRORS: ${result.load.errors.join('; ')}`;
      const children = result.childrenCpuSeconds < 0.05 ? '' : `, children ${result.childrenCpuSeconds.toFixed(1)} s`;
      const busy = `generator ${(result.load.generatorBusy * 100).toFixed(0)} % busy`;
      const speed = `${whole(result.perSecond)} connects/s, ${whole(result.perCpuSecond)} per CPU s${children}`;
      say(`${candidate.name} round ${round + 1}: ${speed}, p50 ${ms(result.load.p50Us)}, p99 ${ms(result.load.p99Us)}, ${busy}${errors}`);
    }
  }
  say(`\n${connectsTable(candidates)}`);
  return {
    node: process.version,
    seconds: options.seconds,
    candidates: candidates.map(({ broker, name, rounds: all }) => ({ name, version: broker.version, rounds: all })),
  };
}

async function measured({ broker, sessions }: Candidate, seconds: number): Promise<Round> {
  await settle(broker.pid, settledShare, settleTimeoutMs);
  const before = splitCpuSeconds(broker.pid);
  const load = await runConnects({ host: '127.0.0.1', port: broker.port, sessions, stay: false, atOnce, warmupSeconds, seconds });
  const after = splitCpuSeconds(broker.pid);
  const perSecond = load.connects / load.seconds;
  return {
    load,
    perSecond,
    perCpuSecond: load.all / Math.max(0.01, after.own - before.own),
    childrenCpuSeconds: after.children - before.children,
  };
}

function connectsTable(candidates: readonly Candidate[]): string {
  const mean = ({ rounds: all }: Candidate, of: (round: Round) => number): number =>
    all.reduce((sum, round) => sum + of(round), 0) / all.length;
  const ours = candidates[0] as Candidate;
  const rows = candidates.map((candidate) => {
    const ratio = mean(ours, (round) => round.perSecond) / mean(candidate, (round) => round.perSecond);
    const cpuRatio = mean(ours, (round) => round.perCpuSecond) / mean(candidate, (round) => round.perCpuSecond);
    const verdict = candidate.broker.name === 'mosquitto' ? (ratio >= floor ? 'reached' : 'BELOW FLOOR') : '';
    return [
      candidate.name,
      whole(mean(candidate, (round) => round.perSecond)),
      candidate === ours ? '' : ratio.toFixed(2),
      whole(mean(candidate, (round) => round.perCpuSecond)),
      candidate === ours ? '' : cpuRatio.toFixed(2),
      verdict,
      `${Math.round(mean(candidate, ({ load }) => load.generatorBusy) * 100)} %`,
    ];
  });
  return table(['broker', 'connects/s', 'ours ×', 'per CPU s', 'ours ×', `floor ${floor}`, 'generator'], rows);
}
