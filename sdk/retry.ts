/** Most attempts of one call, the first included. */
export const attemptsMax = 4;
/** Wait before the second attempt; doubles from there. */
export const retryWaitMs = 250;
/** Longest wait between two attempts; a server that asks for more gets the error handed to the caller. */
export const retryWaitMaxMs = 10_000;

/** Wait before attempt `attempt` + 1: doubling, half of it random, so that many clients do not return at once. */
export function backoffMs(attempt: number, random: () => number, waitMs = retryWaitMs, waitMaxMs = retryWaitMaxMs): number {
  const full = Math.min(waitMaxMs, waitMs * 2 ** attempt);
  return full / 2 + (full / 2) * random();
}

/** Resolves after `ms`; rejects at once when the signal aborts. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const aborted = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
