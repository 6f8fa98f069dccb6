import { z } from 'zod';
import { checkFilter } from './check.ts';
import type { Checked } from './checked.ts';
import { compileFilter } from './evaluate.ts';
import { filterCharsMax, parseFilter } from './parse.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Reads a filter of a list with these fields. Throws only `BAD_REQUEST`, with the place. */
export function readFilter(text: string, vocabulary: Vocabulary): Checked {
  return checkFilter(parseFilter(text), vocabulary);
}

/** What a list was asked for: its filter, undefined when there is none. */
export function readFilterOf({ filter }: { readonly filter?: string | undefined }, vocabulary: Vocabulary): Checked | undefined {
  return filter === undefined ? undefined : readFilter(filter, vocabulary);
}

/** Those items of a list in memory that fit what it was asked for; `row` says what the filter sees of an item. */
export function fitting<T extends object>(
  items: readonly T[],
  query: { readonly filter?: string | undefined },
  vocabulary: Vocabulary,
  row: (item: T) => object = (item) => item,
): readonly T[] {
  const filter = readFilterOf(query, vocabulary);
  if (filter === undefined) return items;
  const fits = compileFilter(filter);
  return items.filter((item) => fits({ ...row(item) }));
}

/** The query parameter `filter` of a list with these fields. */
export function filterQuery(vocabulary: Vocabulary): z.ZodOptional<z.ZodString> {
  return z
    .string()
    .max(filterCharsMax)
    .optional()
    .describe(`A condition over ${Object.keys(vocabulary).join(', ')}, such as \`name.startsWith('pump-')\`; see docs/filters.md`);
}
