import type { ConnectionLimits } from './connection-limits.ts';
import type { GuardPrincipal } from './guard.ts';
import { type CoarseClock, OwnerMeter } from './owner-meter.ts';
import { pickTalkers, talkerLeastWeight } from './talkers.ts';

/** Owners without a connection whose rate is remembered, so that coming anew gives nobody a fresh burst; beyond it the oldest is forgotten. */
const restingOwnersMax = 20_000;
/** How long of each second those who send most are not read, by level of overload. */
const talkerHoldMs = [0, 500, 700, 850] as const;

/** The meters of all who are connected. */
export interface OwnerMeters {
  opened(principal: GuardPrincipal): OwnerMeter;
  ended(principal: GuardPrincipal): void;
  /** The meter of somebody, connected or not. */
  of(principal: GuardPrincipal): OwnerMeter;
  connectionsOf(principal: GuardPrincipal): number;
  setLimits(limits: ConnectionLimits): void;
  /** To be called once per second: while the level is above 0, those who sent most since the last call are held; returns how many. */
  holdTalkers(level: number): number;
}

export function createOwnerMeters(limits: () => ConnectionLimits, clock: CoarseClock): OwnerMeters {
  const meters = new Map<string, OwnerMeter>();
  const resting = new Set<string>();
  let watching = false;
  return { opened, ended, of, connectionsOf, setLimits, holdTalkers };

  function of(principal: GuardPrincipal): OwnerMeter {
    const key = ownerKey(principal);
    let meter = meters.get(key);
    if (meter === undefined) {
      meter = new OwnerMeter(principal.kind, clock, limits());
      meters.set(key, meter);
      // Who comes over HTTP is never connected.
      rest(key);
    }
    return meter;
  }

  function opened(principal: GuardPrincipal): OwnerMeter {
    const meter = of(principal);
    meter.connections++;
    resting.delete(ownerKey(principal));
    return meter;
  }

  function ended(principal: GuardPrincipal): void {
    const key = ownerKey(principal);
    const meter = meters.get(key);
    if (meter === undefined || --meter.connections > 0) return;
    if (meter.isIdle()) meters.delete(key);
    else rest(key);
  }

  function rest(key: string): void {
    resting.add(key);
    for (const oldest of resting) {
      if (oldest === key || (resting.size <= restingOwnersMax && meters.get(oldest)?.isIdle() === false)) return;
      resting.delete(oldest);
      meters.delete(oldest);
    }
  }

  function connectionsOf(principal: GuardPrincipal): number {
    return meters.get(ownerKey(principal))?.connections ?? 0;
  }

  function setLimits(changed: ConnectionLimits): void {
    for (const [key, meter] of meters) meter.setLimits(key.startsWith('device') ? 'device' : 'application', changed);
  }

  function holdTalkers(level: number): number {
    // Without overload nobody is looked at, so that it costs nothing; what was sent before is no reason.
    const watched = watching;
    watching = level > 0;
    if (!watching) return 0;
    const seen: { meter: OwnerMeter; weight: number }[] = [];
    let total = 0;
    for (const meter of meters.values()) {
      const weight = meter.takeWeight();
      total += weight;
      if (watched && weight >= talkerLeastWeight) seen.push({ meter, weight });
    }
    const talkers = pickTalkers(seen, total);
    const until = clock.now + (talkerHoldMs[level] ?? 0);
    for (const { meter } of talkers) meter.holdUntil(until);
    return talkers.length;
  }
}

/** One device or application of one tenant; kinds and names of tenants have no slash. */
export function ownerKey({ kind, tenant, name }: GuardPrincipal): string {
  return `${kind}/${tenant}/${name}`;
}
