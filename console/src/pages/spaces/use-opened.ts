import { useCallback, useState } from 'react';
import { chosenTenant } from '../../api/tenant.ts';
import { openedAtFirst, type SpaceTree } from '../../spaces/space-tree.ts';

const storageKey = `thalamus-spaces-opened ${chosenTenant ?? ''}`;

/** Which spaces are opened: kept for this tab, so that a reload and the way back find the tree as it was. */
export function useOpened(tree: SpaceTree | undefined): [ReadonlySet<string>, (space: string, open: boolean) => void] {
  const [chosen, setChosen] = useState<ReadonlySet<string> | undefined>(kept);
  const opened = chosen ?? (tree === undefined ? new Set<string>() : openedAtFirst(tree));
  const toggle = useCallback(
    (space: string, open: boolean) => {
      const next = new Set(opened);
      if (open) next.add(space);
      else next.delete(space);
      sessionStorage.setItem(storageKey, JSON.stringify([...next]));
      setChosen(next);
    },
    [opened],
  );
  return [opened, toggle];
}

function kept(): ReadonlySet<string> | undefined {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    return Array.isArray(stored) ? new Set(stored.filter((each) => typeof each === 'string')) : undefined;
  } catch {
    return undefined;
  }
}
