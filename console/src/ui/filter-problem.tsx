import type { ErrorPlace } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.ts';
import { useMessages } from '../i18n/language.tsx';
import './filter-problem.css';

/** A condition with the place marked where it is wrong. */
export function FilterProblem({ filter, place }: { filter: string; place: ErrorPlace }): ReactNode {
  const m = useMessages().devices;
  const at = place.at ?? 0;
  const [char = ' '] = filter.slice(at);
  return (
    <span className="filter-problem" data-testid="filter-problem">
      <span>{m.filterProblem(at + 1, place.expected)}</span>
      <span className="filter-problem-text mono" aria-hidden>
        {filter.slice(0, at)}
        <span className="filter-problem-place">{char}</span>
        {filter.slice(at + char.length)}
      </span>
    </span>
  );
}

/** Where a list's filter is wrong, when that is why it failed. */
export function filterPlaceOf(error: unknown): ErrorPlace | undefined {
  return problemOf(error)?.places.find(({ field }) => field === 'filter');
}
