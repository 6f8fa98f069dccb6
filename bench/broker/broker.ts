import type { LoadSession } from '../load/plan.ts';

/** A broker under load: ours or a peer, each in a process of its own. */
export interface Broker {
  readonly name: string;
  readonly version: string;
  readonly port: number;
  /** The process that speaks MQTT; what else belongs to it is its children. */
  readonly pid: number;
  /** Whether it knows shared subscriptions. */
  readonly shares: boolean;
  /** How client `index` of a load comes in. */
  session(name: string): LoadSession;
}

/** A peer that was started for the run and is stopped with it. */
export interface Peer extends Broker, AsyncDisposable {}
