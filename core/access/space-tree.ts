/** The space that every tenant has, above all others. */
export const rootSpace = 'root';

export interface SpaceNode {
  readonly name: string;
  /** Null for the root only. */
  readonly parent: string | null;
}

/** A tenant's spaces, as permissions ask for them. */
export interface SpaceTree {
  /** A space and all below it; none where there is no such space. */
  below(space: string): readonly string[];
  /** The way from the root to a space, both included; none where there is no such space. */
  path(space: string): readonly string[];
  has(space: string): boolean;
}

/** Builds the tree of one tenant; what hangs in the air or in a circle belongs to nobody. */
export function spaceTree(nodes: readonly SpaceNode[]): SpaceTree {
  const parents = new Map(nodes.map(({ name, parent }) => [name, parent]));
  const children = Map.groupBy(nodes, ({ parent }) => parent ?? '');
  return { below, path, has: (space) => parents.has(space) };

  function below(space: string): readonly string[] {
    if (!parents.has(space)) return [];
    const found = new Set([space]);
    for (const each of found) for (const { name } of children.get(each) ?? []) found.add(name);
    return [...found];
  }

  function path(space: string): readonly string[] {
    const way: string[] = [];
    for (let at: string | null | undefined = space; at !== null; at = parents.get(at)) {
      if (at === undefined || !parents.has(at) || way.includes(at)) return [];
      way.unshift(at);
    }
    return way;
  }
}
