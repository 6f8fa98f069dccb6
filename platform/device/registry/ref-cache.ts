/** Gives out one object per key for as long as anybody holds it, and itself holds the most recently asked ones. */
export class RefCache<T extends object> {
  readonly #known = new Map<string, WeakRef<T>>();
  readonly #recent = new Map<string, T>();
  readonly #recentMax: number;
  readonly #gone = new FinalizationRegistry<string>((key) => {
    // The key may have got a new object meanwhile.
    if (this.#known.get(key)?.deref() === undefined) this.#known.delete(key);
  });

  constructor(recentMax: number) {
    this.#recentMax = recentMax;
  }

  get size(): number {
    return this.#known.size;
  }

  get(key: string): T | undefined {
    const ref = this.#recent.get(key) ?? this.#known.get(key)?.deref();
    if (ref !== undefined) this.#touch(key, ref);
    return ref;
  }

  /** Like `get`, without counting as asked. */
  peek(key: string): T | undefined {
    return this.#known.get(key)?.deref();
  }

  set(key: string, ref: T): void {
    this.#known.set(key, new WeakRef(ref));
    this.#gone.register(ref, key);
    this.#touch(key, ref);
  }

  delete(key: string): void {
    this.#known.delete(key);
    this.#recent.delete(key);
  }

  #touch(key: string, ref: T): void {
    this.#recent.delete(key);
    this.#recent.set(key, ref);
    if (this.#recent.size <= this.#recentMax) return;
    for (const oldest of this.#recent.keys()) {
      this.#recent.delete(oldest);
      return;
    }
  }
}
