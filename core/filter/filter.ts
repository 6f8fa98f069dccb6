import { z } from 'zod';
import { checkFilter } from './check.ts';
import type { Checked } from './checked.ts';
import { filterCharsMax, parseFilter } from './parse.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Reads a filter of a list with these fields. Throws only `BAD_REQUEST`, with the place. */
export function readFilter(text: string, vocabulary: Vocabulary): Checked {
  return checkFilter(parseFilter(text), vocabulary);
}

/** The query parameter `filter` of a list with these fields. */
export function filterQuery(vocabulary: Vocabulary): z.ZodOptional<z.ZodString> {
  return z
    .string()
    .max(filterCharsMax)
    .optional()
    .describe(`A condition over ${Object.keys(vocabulary).join(', ')}, such as \`name.startsWith('pump-')\`; see docs/filters.md`);
}
