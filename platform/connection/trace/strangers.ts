import type { Subject } from './connection-event.ts';

/** Names that no device has, noted of one tenant per minute; what is tried with further ones is noted together. */
const unknownNamesPerMinuteMax = 30;
/** Tenants whose unknown names are told apart at a time; made-up tenants must not fill the memory. */
const strangeTenantsMax = 10_000;
/** Characters of an unknown name that are kept. */
const unknownNameCharsMax = 128;
const minuteMs = 60_000;

/** Bounds what those who try made-up names can have noted. */
export interface Strangers {
  /** The subject to note under: the same, or the tenant's nameless one. */
  bounded(subject: Subject): Subject;
}

export function createStrangers(now: () => number): Strangers {
  const tenants = new Map<string, Set<string>>();
  let since = now();

  return {
    bounded({ tenant, kind, name }) {
      const at = now();
      if (at - since >= minuteMs) {
        since = at;
        tenants.clear();
      }
      const shown = name.slice(0, unknownNameCharsMax);
      const names = tenants.get(tenant) ?? new Set();
      if (names.size === 0 && tenants.size < strangeTenantsMax) tenants.set(tenant, names);
      if (names.has(shown) || names.size < unknownNamesPerMinuteMax) {
        names.add(shown);
        return { tenant, kind, name: shown };
      }
      return { tenant, kind, name: '' };
    },
  };
}
