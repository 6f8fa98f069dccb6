import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { SpaceRow } from '../../spaces/space-tree.ts';

/** The keyboard of a tree grid (WAI-ARIA APG): one row is reached by Tab, arrow keys go from there. */
export function useGridKeys(rows: readonly SpaceRow[], onToggle: (space: string, open: boolean) => void) {
  const navigate = useNavigate();
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState<string>();
  const current = rows.some(({ space }) => space.name === at) ? at : rows[0]?.space.name;
  return { body, current, setAt, onKey };

  function onKey(event: KeyboardEvent<HTMLElement>, index: number): void {
    // Keys of the buttons and links in a row are their own.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[index];
    if (row !== undefined && press(event.key, row, index)) event.preventDefault();
  }

  function press(key: string, { space, opened, children, level }: SpaceRow, index: number): boolean {
    if (key === 'ArrowDown') focusRow(index + 1);
    else if (key === 'ArrowUp') focusRow(index - 1);
    else if (key === 'Home') focusRow(0);
    else if (key === 'End') focusRow(rows.length - 1);
    else if (key === 'ArrowRight' && children > 0 && !opened) onToggle(space.name, true);
    else if (key === 'ArrowRight') focusRow(opened ? index + 1 : index);
    else if (key === 'ArrowLeft' && opened) onToggle(space.name, false);
    else if (key === 'ArrowLeft') focusRow(parentOf(rows, index, level));
    else if (key === 'Enter') void navigate({ to: '/spaces/$space', params: { space: space.name } });
    else return false;
    return true;
  }

  function focusRow(index: number): void {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    setAt(row.space.name);
    body.current?.querySelector<HTMLElement>(`[data-space="${row.space.name}"]`)?.focus();
  }
}

function parentOf(rows: readonly SpaceRow[], index: number, level: number): number {
  const parent = rows.slice(0, index).findLastIndex((row) => row.level < level);
  return parent === -1 ? index : parent;
}
