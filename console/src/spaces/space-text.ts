import type { Space } from '@thalamus/sdk';
import { useMessages } from '../i18n/language.tsx';
import type { SpaceTree } from './space-tree.ts';

export const rootSpace = 'root';

export interface SpaceText {
  /** What people read for a space: its label, else its name. */
  readonly of: (space: Pick<Space, 'name' | 'label'>) => string;
  /** The same for a name alone. */
  readonly named: (name: string, tree: SpaceTree | undefined) => string;
  /** The way from below the root to a space: "Plant 1 / Hall 3". */
  readonly way: (space: Space, tree: SpaceTree | undefined) => string;
}

export function useSpaceText(): SpaceText {
  const m = useMessages().spaces;
  const of: SpaceText['of'] = ({ name, label }) => label ?? (name === rootSpace ? m.root : name);
  const named: SpaceText['named'] = (name, tree) => of(tree?.all.get(name) ?? { name, label: null });
  return {
    of,
    named,
    way: (space, tree) => {
      const below = space.path.filter((name) => name !== rootSpace);
      return below.length === 0 ? of(space) : below.map((name) => named(name, tree)).join(' / ');
    },
  };
}
