import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import { type BanList, createBanList } from './ban-list.ts';
import { type ConnectionLimits, type ConnectionLimitValues, connectionLimitsOf } from './connection-limits.ts';
import { FiredLimits } from './fired-limits.ts';
import { createGuard, type Guard } from './guard.ts';
import { createLoginThrottle, type LoginThrottle } from './login-throttle.ts';
import { createOverloadMonitor, type OverloadMonitor, overloadLookMs } from './overload-monitor.ts';

/** How exact waits of the rates are. */
const clockMs = 20;
const banSweepMs = 10_000;

/** The limits of connections at work; disposing stops their timers. */
export interface Limits extends Disposable {
  readonly guard: Guard;
  /** The limits in force; asked anew each time, as they change while the program runs. */
  readonly inForce: () => ConnectionLimits;
  readonly set: ConnectionLimitValues;
  /** These hold from now on. */
  change(set: ConnectionLimitValues): void;
  readonly bans: BanList;
  readonly throttle: LoginThrottle;
  readonly overload: OverloadMonitor;
  /** How often each limit held somebody back. */
  readonly fired: FiredLimits;
}

interface LimitsNeeds {
  readonly events: EventBus;
  readonly log: Logger;
  readonly now: () => number;
  /** What was set; nothing where left out. */
  readonly set?: ConnectionLimitValues;
}

export function createLimits({ events, log, now, set: first = {} }: LimitsNeeds): Limits {
  let set = first;
  let limits = connectionLimitsOf(set);
  const inForce = () => limits;
  const clock = { now: Math.floor(performance.now()) };
  const bans = createBanList(now);
  const fired = new FiredLimits();
  const throttle = createLoginThrottle(now, inForce);
  const overload = createOverloadMonitor({
    boundMs: () => limits.overloadDelayMs,
    memoryBytes: () => limits.overloadMemoryBytes,
    changed(level, before, { delayMs, memoryShare }) {
      const told = { level, before, delayMs: Math.round(delayMs), memoryShare: Math.round(memoryShare * 1000) / 1000 };
      if (level > before) log.warn(told, 'the platform is overloaded');
      else log.info(told, 'the overload is less');
      events.publish('overload.changed', { ...told, at: now() });
    },
    now,
  });
  const guard = createGuard({ limits: inForce, bans, throttle, level: () => overload.level, fired, events, clock, now });
  const timers = [
    every(clockMs, () => {
      clock.now = Math.floor(performance.now());
    }),
    every(overloadLookMs, overload.look),
    every(1000, guard.everySecond),
    every(banSweepMs, bans.sweep),
  ];
  return {
    guard,
    inForce,
    change,
    bans,
    throttle,
    overload,
    fired,
    get set() {
      return set;
    },
    [Symbol.dispose]() {
      for (const timer of timers) clearInterval(timer);
    },
  };

  function change(changed: ConnectionLimitValues): void {
    set = changed;
    limits = connectionLimitsOf(set);
    guard.limitsChanged();
  }
}

function every(ms: number, work: () => void): NodeJS.Timeout {
  return setInterval(work, ms).unref();
}
