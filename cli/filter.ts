import { ApiError } from '@thalamus/sdk';
import { CliFailure, exitCodes } from './failure.ts';

/** The option that lists take. */
export const filterOption = ['--filter <condition>', 'that fit a condition, e.g. "name.startsWith(\'pump-\')" (docs/filters.md)'] as const;

/** Makes a refused filter a failure that shows where it is wrong. */
export async function showingFilter<T>(filter: string | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const at = error instanceof ApiError ? error.places.find(({ field }) => field === 'filter')?.at : undefined;
    if (filter === undefined || at === undefined || !(error instanceof ApiError)) throw error;
    throw new CliFailure(exitCodes.usage, `${error.message}\n\n  ${oneLine(filter)}\n  ${' '.repeat(columnsOf(filter.slice(0, at)))}^`);
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** How many columns of a terminal a text takes: two for what East Asian writing and emoji take. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += wide.test(char) ? 2 : /\p{Mn}/u.test(char) ? 0 : 1;
  return columns;
}
