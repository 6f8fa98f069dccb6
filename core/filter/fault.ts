import { Fault } from '../errors.ts';

/** The fault of a filter: where (in UTF-16 units from its start), what was found there and what was expected. */
export function filterFault(at: number, found: string, expected: string): Fault {
  return new Fault('BAD_REQUEST', `filter, character ${at + 1}: found ${found}, expected ${expected}`, {
    places: [{ field: 'filter', expected, at }],
  });
}

/** Text as an error quotes it: shortened, in backquotes. */
export function quoted(text: string): string {
  const shown = Array.from(text);
  return `\`${shown.length > quotedCharsMax ? `${shown.slice(0, quotedCharsMax).join('')}…` : text}\``;
}

/** An error about a filter quotes no more of it than this. */
const quotedCharsMax = 40;
