import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 20;
const waitMsMax = 60_000;

/** Polls until `check` gives a value: for what has no event to wait for. Throws with the last error when it takes longer than a minute. */
export async function eventually<T>(what: string, check: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + waitMsMax;
  let last: unknown;
  while (performance.now() < until) {
    try {
      const value = await check();
      if (value !== undefined) return value;
    } catch (error) {
      last = error;
    }
    await delay(pollMs);
  }
  throw new Error(`not within ${waitMsMax} ms: ${what}`, { cause: last });
}
