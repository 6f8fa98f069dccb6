import { Fault } from '#core/errors.ts';

/** Most keys that one query asks for. */
export const lookupKeysPerQueryMax = 1000;
/** Most keys that wait for an answer; more fail with `OVERLOADED`. */
const lookupsWaitingMax = 50_000;
/** Most queries at a time: a storm of logins leaves connections to everybody else. */
export const lookupQueriesMax = 3;

interface Waiting<V> {
  readonly promise: Promise<V>;
  readonly resolve: (value: V) => void;
  readonly reject: (error: unknown) => void;
}

interface Lookup<V> {
  /** The answer for a key; everybody who asks in the same tick shares one query. */
  ask(key: string): Promise<V>;
  /** Says that what is being read about a key may be old: it is asked for again before anybody gets the answer. */
  changed(key: string): void;
}

/**
 * Asks for many keys at once. `settle` turns what a query found for a key into the answer, in the same tick in which it is
 * known to be current: what it remembers can't be older than a change that was announced.
 */
export function createLookup<R, V>(
  find: (keys: readonly string[]) => Promise<ReadonlyMap<string, R>>,
  settle: (key: string, found: R | undefined) => V,
): Lookup<V> {
  const waiting = new Map<string, Waiting<V>>();
  const queued = new Set<string>();
  const stale = new Set<string>();
  let queries = 0;
  let scheduled = false;
  return { ask, changed };

  function ask(key: string): Promise<V> {
    const before = waiting.get(key);
    if (before !== undefined) return before.promise;
    if (waiting.size >= lookupsWaitingMax) return Promise.reject(new Fault('OVERLOADED', 'Too many devices are logging in at once'));
    const entry = Promise.withResolvers<V>();
    waiting.set(key, entry);
    queued.add(key);
    schedule();
    return entry.promise;
  }

  function changed(key: string): void {
    if (waiting.has(key) && !queued.has(key)) stale.add(key);
  }

  function schedule(): void {
    if (scheduled || queued.size === 0 || queries >= lookupQueriesMax) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      while (queued.size > 0 && queries < lookupQueriesMax) {
        const keys = firstOf(queued, lookupKeysPerQueryMax);
        for (const key of keys) queued.delete(key);
        void run(keys);
      }
    });
  }

  async function run(keys: readonly string[]): Promise<void> {
    queries++;
    try {
      const found = await find(keys);
      for (const key of keys) finish(key, (entry) => entry.resolve(settle(key, found.get(key))));
    } catch (error) {
      for (const key of keys) finish(key, (entry) => entry.reject(error));
    } finally {
      queries--;
      schedule();
    }
  }

  function finish(key: string, how: (entry: Waiting<V>) => void): void {
    if (stale.delete(key)) {
      queued.add(key);
      return;
    }
    const entry = waiting.get(key);
    if (entry !== undefined) how(entry);
    waiting.delete(key);
  }
}

/** The first items of a set, in order of insertion. */
export function firstOf<T>(set: ReadonlySet<T>, max: number): readonly T[] {
  const items: T[] = [];
  for (const item of set) {
    if (items.length === max) break;
    items.push(item);
  }
  return items;
}
