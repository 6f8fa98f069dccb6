import { Fault } from '#core/errors.ts';

const mark = 'after:';

/** The cursor of the page that begins after the item of this name. */
export function encodeCursor(name: string): string {
  return Buffer.from(mark + name, 'utf8').toString('base64url');
}

/** The name a cursor stands for. Throws `BAD_REQUEST` for what no list has given out. */
export function decodeCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  // Decoding skips what it can't read, so only what encodes to the same text was ours.
  if (!text.startsWith(mark) || text.includes('\0') || encodeCursor(text.slice(mark.length)) !== cursor) {
    throw foreignCursor();
  }
  return text.slice(mark.length);
}

/** The fault of a cursor that no list has given out. */
export function foreignCursor(): Fault {
  return new Fault('BAD_REQUEST', 'This cursor is not from a list', {
    places: [{ field: 'cursor', expected: 'the `next` of the page before' }],
  });
}

/** Splits what was read with one row too many into a page and the cursor of the following one. */
export function cutPage<T extends { readonly name: string }>(
  rows: readonly T[],
  limit: number,
): { items: readonly T[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(last.name) : null };
}
