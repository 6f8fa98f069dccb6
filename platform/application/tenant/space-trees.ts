import { type SpaceTree, spaceTree } from '#core/access/space-tree.ts';
import type { EventBus } from '#core/events.ts';
import type { SpaceStore } from './space-store.ts';

/** How long a tree is believed without asking the database; a change made here is seen at once. */
export const spaceTreeCacheMs = 30_000;
/** Trees kept in memory; beyond it the oldest is read again. */
export const spaceTreesMax = 1_000;

/** The tree of a tenant's spaces, from memory when known. */
export type SpaceTrees = (tenant: string) => Promise<SpaceTree>;

export function createSpaceTrees(store: SpaceStore, events: EventBus, now: () => number): SpaceTrees {
  const cache = new Map<string, { readonly until: number; readonly tree: Promise<SpaceTree> }>();
  events.on('space.changed', ({ tenant }) => cache.delete(tenant));
  return (tenant) => {
    const known = cache.get(tenant);
    if (known !== undefined && known.until > now()) return known.tree;
    cache.delete(tenant);
    const entry = { until: now() + spaceTreeCacheMs, tree: store.all(tenant).then(spaceTree) };
    cache.set(tenant, entry);
    entry.tree.catch(() => {
      if (cache.get(tenant) === entry) cache.delete(tenant);
    });
    for (const oldest of cache.keys()) {
      if (cache.size <= spaceTreesMax) break;
      cache.delete(oldest);
    }
    return entry.tree;
  };
}
