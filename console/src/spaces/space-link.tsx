import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMay } from '../access/may.ts';
import { TextLink } from '../ui/link.tsx';
import { useSpaceTree } from './space-queries.ts';
import { useSpaceText } from './space-text.ts';

/** A space by its label, with its whole way in the tooltip; a link for those who may see spaces. */
export function SpaceLink({ space, quiet = false }: { space: string; quiet?: boolean }): ReactNode {
  const may = useMay();
  const text = useSpaceText();
  const { tree } = useSpaceTree(may('space.read'));
  const known = tree?.all.get(space);
  const shown = text.named(space, tree);
  if (known === undefined) return shown;
  return (
    <Tooltip label={text.way(known, tree)}>
      <TextLink to="/spaces/$space" params={{ space }} {...(quiet ? { c: 'dimmed' } : { underline: 'always' as const })}>
        {shown}
      </TextLink>
    </Tooltip>
  );
}
