import { z } from 'zod';

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
