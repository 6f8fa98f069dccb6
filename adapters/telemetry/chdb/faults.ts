import { Fault } from '#core/errors.ts';
import type { EngineFailure } from './frames.ts';

/** ClickHouse's error numbers that mean the query asked for too long or too much. */
const timeouts = new Set([159, 160]);
const tooLarge = new Set([158, 173, 241, 307, 396]);
const cancelled = 394;

/** Longest text of an engine's error that is passed on. */
export const engineMessageCharactersMax = 2000;

/** Turns what the engine said into what a caller may meet; errors without a meaning of their own keep their message. */
export function engineError(failure: EngineFailure): Error {
  const message = failure.message.slice(0, engineMessageCharactersMax);
  if (failure.code !== undefined && timeouts.has(failure.code)) {
    return new Fault('QUERY_TIMEOUT', 'The query ran longer than it may; ask for a shorter time range or fewer devices.', {
      cause: message,
    });
  }
  if (failure.code !== undefined && tooLarge.has(failure.code)) {
    return new Fault('QUERY_TOO_LARGE', 'The query needs more memory or gives a larger result than it may; ask for less at once.', {
      cause: message,
    });
  }
  if (failure.code === cancelled) return new DOMException('The query was cancelled.', 'AbortError');
  return new EngineError(failure.code, message);
}

/** A statement that the engine refused; `engineCode` is ClickHouse's number. */
export class EngineError extends Error {
  readonly engineCode: number | undefined;

  constructor(engineCode: number | undefined, message: string) {
    super(message);
    this.name = 'EngineError';
    this.engineCode = engineCode;
  }
}
