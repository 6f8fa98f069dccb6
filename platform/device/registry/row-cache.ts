import { createLookup } from './lookup.ts';

/** How long a row is believed without asking the table, and that there is none; a change made here is seen at once. */
export const rowCachedMs = 30_000;
export const noRowCachedMs = 2_000;

/** Rows by key, from memory when known; all who ask in the same tick share one query. */
export interface RowCache<R> {
  ask(key: string): Promise<R | undefined>;
  /** The row of a key changed: what is known or being read of it is not believed any more. */
  forget(key: string): void;
}

export function createRowCache<R>(
  find: (keys: readonly string[]) => Promise<ReadonlyMap<string, R>>,
  rowsMax: number,
  now: () => number,
): RowCache<R> {
  const known = new Map<string, { readonly until: number; readonly row: R | undefined }>();
  const lookup = createLookup(find, settle);
  return {
    async ask(key) {
      const before = known.get(key);
      return before !== undefined && before.until > now() ? before.row : await lookup.ask(key);
    },
    forget(key) {
      known.delete(key);
      lookup.changed(key);
    },
  };

  function settle(key: string, row: R | undefined): R | undefined {
    known.delete(key);
    known.set(key, { until: now() + (row === undefined ? noRowCachedMs : rowCachedMs), row });
    for (const oldest of known.keys()) {
      if (known.size <= rowsMax) break;
      known.delete(oldest);
    }
    return row;
  }
}
