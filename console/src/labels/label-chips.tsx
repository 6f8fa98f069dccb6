import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { type Labels, labelCondition, narrowed } from './label-filter.ts';
import './labels.css';

interface LabelChipsProps {
  readonly labels: Labels;
  /** The list's present condition, which a chip narrows. */
  readonly filter?: string | undefined;
}

/** Labels as chips; each leads to the devices that carry it too. */
export function LabelChips({ labels, filter }: LabelChipsProps): ReactNode {
  const m = useMessages().labels;
  const entries = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return null;
  return (
    <ul className="label-chips" aria-label={m.title}>
      {entries.map(([key, value]) => (
        <li key={key}>
          <Link
            className="label-chip"
            to="/devices"
            search={(before) => ({
              ...('show' in before && before.show === 'labels' ? { show: before.show } : {}),
              filter: narrowed(filter, labelCondition(key, value)),
            })}
            title={m.filterBy(`${key}=${value}`)}
          >
            <span className="label-key">{key}</span>
            <span>{value}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
