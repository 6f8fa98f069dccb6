import { IconBook2, IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { pageGroups, usePages } from './pages.ts';

export function Navigation({ onNavigate }: { onNavigate?: () => void }): ReactNode {
  const m = useMessages().shell;
  const pages = usePages();
  const groups = pageGroups.filter((group) => group === 'build' || pages.some((page) => page.group === group));
  return (
    <nav className="nav" aria-label={m.navigation}>
      {groups.map((group) => (
        <Fragment key={group}>
          <div className="nav-group">{m[group]}</div>
          {pages
            .filter((page) => page.group === group)
            .map(({ to, name, Icon }) => (
              <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }} onClick={() => onNavigate?.()}>
                <Icon size={18} stroke={1.6} aria-hidden />
                {m[name]}
              </Link>
            ))}
          {group === 'build' && (
            <a href="/docs/api" target="_blank" rel="noreferrer">
              <IconBook2 size={18} stroke={1.6} aria-hidden />
              {m.apiReference}
              <IconExternalLink className="nav-out" size={14} aria-hidden />
            </a>
          )}
        </Fragment>
      ))}
    </nav>
  );
}
