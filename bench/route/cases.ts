import type { Broker } from '../broker/broker.ts';
import type { RoutePlan } from '../load/route/plan.ts';

/** A way in which messages are handed on, with the ratio to Mosquitto that must be kept; 1 is aimed at. */
export interface RouteCase {
  readonly name: string;
  readonly text: string;
  readonly floor: number;
  /** Needs shared subscriptions. */
  readonly shared?: boolean;
  plan(broker: Broker, run: string): RoutePlan;
}

const common = { host: '127.0.0.1', warmupSeconds: 2, seconds: 5, ratePerSecond: null } as const;

/** What `npm run bench -- route` measures. */
export const routeCases: readonly RouteCase[] = [
  pairs('p2p-16', 16),
  pairs('p2p-256', 256),
  {
    name: 'fan-out',
    text: '10 publishers → 1000 subscribers to all, QoS 0, 16 B',
    floor: 0.7,
    plan: (broker, run) => ({
      ...common,
      port: broker.port,
      pid: broker.pid,
      qos: 0,
      payloadBytes: 16,
      copies: 1000,
      window: 10,
      publishers: names(10).map((i) => ({ ...broker.session(`${run}-p${i}`), topic: `bench/${run}/${i}` })),
      subscribers: names(1000).map((i) => ({ ...broker.session(`${run}-s${i}`), filter: `bench/${run}/+` })),
    }),
  },
  {
    name: 'shared',
    text: '100 publishers → 5 members of a shared subscription, QoS 1, 16 B',
    floor: 0.6,
    shared: true,
    plan: (broker, run) => ({
      ...common,
      port: broker.port,
      pid: broker.pid,
      qos: 1,
      payloadBytes: 16,
      copies: 1,
      window: 10,
      publishers: names(100).map((i) => ({ ...broker.session(`${run}-p${i}`), topic: `bench/${run}/${i}` })),
      subscribers: names(5).map((i) => ({ ...broker.session(`${run}-s${i}`), filter: `$share/bench/bench/${run}/+` })),
    }),
  },
];

function pairs(name: string, payloadBytes: number): RouteCase {
  return {
    name,
    text: `100 publishers → 100 subscribers, one topic each, QoS 1, ${payloadBytes} B`,
    floor: 0.6,
    plan: (broker, run) => ({
      ...common,
      port: broker.port,
      pid: broker.pid,
      qos: 1,
      payloadBytes,
      copies: 1,
      window: 10,
      publishers: names(100).map((i) => ({ ...broker.session(`${run}-p${i}`), topic: `bench/${run}/${i}` })),
      subscribers: names(100).map((i) => ({ ...broker.session(`${run}-s${i}`), filter: `bench/${run}/${i}` })),
    }),
  };
}

function names(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
