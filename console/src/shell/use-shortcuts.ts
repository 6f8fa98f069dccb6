import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useMay } from '../access/may.ts';
import { usePages } from './pages.ts';

/** How long g waits for the second key. */
const sequenceMs = 1200;

/** g then a page's key, n for a new device, ? for help, Ctrl/Cmd-K for the palette. Silent while something is typed, and for what one may not do. */
export function useShortcuts({ onHelp, onSearch }: { onHelp: () => void; onSearch: () => void }): void {
  const navigate = useNavigate();
  const now = { onHelp, onSearch, pages: usePages(), may: useMay() };
  const latest = useRef(now);
  latest.current = now;

  useEffect(() => {
    let pressedG = 0;
    function onKey(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        latest.current.onSearch();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const { pages, may } = latest.current;
      const page = event.timeStamp - pressedG < sequenceMs ? pages.find((each) => each.key === event.key) : undefined;
      pressedG = event.key === 'g' ? event.timeStamp : 0;
      if (page !== undefined) void navigate({ to: page.to });
      else if (event.key === 'n' && may('device.write')) void navigate({ to: '/devices/new' });
      else if (event.key === '?') latest.current.onHelp();
      else if (event.key === '/') {
        event.preventDefault();
        latest.current.onSearch();
      }
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null)
  );
}
