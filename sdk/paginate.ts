import type { Page } from './types.ts';

/** Goes through all items of a list, a page at a time: `for await (const d of paginate((cursor) => client.listDevices({ cursor })))`. */
export async function* paginate<T>(page: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const got = await page(cursor);
    yield* got.items;
    cursor = got.next ?? undefined;
  } while (cursor !== undefined);
}
