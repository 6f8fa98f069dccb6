import { useState } from 'react';
import { mayOn, useMay } from '../access/may.ts';
import { useSpaceTree } from './space-queries.ts';

/** The space that a new device goes to: the wanted one, else the first that the person may put devices in; undefined: the root. */
export function useWritableSpace(wanted: string | undefined) {
  const may = useMay();
  const [chosen, setSpace] = useState(wanted);
  const { tree } = useSpaceTree(may('space.read'));
  const nearest = [...(tree?.top ?? []), ...(tree?.all.values() ?? [])];
  const first = nearest.find((space) => mayOn(space, 'device.write'))?.name;
  return { space: chosen ?? first, setSpace };
}
