/** Entries of refused calls that one caller leaves in a minute; further ones are counted and not kept. */
export const refusedEntriesPerMinuteMax = 20;
/** The same for all callers together that nobody knows: whoever has many addresses can't fill the log. */
export const unknownEntriesPerMinuteMax = 300;
/** Callers counted at once; beyond it the oldest is forgotten. */
export const refusedCallersMax = 10_000;
/** Length of a window. */
const refusedWindowMs = 60_000;

const everybody = 'nobody';

/** True while the caller may leave another entry; every call counts. `known` is false for callers who have not said who they are. */
export type RefusalBound = (caller: string, known: boolean) => boolean;

export function createRefusalBound(now: () => number): RefusalBound {
  const windows = new Map<string, { readonly since: number; count: number }>();
  return (caller, known) => {
    const own = take(`${known ? 'known' : 'address'} ${caller}`, refusedEntriesPerMinuteMax);
    return known ? own : own && take(everybody, unknownEntriesPerMinuteMax);
  };

  function take(name: string, most: number): boolean {
    let window = windows.get(name);
    if (window === undefined || now() - window.since >= refusedWindowMs) {
      windows.delete(name);
      window = { since: now(), count: 0 };
      windows.set(name, window);
      for (const oldest of windows.keys()) {
        if (windows.size <= refusedCallersMax) break;
        windows.delete(oldest);
      }
    }
    window.count++;
    return window.count <= most;
  }
}
