/** Refused logins per address within `refusedLoginsWindowMs` before further ones are refused unasked. */
export const refusedLoginsPerAddressMax = 10;
export const refusedLoginsWindowMs = 60_000;
/** Addresses remembered; the one refused longest ago is forgotten first. */
export const throttledAddressesMax = 10_000;

/** Slows guessing of secrets: counts refused logins per address in fixed windows. */
export interface LoginThrottle {
  /** Whether this address must wait. */
  blocked(address: string): boolean;
  refused(address: string): void;
}

export function createLoginThrottle(now: () => number): LoginThrottle {
  const refusals = new Map<string, { count: number; since: number }>();
  return { blocked, refused };

  function blocked(address: string): boolean {
    const entry = refusals.get(address);
    return entry !== undefined && entry.count >= refusedLoginsPerAddressMax && now() - entry.since < refusedLoginsWindowMs;
  }

  function refused(address: string): void {
    const entry = refusals.get(address);
    refusals.delete(address);
    const fresh = entry === undefined || now() - entry.since >= refusedLoginsWindowMs;
    refusals.set(address, fresh ? { count: 1, since: now() } : { count: entry.count + 1, since: entry.since });
    if (refusals.size > throttledAddressesMax) refusals.delete(refusals.keys().next().value as string);
  }
}
