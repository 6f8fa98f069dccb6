import { ApiError, type Page } from '@thalamus/sdk';
import type { Command } from 'commander';
import type { Basics } from './basics.ts';
import { everything } from './everything.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { columnsOf, printable } from './printable.ts';

export interface Filtered extends Basics {
  readonly filter?: string;
}

/** Adds the option that lists take. */
export function withFilter(command: Command): Command {
  return command.option('--filter <condition>', 'that fit a condition, e.g. "name.startsWith(\'pump-\')" (docs/filters.md)');
}

/** All items of a list that fit, read page by page. */
export async function everythingThatFits<T>(
  filter: string | undefined,
  page: (asked: { readonly cursor: string | undefined; readonly filter: string | undefined }) => Promise<Page<T>>,
): Promise<readonly T[]> {
  return await everything((cursor) => showingFilter(filter, page({ cursor, filter })));
}

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
