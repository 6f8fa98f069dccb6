/** 0: all is well. 1: who sends most is read more slowly. 2: new connections are refused. 3: QoS 0 is dropped. */
export type OverloadLevel = 0 | 1 | 2 | 3;

/** What was measured at a moment. */
export interface OverloadReading {
  readonly at: number;
  /** Lateness of the event loop, ms. */
  readonly delayMs: number;
  /** Used part of the memory that there is. */
  readonly memoryShare: number;
}

export interface OverloadState {
  readonly level: OverloadLevel;
  /** Since when the level is too low, and by how many readings in a row; 0 when it is not. */
  readonly risingSince: number;
  readonly risingReadings: number;
  /** Since when the level is too high; 0 when it is not. */
  readonly fallingSince: number;
}

export const calm: OverloadState = { level: 0, risingSince: 0, risingReadings: 0, fallingSince: 0 };

/** A level rises when readings were above its bound for this long, and so many in a row, so that one long turn alone is no overload. */
export const overloadRiseMs = 200;
export const overloadRiseReadings = 3;
/** A level falls, by one, when readings were well below its bound for this long. */
export const overloadFallMs = 2_000;

/** Lateness at each level, in parts of the one set for level 1, and part of the memory in use. */
const delayFactors = [1, 3, 6] as const;
const memoryShares = [0.8, 0.88, 0.94] as const;
/** A level is left only when lateness and memory are this much below what led to it. */
const delayRelief = 0.6;
const memoryRelief = 0.05;

/** The next state after a reading: up to the level that readings ask for once they insist, down one step at a time. */
export function advance(state: OverloadState, { at, delayMs, memoryShare }: OverloadReading, boundMs: number): OverloadState {
  const asked = levelOf(delayMs / boundMs, memoryShare);
  if (asked > state.level) {
    const risingReadings = state.risingReadings + 1;
    const risingSince = state.risingReadings === 0 ? at : state.risingSince;
    if (risingReadings < overloadRiseReadings || at - risingSince < overloadRiseMs) {
      return { level: state.level, risingSince, risingReadings, fallingSince: 0 };
    }
    return { ...calm, level: asked };
  }
  // What would still hold the level must be gone.
  const held = levelOf(delayMs / delayRelief / boundMs, memoryShare + memoryRelief);
  if (held >= state.level) return { ...calm, level: state.level };
  const fallingSince = state.fallingSince === 0 ? at : state.fallingSince;
  if (at - fallingSince < overloadFallMs) return { ...calm, level: state.level, fallingSince };
  return { ...calm, level: (state.level - 1) as OverloadLevel, fallingSince: at };
}

function levelOf(delay: number, memory: number): OverloadLevel {
  for (const level of [3, 2, 1] as const) {
    if (delay >= (delayFactors[level - 1] as number) || memory >= (memoryShares[level - 1] as number)) return level;
  }
  return 0;
}
