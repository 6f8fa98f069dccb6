import { type Page, paginate } from '@thalamus/sdk';

/** All items of a list that is known to be short enough to be had whole. */
export async function everyItem<T>(page: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of paginate(page)) items.push(item);
  return items;
}
