import { Fault } from '#core/errors.ts';

/** A page of a short list that is read whole; the cursor is the id of the last item of the page before. */
export function cutById<T extends { readonly id: string }>(
  items: readonly T[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { items: T[]; next: string | null } {
  const at = cursor === undefined ? 0 : items.findIndex(({ id }) => id === cursor) + 1;
  if (cursor !== undefined && at === 0) {
    throw new Fault('BAD_REQUEST', 'The list has changed since; read it from the start', {
      places: [{ field: 'cursor', expected: 'the `next` of the page before' }],
    });
  }
  const page = items.slice(at, at + limit);
  return { items: page, next: at + limit < items.length ? (page.at(-1)?.id ?? null) : null };
}
