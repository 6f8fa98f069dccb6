/** Names that are counted apart; the names of limits are fixed, so that only a bug could bring more, which is counted as `other`. */
const limitNamesMax = 200;

/** How often each limit held somebody back, by its name. */
export class FiredLimits {
  readonly #counts = new Map<string, number>();

  count(limit: string): void {
    const known = this.#counts.get(limit);
    if (known !== undefined) this.#counts.set(limit, known + 1);
    else {
      const name = this.#counts.size < limitNamesMax ? limit : 'other';
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    }
  }

  [Symbol.iterator](): IterableIterator<readonly [string, number]> {
    return this.#counts[Symbol.iterator]();
  }
}
