import { useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { sessionEnded } from '../api/connection.ts';
import { useFleetStream } from '../api/live.ts';
import { useSession } from '../api/session.ts';
import { useSignal } from '../app/signal.ts';
import { useMessages } from '../i18n/language.tsx';
import { Banner } from './banner.tsx';
import { Guarded } from './guarded.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import './shell.css';

// Dialogs are not on the first page: each is loaded when it is first opened.
const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })));
const MenuDrawer = lazy(() => import('./menu-drawer.tsx').then((module) => ({ default: module.MenuDrawer })));
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog.tsx').then((module) => ({ default: module.ShortcutsDialog })));
const ExpiredDialog = lazy(() => import('./expired-dialog.tsx').then((module) => ({ default: module.ExpiredDialog })));

const ImpersonationBanner = lazy(() => import('./impersonation-banner.tsx').then((module) => ({ default: module.ImpersonationBanner })));

type Dialog = 'palette' | 'menu' | 'help';

/** The frame around every signed-in page. */
export function Shell(): ReactNode {
  const m = useMessages();
  const session = useSession();
  const [opened, setOpened] = useState<Dialog>();
  const [loaded, setLoaded] = useState<ReadonlySet<Dialog>>(new Set());
  const ended = useSignal(sessionEnded);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useFleetStream();

  // A new page is a new place for the keyboard too; without this the focus stays on the link that led here.
  useEffect(() => {
    if (shown.current !== path) main.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);

  const open = (dialog: Dialog) => {
    setLoaded((before) => new Set(before).add(dialog));
    setOpened(dialog);
  };
  const close = () => setOpened(undefined);
  useShortcuts({ onHelp: () => open('help'), onSearch: () => open('palette') });

  return (
    <div className="shell" data-impersonating={session.via === 'impersonation' || undefined}>
      <a className="skip" href="#main">
        {m.shell.skip}
      </a>
      <div className="shell-top">
        {session.via === 'impersonation' && (
          <Suspense fallback={null}>
            <ImpersonationBanner session={session} />
          </Suspense>
        )}
        <Header onMenu={() => open('menu')} onSearch={() => open('palette')} onShortcuts={() => open('help')} />
      </div>
      <div className="shell-side">
        <Navigation />
      </div>
      <main id="main" className="shell-main" tabIndex={-1} ref={main}>
        <Banner />
        <Guarded />
      </main>
      <Suspense fallback={null}>
        {loaded.has('menu') && <MenuDrawer opened={opened === 'menu'} onClose={close} />}
        {loaded.has('palette') && <Palette opened={opened === 'palette'} onClose={close} />}
        {loaded.has('help') && <ShortcutsDialog opened={opened === 'help'} onClose={close} />}
        {ended && <ExpiredDialog />}
      </Suspense>
    </div>
  );
}
