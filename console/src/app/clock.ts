import { useSyncExternalStore } from 'react';

const tickMs = 1000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present in ms, told once a second; every "3s ago" on a page ticks on the same beat. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => (timer === undefined ? Math.max(now, Date.now() - (Date.now() % tickMs)) : now));
}
