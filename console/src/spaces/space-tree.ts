import type { Space } from '@thalamus/sdk';

/** The spaces that somebody may see, as a tree; what stands in a space that they may not see is at its top. */
export interface SpaceTree {
  readonly all: ReadonlyMap<string, Space>;
  /** In order of what people read. */
  readonly top: readonly Space[];
  readonly children: ReadonlyMap<string, readonly Space[]>;
}

export interface SpaceRow {
  readonly space: Space;
  /** 1 at the top. */
  readonly level: number;
  readonly children: number;
  readonly opened: boolean;
}

export function spaceTree(spaces: readonly Space[], compare: (a: string, b: string) => number): SpaceTree {
  const all = new Map(spaces.map((space) => [space.name, space]));
  const children = new Map<string, Space[]>();
  const top: Space[] = [];
  const sorted = [...spaces].sort((a, b) => compare(a.label ?? a.name, b.label ?? b.name));
  for (const space of sorted) {
    if (space.parent === null || !all.has(space.parent)) top.push(space);
    else children.set(space.parent, [...(children.get(space.parent) ?? []), space]);
  }
  return { all, top, children };
}

/** The rows in sight: everything whose parents are opened; with a search, what fits it and the way there. */
export function visibleRows(tree: SpaceTree, opened: ReadonlySet<string>, search: string): readonly SpaceRow[] {
  const wanted = search.trim().toLowerCase();
  const kept = wanted === '' ? undefined : withWay(tree, wanted);
  const rows: SpaceRow[] = [];
  const add = (spaces: readonly Space[], level: number): void => {
    for (const space of spaces) {
      if (kept !== undefined && !kept.has(space.name)) continue;
      const below = tree.children.get(space.name) ?? [];
      const isOpened = below.length > 0 && (kept === undefined ? opened.has(space.name) : below.some(({ name }) => kept.has(name)));
      rows.push({ space, level, children: below.length, opened: isOpened });
      if (isOpened) add(below, level + 1);
    }
  };
  add(tree.top, 1);
  return rows;
}

function withWay(tree: SpaceTree, wanted: string): ReadonlySet<string> {
  const kept = new Set<string>();
  for (const { name, label, path } of tree.all.values()) {
    if (name.includes(wanted) || label?.toLowerCase().includes(wanted)) for (const each of path) kept.add(each);
  }
  return kept;
}

/** A space and all that stands in it. */
export function withBelow(tree: SpaceTree, name: string): ReadonlySet<string> {
  const found = new Set([name]);
  for (const each of found) for (const child of tree.children.get(each) ?? []) found.add(child.name);
  return found;
}

/** The spaces at the top and the first level below, which are open until somebody closes them. */
export function openedAtFirst(tree: SpaceTree): ReadonlySet<string> {
  return new Set(tree.top.length > 0 && tree.top.length <= 3 ? tree.top.map(({ name }) => name) : []);
}

/** A name that a space may have, from what people call it; empty where nothing of it can be used. */
export function nameFrom(label: string): string {
  const ascii = label.normalize('NFKD').toLowerCase();
  return ascii
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}

/** What names of spaces, roles and service accounts look like. */
export const slugPattern = /^[a-z](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
