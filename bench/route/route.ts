import type { Broker } from '../broker/broker.ts';
import { startPeers } from '../broker/peers.ts';
import { startThalamus } from '../broker/thalamus.ts';
import { runRoutes } from '../generator.ts';
import type { RouteResult } from '../load/route/plan.ts';
import { settle } from '../processes.ts';
import { ms, table, whole } from '../table.ts';
import { type RouteCase, routeCases } from './cases.ts';

const rounds = 3;
const settleTimeoutMs = 10_000;
const settledShare = 0.15;
/** A latency is asked for at this share of what the broker can do. */
const latencyShare = 0.5;
const latencyP99UsMax = 20_000;

export interface RouteOptions {
  readonly cases: readonly string[];
  readonly peers: readonly string[];
  readonly seconds: number;
}

interface Side {
  readonly broker: string;
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly rounds: readonly RouteResult[];
  readonly half: RouteResult;
}

/** Messages that each broker hands on per second and per second of its CPU, in alternating rounds; then latency at half of that. */
export async function benchRoute(folder: string, options: RouteOptions, say: (line: string) => void): Promise<unknown> {
  await using stack = new AsyncDisposableStack();
  const peers = await startPeers(folder, options.peers, say);
  for (const peer of peers) stack.use(peer);
  const ours = stack.use(await startThalamus(folder));
  const results = [];
  for (const one of routeCases.filter(({ name }) => options.cases.length === 0 || options.cases.includes(name))) {
    const brokers = [ours, ...peers].filter(({ shares }) => shares || one.shared !== true);
    results.push({ name: one.name, text: one.text, floor: one.floor, sides: await benchCase(one, brokers, options.seconds, say) });
  }
  for (const { text, floor, sides } of results) say(`\n${text}\n${caseTable(sides, floor)}`);
  return { node: process.version, rounds, seconds: options.seconds, cases: results };
}

async function benchCase(
  one: RouteCase,
  brokers: readonly Broker[],
  seconds: number,
  say: (line: string) => void,
): Promise<readonly Side[]> {
  const taken = new Map<Broker, RouteResult[]>(brokers.map((broker) => [broker, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [broker, done] of taken) {
      await settle(broker.pid, settledShare, settleTimeoutMs);
      const result = await runRoutes({ ...one.plan(broker, `${one.name}-${round}`), seconds });
      done.push(result);
      say(`${one.name} ${broker.name} round ${round + 1}: ${line(result)}`);
    }
  }
  const sides: Side[] = [];
  for (const [broker, done] of taken) {
    const mean = (of: (round: RouteResult) => number): number => done.reduce((sum, round) => sum + of(round), 0) / done.length;
    const perSecond = mean(({ deliveries, seconds: s }) => deliveries / s);
    const plan = one.plan(broker, `${one.name}-half`);
    // A paced publisher may fall behind without being cut off by a window that is made for saturation.
    const paced = { ...plan, window: plan.window * 50, seconds, ratePerSecond: (perSecond / plan.copies) * latencyShare };
    const half = await runRoutes(paced);
    say(`${one.name} ${broker.name} at half: ${line(half)}`);
    sides.push({ broker: `${broker.name} ${broker.version}`, perSecond, perCpuSecond: mean(perCpu), rounds: done, half });
  }
  return sides;
}

/** From the first publish to the last delivery: the kernel's clock is too coarse for less. */
function perCpu({ delivered, brokerCpuSeconds }: RouteResult): number {
  return delivered / Math.max(0.01, brokerCpuSeconds);
}

function line(load: RouteResult): string {
  const lost = load.lost === 0 ? '' : `, LOST ${load.lost}`;
  const children = load.childrenCpuSeconds < 0.05 ? '' : `, children ${load.childrenCpuSeconds.toFixed(1)} s`;
  const errors = load.errors.length === 0 ? '' : `, ERRORS: ${load.errors.join('; ')}`;
  return `${whole(load.deliveries / load.seconds)} msg/s, ${whole(perCpu(load))} per CPU s${children}, p50 ${ms(load.p50Us)}, p99 ${ms(load.p99Us)}, ${whole(load.delivered)} delivered${lost}, generator ${(load.generatorBusy * 100).toFixed(0)} % busy${errors}`;
}

function caseTable(sides: readonly Side[], floor: number): string {
  const ours = sides[0] as Side;
  const rows = sides.map((side) => {
    const [ratio, perCpuRatio] = [ours.perSecond / side.perSecond, ours.perCpuSecond / side.perCpuSecond];
    const isPeer = side !== ours;
    const verdict = side.broker.startsWith('mosquitto') ? verdictOf(perCpuRatio, floor) : '';
    const slow = !isPeer && side.half.p99Us > latencyP99UsMax ? ' TOO SLOW' : '';
    return [
      side.broker,
      whole(side.perSecond),
      isPeer ? ratio.toFixed(2) : '',
      whole(side.perCpuSecond),
      isPeer ? perCpuRatio.toFixed(2) : '',
      verdict,
      ms(side.half.p50Us),
      `${ms(side.half.p99Us)}${slow}`,
      `${Math.round(Math.max(...side.rounds.map((round) => round.generatorBusy)) * 100)} %`,
    ];
  });
  const head = ['broker', 'msg/s', 'ours ×', 'msg/CPU s', 'ours ×', `floor ${floor}, aim 1`, 'p50 at half', 'p99 at half', 'generator'];
  return table(head, rows);
}

function verdictOf(ratio: number, floor: number): string {
  return ratio >= 1 ? 'aim reached' : ratio >= floor ? 'above floor' : 'BELOW FLOOR';
}
