import { Fault } from '#core/errors.ts';
import type { Throttle } from './throttle.ts';

/** Does work that may be a guess, unless one of the names (an address, a person) has guessed wrong too often; then `RATE_LIMITED`. */
export type Attempts = <T>(names: readonly string[], work: () => Promise<T>) => Promise<T>;

export function createAttempts(wrong: Throttle): Attempts {
  // Failures count before the check is over: guesses sent at the same time must not all pass the throttle.
  return async (names, work) => {
    wrong.check(...names);
    wrong.failed(...names);
    try {
      const result = await work();
      wrong.succeeded(...names);
      return result;
    } catch (error) {
      // A platform that is overloaded or has lost its database says nothing of the password.
      if (!(error instanceof Fault && isWrongGuess(error))) wrong.succeeded(...names);
      throw error;
    }
  };
}

/** True for a guess that was wrong: of a password, or of a code. */
export function isWrongGuess({ code }: Fault): boolean {
  return code === 'WRONG_PASSWORD' || code === 'WRONG_CODE';
}
