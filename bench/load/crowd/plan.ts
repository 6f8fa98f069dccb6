import type { LoadSession } from '../plan.ts';

/** Clients that only connect: a crowd that stays, or one that comes and goes. */
export interface CrowdPlan {
  readonly host: string;
  readonly port: number;
  readonly sessions: readonly LoadSession[];
  /** One connection per session, held until the generator's input ends; or connects in turn for some seconds. */
  readonly stay: boolean;
  /** Connections that are being opened at the same time. */
  readonly atOnce: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
}

/** What the generator saw; of a crowd that stays it is told when all are in. */
export interface CrowdResult {
  readonly connects: number;
  /** Warm-up included. */
  readonly all: number;
  readonly seconds: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly generatorBusy: number;
  readonly errors: readonly string[];
}
