/** A set of Unicode code points: ranges `[first, last]` in order that neither overlap nor touch. */
export type CodePoints = readonly (readonly [number, number])[];

export const lastCodePoint = 0x10ffff;

export const everyPoint: CodePoints = [[0, lastCodePoint]];

/** One set of ranges in any order. */
export function pointsOf(ranges: CodePoints): CodePoints {
  const merged: [number, number][] = [];
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** All code points but these. */
export function allBut(points: CodePoints): CodePoints {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [first, last] of points) {
    if (first > next) gaps.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= lastCodePoint) gaps.push([next, lastCodePoint]);
  return gaps;
}

export function hasPoint(points: CodePoints, point: number): boolean {
  for (const [first, last] of points) if (point <= last) return point >= first;
  return false;
}
