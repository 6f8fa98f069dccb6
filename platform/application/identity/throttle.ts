import { Fault } from '#core/errors.ts';

/** Wrong passwords per address and per e-mail within a minute; the next is told to wait. */
export const wrongPasswordsPerMinuteMax = 10;
/** Invalid API keys per address within a minute. */
export const wrongKeysPerMinuteMax = 60;
/** Names counted at once; beyond it the oldest is forgotten. */
export const throttledNamesMax = 20_000;
const windowMs = 60_000;

/** Counts failures by name (an address, an e-mail) in windows of a minute. */
export interface Throttle {
  /** Throws `RATE_LIMITED` when any of the names has had its failures; the fault carries how long to wait. */
  check(...names: readonly string[]): void;
  failed(...names: readonly string[]): void;
  /** Takes back the failure counted before the check; the others still count, or one good account would buy endless guesses. */
  succeeded(...names: readonly string[]): void;
}

/** A throttle that allows `failuresMax` failures of a name per minute. */
export function createThrottle(failuresMax: number, now: () => number): Throttle {
  const windows = new Map<string, { since: number; failures: number }>();
  return { check, failed, succeeded };

  function check(...names: readonly string[]): void {
    for (const name of names) {
      const window = windows.get(name);
      if (window === undefined || window.failures < failuresMax) continue;
      const waitMs = window.since + windowMs - now();
      if (waitMs <= 0) windows.delete(name);
      else throw new Fault('RATE_LIMITED', 'Too many failed attempts; wait a minute', { retryAfterS: Math.ceil(waitMs / 1000) });
    }
  }

  function failed(...names: readonly string[]): void {
    for (const name of names) {
      const window = windows.get(name);
      if (window !== undefined && now() - window.since < windowMs) window.failures++;
      else {
        windows.delete(name);
        windows.set(name, { since: now(), failures: 1 });
      }
    }
    for (const oldest of windows.keys()) {
      if (windows.size <= throttledNamesMax) break;
      windows.delete(oldest);
    }
  }

  function succeeded(...names: readonly string[]): void {
    for (const name of names) {
      const window = windows.get(name);
      if (window !== undefined) window.failures--;
    }
  }
}
