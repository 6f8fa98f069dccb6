/** Things in order of their names, but each after its parent where that is among them; those that stand in a ring keep the order of their names. */
export function inOrder<T>(things: readonly T[], about: (thing: T) => readonly [name: string, parent: string | undefined]): readonly T[] {
  const named = things.map((thing) => ({ thing, name: about(thing)[0], parent: about(thing)[1] }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const byName = new Map(named.map((each) => [each.name, each]));
  const levels = new Map(named.map((each) => [each, levelOf(each.name, each.parent)]));
  return named.sort((a, b) => (levels.get(a) ?? 0) - (levels.get(b) ?? 0)).map(({ thing }) => thing);

  function levelOf(name: string, parent: string | undefined): number {
    const seen = new Set([name]);
    let above = parent;
    while (above !== undefined && !seen.has(above) && byName.has(above)) {
      seen.add(above);
      above = byName.get(above)?.parent;
    }
    return seen.size;
  }
}
