import { Drawer } from '@mantine/core';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useFleetStream } from '../api/live.ts';
import { useMessages } from '../i18n/language.tsx';
import { Banner } from './banner.tsx';
import { ExpiredDialog } from './expired-dialog.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import './shell.css';

const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })));

/** The frame around every signed-in page. */
export function Shell(): ReactNode {
  const m = useMessages();
  const [menu, setMenu] = useState(false);
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState({ loaded: false, opened: false });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useFleetStream();

  // A new page is a new place for the keyboard too; without this the focus stays on the link that led here.
  useEffect(() => {
    if (shown.current !== path) main.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);

  const openPalette = () => setPalette({ loaded: true, opened: true });
  useShortcuts({ onHelp: () => setHelp(true), onSearch: openPalette });

  return (
    <div className="shell">
      <a className="skip" href="#main">
        {m.shell.skip}
      </a>
      <Header onMenu={() => setMenu(true)} onSearch={openPalette} onShortcuts={() => setHelp(true)} />
      <div className="shell-side">
        <Navigation />
      </div>
      <Drawer opened={menu} onClose={() => setMenu(false)} title="Thalamus" size={260} closeButtonProps={{ 'aria-label': m.common.close }}>
        <Navigation onNavigate={() => setMenu(false)} />
      </Drawer>
      <main id="main" className="shell-main" tabIndex={-1} ref={main}>
        <Banner />
        <Outlet />
      </main>
      {palette.loaded && (
        <Suspense fallback={null}>
          <Palette opened={palette.opened} onClose={() => setPalette({ loaded: true, opened: false })} />
        </Suspense>
      )}
      <ShortcutsDialog opened={help} onClose={() => setHelp(false)} />
      <ExpiredDialog />
    </div>
  );
}
