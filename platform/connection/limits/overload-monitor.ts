import { totalmem } from 'node:os';
import { constrainedMemory, memoryUsage } from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { advance, calm, type OverloadLevel, type OverloadReading, type OverloadState } from './overload.ts';

/** How often the level is looked at. */
export const overloadLookMs = 100;
/** Looks between two measurements of the whole memory, which cost a system call. */
const looksPerResident = 5;

/** How much the process is behind. */
export interface OverloadMonitor {
  readonly level: OverloadLevel;
  readonly reading: OverloadReading;
  /** Since when it has been on this level, ms. */
  readonly since: number;
  /** To be called every `overloadLookMs`: how late it is called is the lateness of the event loop. */
  look(): void;
}

interface OverloadNeeds {
  readonly boundMs: () => number;
  /** `Infinity`: what the machine has. */
  readonly memoryBytes: () => number;
  readonly changed: (level: OverloadLevel, before: OverloadLevel, reading: OverloadReading) => void;
  readonly now: () => number;
  /** Used part of the memory; the process's own where left out. */
  readonly memoryShare?: () => number;
  /** A clock that nobody sets back. */
  readonly ticks?: () => number;
}

export function createOverloadMonitor(needs: OverloadNeeds): OverloadMonitor {
  const ticks = needs.ticks ?? (() => performance.now());
  const memoryShare = needs.memoryShare ?? ownMemoryShare(needs.memoryBytes);
  let state: OverloadState = calm;
  let lookedAt = ticks();
  let reading: OverloadReading = { at: lookedAt, delayMs: 0, memoryShare: 0 };
  let since = needs.now();
  return {
    look,
    get level() {
      return state.level;
    },
    get reading() {
      return reading;
    },
    get since() {
      return since;
    },
  };

  function look(): void {
    const at = ticks();
    reading = { at, delayMs: Math.max(0, at - lookedAt - overloadLookMs), memoryShare: memoryShare() };
    lookedAt = at;
    const before = state.level;
    state = advance(state, reading, needs.boundMs());
    if (state.level === before) return;
    since = needs.now();
    needs.changed(state.level, before, reading);
  }
}

/** The greater of two parts: of the heap that V8 may have, and of the memory that the process may have. */
function ownMemoryShare(memoryBytes: () => number): () => number {
  // A container's bound where there is one; without one the call gives 0 or a number beyond what the machine has.
  const constrained = constrainedMemory();
  const machineBytes = constrained > 0 && constrained < totalmem() ? constrained : totalmem();
  let looks = 0;
  let residentBytes = memoryUsage.rss();
  return () => {
    if (++looks % looksPerResident === 0) residentBytes = memoryUsage.rss();
    const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
    return Math.max(used / most, residentBytes / Math.min(memoryBytes(), machineBytes));
  };
}
