import type { Will } from '../packet/connect.ts';

/** A will that waits for its delay or for the end of its session, whichever comes first (MQTT 5 §3.1.3.2.2). */
export interface PendingWill {
  readonly will: Will;
  /** ms since the epoch; 0 while its client is connected. */
  readonly at: number;
}

/** When a will is due after its connection was lost at `now`; at once where there is nothing to wait for. */
export function willDue(will: Will, expirySeconds: number, now: number): number {
  return now + Math.min(will.delaySeconds, expirySeconds) * 1000;
}
