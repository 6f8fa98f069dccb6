import { type ReactNode, useEffect } from 'react';
import { LanguageMenu, ThemeMenu } from '../../shell/header.tsx';
import { Logo } from '../../shell/logo.tsx';
import './sign-in.css';

/** The frame of the pages before the shell. */
export function Door({ title, lead, children }: { title: string; lead?: string; children: ReactNode }): ReactNode {
  useEffect(() => {
    document.title = `${title} · Thalamus`;
  }, [title]);
  return (
    <div className="door">
      <header className="door-head">
        <LanguageMenu />
        <ThemeMenu />
      </header>
      <main className="door-main">
        <div className="door-brand">
          <Logo size={32} />
          Thalamus
        </div>
        <div className="panel door-panel">
          <h1>{title}</h1>
          {lead && <p className="dim">{lead}</p>}
          {children}
        </div>
      </main>
    </div>
  );
}
