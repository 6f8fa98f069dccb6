import { type CodePoints, hasPoint, pointsOf } from './code-points.ts';

/** Past the last letter that has an upper and a lower case. */
const lastCasedPoint = 0x1ffff;
const dotlessI = 0x131;

/** The set with every code point that differs from one of it only in case (Unicode's simple case folding). */
export function folded(points: CodePoints): CodePoints {
  const added = orbits().filter((orbit) => orbit.some((point) => hasPoint(points, point)));
  return pointsOf([...points, ...added.flat().map((point) => [point, point] as const)]);
}

let known: readonly (readonly number[])[] | undefined;

/** Code points that differ only in case. Found out at the first need: it takes longer than reading any filter. */
function orbits(): readonly (readonly number[])[] {
  known ??= findOrbits();
  return known;
}

function findOrbits(): readonly (readonly number[])[] {
  const byFold = new Map<number, number[]>();
  for (let point = 0; point <= lastCasedPoint; point++) {
    const fold = foldOf(point);
    const orbit = byFold.get(fold);
    if (orbit === undefined) byFold.set(fold, [point]);
    else orbit.push(point);
  }
  return [...byFold.values()].filter((orbit) => orbit.length > 1);
}

function foldOf(point: number): number {
  return point === dotlessI ? point : single('toLowerCase', single('toUpperCase', point));
}

/** The code point in that case; itself where that takes several. */
function single(change: 'toLowerCase' | 'toUpperCase', point: number): number {
  const changed = String.fromCodePoint(point)[change]();
  const first = changed.codePointAt(0) ?? point;
  return changed.length === String.fromCodePoint(first).length ? first : point;
}
