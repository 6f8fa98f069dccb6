import { Pace } from './pace.ts';

/** A pace per key, for the keys that were seen last; who was forgotten begins with a full burst. */
export class KeyedPaces {
  readonly #paces = new Map<string, Pace>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes one; false when there is none to take. */
  take(key: string, now: number, rate: number, burst: number): boolean {
    if (rate === Number.POSITIVE_INFINITY) return true;
    const pace = this.#paces.get(key) ?? new Pace(rate, burst);
    this.#paces.delete(key);
    this.#paces.set(key, pace);
    if (this.#paces.size > this.#most) this.#paces.delete(this.#paces.keys().next().value as string);
    if (pace.waitMs(now) > 0) return false;
    pace.take(now, 1);
    return true;
  }

  /** Other rates hold from now on. */
  clear(): void {
    this.#paces.clear();
  }
}
