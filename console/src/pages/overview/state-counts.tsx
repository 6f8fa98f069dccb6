import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { devicesQuery } from '../../api/queries.ts';
import { deviceStates } from '../../app/search.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';

/** How many devices are in which state; every number is a link to its list. */
export function StateCounts({ total }: { total: string }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  // Of each list only the total is wanted.
  const counts = useQueries({ queries: deviceStates.map((state) => devicesQuery({ state, limit: 1 })) });
  return (
    <nav className="counts" aria-label={m.overview.fleet}>
      <Link to="/devices">
        <span className="counts-label">{m.overview.all}</span>
        <span className="figure">{total}</span>
      </Link>
      {deviceStates.map((state, index) => {
        const count = counts[index]?.data;
        return (
          <Link key={state} to="/devices" search={{ state }}>
            <span className="counts-label">
              <StateBadge state={state} />
            </span>
            <span className="figure">{count === undefined ? '–' : format.total(count)}</span>
          </Link>
        );
      })}
    </nav>
  );
}
