/** Lines in order: the accent first; none is one of the state colours. Dashes tell lines apart without colour. */
const light = ['#5a4fcb', '#0a7ea4', '#a83f8e', '#7a5a2e', '#3c6a9c', '#7b3fb0'];
const dark = ['#9d96ee', '#4fb6d8', '#e07fc6', '#c9a46b', '#7fb0e6', '#c290f0'];
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [1, 4]];

export interface Pen {
  readonly color: string;
  readonly dash: number[];
}

/** `color` by the line's place among all, so that it keeps it; `dash` by its place in its chart, so that a line alone is solid. */
export function pen(color: number, dash: number, scheme: 'light' | 'dark'): Pen {
  const colors = scheme === 'dark' ? dark : light;
  return { color: colors[color % colors.length] ?? '#5a4fcb', dash: dashes[dash % dashes.length] ?? [] };
}
