import { addressKey } from './address.ts';

/** Refused logins are counted over this time. */
export const refusedLoginsWindowMs = 60_000;
/** Longest wait of somebody who goes on guessing; each wait is twice as long as the one before. */
export const loginWaitMsMax = 15 * 60_000;
/** Who has not been refused for this long after a wait is new to us. */
const loginForgetMs = 3600_000;
/** Addresses, and users at addresses, remembered; the one refused longest ago is forgotten first. */
export const throttledNamesMax = 20_000;
/** Longest part of a user name that tells it from others. */
const userCharactersMax = 256;

export interface LoginThrottleBounds {
  /** Refused logins of one user name at one address within the window. */
  readonly refusedLoginsPerMinuteMax: number;
  /** Of one address, whatever the user name. */
  readonly refusedLoginsPerAddressMax: number;
}

/** Slows guessing of secrets, without keeping out those who share an address with somebody that guesses. */
export interface LoginThrottle {
  /** Whether this address, or this user at it, must wait. */
  blocked(address: string, user?: string): boolean;
  refused(address: string, user?: string): void;
}

interface Entry {
  count: number;
  since: number;
  /** Waits so far. */
  waits: number;
  blockedUntil: number;
}

/** Counts by address (of IPv6: network of 64 bits) and user, and by address alone with a higher bound. */
export function createLoginThrottle(now: () => number, bounds: () => LoginThrottleBounds): LoginThrottle {
  const entries = new Map<string, Entry>();
  return { blocked, refused };

  function blocked(address: string, user?: string): boolean {
    const place = addressKey(address);
    return waits(place) || waits(userKey(place, user));
  }

  function refused(address: string, user?: string): void {
    const place = addressKey(address);
    const { refusedLoginsPerMinuteMax, refusedLoginsPerAddressMax } = bounds();
    count(place, refusedLoginsPerAddressMax);
    count(userKey(place, user), refusedLoginsPerMinuteMax);
  }

  function waits(key: string): boolean {
    const entry = entries.get(key);
    return entry !== undefined && now() < entry.blockedUntil;
  }

  function count(key: string, most: number): void {
    const at = now();
    const entry = entries.get(key) ?? { count: 0, since: at, waits: 0, blockedUntil: 0 };
    if (at - entry.since >= refusedLoginsWindowMs) Object.assign(entry, { count: 0, since: at });
    if (at - entry.blockedUntil >= loginForgetMs) entry.waits = 0;
    entry.count++;
    // Logins that were on their way when the wait began don't begin another one.
    if (entry.count >= most && at >= entry.blockedUntil) {
      entry.blockedUntil = at + Math.min(refusedLoginsWindowMs * 2 ** Math.min(entry.waits, 16), loginWaitMsMax);
      entry.waits++;
      entry.count = 0;
    }
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > throttledNamesMax) entries.delete(entries.keys().next().value as string);
  }
}

/** A space separates: no address has one. */
/** What follows a `?` names nobody, so it must not make somebody else of who guesses. */
function userKey(place: string, user: string | undefined): string {
  return `${place} ${user?.split('?', 1)[0]?.slice(0, userCharactersMax) ?? ''}`;
}
