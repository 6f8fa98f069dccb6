import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from '../api/client.ts';
import { everyItem } from '../api/every-item.ts';
import { useSpeech } from '../i18n/language.tsx';
import { type SpaceTree, spaceTree } from './space-tree.ts';

const pageItems = 500;
const freshMs = 30_000;

/** All spaces that the signed-in person may see: they are at most ten thousand, and a tree can't be read by halves. */
export const spacesQuery = queryOptions({
  queryKey: ['spaces'],
  staleTime: freshMs,
  queryFn: ({ signal }) => everyItem((cursor) => client.listSpaces({ limit: pageItems, cursor }, { signal })),
});

export const spaceQuery = (space: string) => queryOptions({ queryKey: ['spaces', space], queryFn: () => client.getSpace(space) });

/** The tree, and how reading it went. */
export function useSpaceTree(enabled = true): { tree: SpaceTree | undefined; error: Error | null; refetch: () => void } {
  const { language } = useSpeech();
  const { data, error, refetch } = useQuery({ ...spacesQuery, enabled });
  const tree = useMemo(() => {
    const { compare } = new Intl.Collator(language, { numeric: true });
    return data === undefined ? undefined : spaceTree(data, compare);
  }, [data, language]);
  return { tree, error, refetch: () => void refetch() };
}
