/** Due times of many things on one timer: each slot of the wheel holds what falls into it, however many turns ahead. */
export interface TimingWheel<T> {
  add(item: T, dueMs: number): void;
  /** Calls back, in order of their slots, for everything due up to `nowMs`; each was taken out and may be added again. */
  advance(nowMs: number, due: (item: T, dueMs: number) => void): void;
  size(): number;
}

const slotMs = 10;
const slots = 512;

/** Makes an empty wheel that begins at `startMs`. */
export function createTimingWheel<T>(startMs: number): TimingWheel<T> {
  const wheel: { readonly item: T; readonly dueMs: number }[][] = Array.from({ length: slots }, () => []);
  let at = Math.floor(startMs / slotMs);
  let size = 0;
  return {
    add(item, dueMs) {
      // What is late already comes with the next slot.
      const slot = Math.max(Math.floor(dueMs / slotMs), at);
      wheel[slot % slots]?.push({ item, dueMs });
      size++;
    },
    advance(nowMs, due) {
      const end = Math.floor(nowMs / slotMs);
      while (at < end) {
        const place = at % slots;
        // Moved on first: what is added again while it is due must not fall into the slot that is being emptied.
        at++;
        const entries = wheel[place] ?? [];
        if (entries.length === 0) continue;
        const until = at * slotMs;
        const later = entries.filter((entry) => entry.dueMs >= until);
        wheel[place] = later;
        size -= entries.length - later.length;
        for (const entry of entries) if (entry.dueMs < until) due(entry.item, entry.dueMs);
      }
    },
    size: () => size,
  };
}
