import { ApiError } from '@thalamus/sdk';
import { CliFailure, exitCodes } from './failure.ts';
import { columnsOf, printable } from './printable.ts';

/** The option that lists take. */
export const filterOption = ['--filter <condition>', 'that fit a condition, e.g. "name.startsWith(\'pump-\')" (docs/filters.md)'] as const;

/** Makes a refused filter a failure that shows where it is wrong. */
export async function showingFilter<T>(filter: string | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const at = error instanceof ApiError ? error.places.find(({ field }) => field === 'filter')?.at : undefined;
    if (filter === undefined || at === undefined || !(error instanceof ApiError)) throw error;
    const mark = `${' '.repeat(columnsOf(printable(filter.slice(0, at))))}^`;
    throw new CliFailure(exitCodes.usage, `${error.message}\n\n  ${printable(filter)}\n  ${mark}`);
  }
}
