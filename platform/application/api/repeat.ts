import type { Route } from '#core/route.ts';

/** How a caller may repeat a call whose answer it missed; `keyed`: with the same Idempotency-Key. */
type Repeat = 'always' | 'keyed' | 'refused' | 'never';

/** What a route says, else what its method means: only a creation needs a key, and only a known caller can have one. */
export function repeatOf(route: Route): Repeat {
  if (route.repeat !== undefined) return route.repeat;
  if (route.method !== 'POST') return 'always';
  return route.permission === 'public' ? 'never' : 'keyed';
}
