import { type Page, paginate } from '@thalamus/sdk';

/** All items of a list, read page by page. */
export async function everything<T>(page: (cursor: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of paginate(page)) items.push(item);
  return items;
}
