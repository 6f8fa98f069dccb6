import { z } from 'zod';
import { Fault } from './errors.ts';

/** Largest page that a list gives, and the default. */
export const pageItemsMax = 500;
const pageItemsDefault = 50;

/** Query parameters of every list: `cursor` is opaque, from the page before. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(pageItemsMax).default(pageItemsDefault),
  cursor: z.string().max(512).optional(),
});

/** `next` is the cursor of the following page, null on the last. */
export function pageOf<T extends z.ZodType>(item: T): z.ZodObject<{ items: z.ZodArray<T>; next: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

const afterName = 'after:';

/** A page of items that are in order of names and all in memory; the cursor is the last name of the page before. */
export function cutByName<T extends { readonly name: string }>(
  items: readonly T[],
  cursor: string | undefined,
  limit: number,
): { items: T[]; next: string | null } {
  if (cursor !== undefined && !cursor.startsWith(afterName)) {
    throw new Fault('BAD_REQUEST', 'This cursor is not from a list', {
      places: [{ field: 'cursor', expected: 'the `next` of the page before' }],
    });
  }
  const after = cursor?.slice(afterName.length);
  const rest = after === undefined ? items : items.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  return { items: page, next: rest.length > limit ? afterName + page.at(-1)?.name : null };
}
