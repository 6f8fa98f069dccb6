import type { LoadSession } from '../plan.ts';

/** A load of messages that a broker hands on, as JSON on the generator's standard input. */
export interface RoutePlan {
  readonly host: string;
  readonly port: number;
  /** The broker's process, whose CPU time is read while messages flow. */
  readonly pid: number;
  readonly publishers: readonly (LoadSession & { readonly topic: string })[];
  readonly subscribers: readonly (LoadSession & { readonly filter: string })[];
  readonly qos: 0 | 1;
  readonly payloadBytes: number;
  /** How many subscribers get each message. */
  readonly copies: number;
  /** Messages per publisher that are not yet acknowledged and delivered to all who want them. */
  readonly window: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
  /** Messages per second over all publishers; null sends as fast as deliveries come. */
  readonly ratePerSecond: number | null;
}

/** What the generator saw. */
export interface RouteResult {
  /** Over the whole run, the last deliveries included. */
  readonly sent: number;
  readonly delivered: number;
  readonly lost: number;
  /** Within the measured time. */
  readonly published: number;
  readonly deliveries: number;
  readonly seconds: number;
  /** From the write of a message to its reading by a subscriber. */
  readonly p50Us: number;
  readonly p99Us: number;
  /** Share of the measured time that the generator's process used a core. */
  readonly generatorBusy: number;
  /** CPU of the broker's process and of its children from the first publish to the last delivery. */
  readonly brokerCpuSeconds: number;
  readonly childrenCpuSeconds: number;
  readonly errors: readonly string[];
}
