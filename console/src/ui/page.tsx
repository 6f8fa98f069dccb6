import { Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly before?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: its title (also the tab's), a line about it, and its main actions. */
export function Page({ title, lead, before, actions, children }: PageProps): ReactNode {
  useEffect(() => {
    document.title = `${title} · Thalamus`;
  }, [title]);

  return (
    <div className="page">
      <header className="page-head">
        <div className="page-head-text">
          {before}
          <Title order={1}>{title}</Title>
          {lead && <div className="page-lead">{lead}</div>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A titled surface inside a page; `label` names one that needs no visible title. */
export function Panel(props: {
  title?: string;
  label?: string;
  actions?: ReactNode;
  flush?: boolean;
  className?: string;
  children: ReactNode;
}): ReactNode {
  return (
    <section aria-label={props.label} className={`panel ${props.flush ? 'panel-flush' : ''} ${props.className ?? ''}`}>
      {(props.title || props.actions) && (
        <div className="panel-head">
          {props.title && <h2>{props.title}</h2>}
          <div className="panel-actions">{props.actions}</div>
        </div>
      )}
      {props.children}
    </section>
  );
}
