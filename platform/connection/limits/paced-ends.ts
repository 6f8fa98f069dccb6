/** Connections are ended in steps of this time. */
const stepMs = 20;

export interface PaceOfEnds {
  readonly perSecond: number;
  /** All are to be ended within this time; if need be faster than `perSecond`. */
  readonly withinMs: number;
  /** Waits; a test's own where given. */
  readonly wait?: (ms: number) => Promise<void>;
}

/** How many to end in each step, so that `count` take as long as the pace says and no longer than there is time. */
export function endsPerStep(count: number, { perSecond, withinMs }: PaceOfEnds): number {
  const steps = Math.max(1, Math.floor(withinMs / stepMs));
  return Math.max(1, Math.ceil(count / steps), Math.floor((perSecond * stepMs) / 1000));
}

/** Ends connections a few at a time, so that not all devices come back in the same moment. Resolves when `end` was called for all. */
export async function endPaced<T>(connections: Iterable<T>, end: (connection: T) => void, pace: PaceOfEnds): Promise<void> {
  const waiting = [...connections];
  const perStep = endsPerStep(waiting.length, pace);
  const wait = pace.wait ?? ((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  for (let at = 0; at < waiting.length; at += perStep) {
    if (at > 0) await wait(stepMs);
    for (const connection of waiting.slice(at, at + perStep)) end(connection);
  }
}
