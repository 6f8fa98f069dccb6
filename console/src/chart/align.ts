/** One series as the API gives it: times in ms, ascending, and a number at each. */
export interface Line {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Lines over one common x: undefined where a line has no point (drawn through), null where it has a gap (drawn as one). */
export interface Aligned {
  readonly times: number[];
  readonly columns: (number | null | undefined)[][];
}

/** A pause longer than this many usual steps, and than two buckets, is a gap. */
const gapSteps = 4;
/** Below this nothing counts as a gap: networks jitter. */
const gapMsMin = 3000;

/** How long a line may be silent before it is drawn as interrupted. */
export function gapMs(times: readonly number[], bucketMs: number): number {
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  steps.sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  return Math.max(gapMsMin, gapSteps * usual, 2 * bucketMs);
}

/** Puts lines over one x, with a null in the middle of every gap. */
export function align(lines: readonly Line[], bucketMs: number): Aligned {
  const withGaps = lines.map((line) => markGaps(line, gapMs(line.times, bucketMs)));
  const times = Array.from(new Set(withGaps.flatMap((line) => line.times))).sort((a, b) => a - b);
  const place = new Map(times.map((time, index) => [time, index]));
  const columns = withGaps.map((line) => {
    const column = new Array<number | null | undefined>(times.length).fill(undefined);
    line.times.forEach((time, index) => {
      const at = place.get(time);
      // Two points at one time (first and min of a bucket): the later one stands, a gap never replaces a point.
      if (at !== undefined) column[at] = line.values[index];
    });
    return column;
  });
  return { times, columns };
}

function markGaps(line: Line, longest: number): { times: number[]; values: (number | null)[] } {
  const times: number[] = [];
  const values: (number | null)[] = [];
  line.times.forEach((time, index) => {
    const before = line.times[index - 1];
    if (before !== undefined && time - before > longest) {
      times.push((before + time) / 2);
      values.push(null);
    }
    times.push(time);
    values.push(line.values[index] ?? null);
  });
  return { times, values };
}

/** The value of a column at or before a place: what the crosshair says between two points; undefined inside a gap. */
export function valueAt(column: readonly (number | null | undefined)[], index: number): number | undefined {
  for (let at = index; at >= 0; at--) {
    const value = column[at];
    if (value !== undefined) return value ?? undefined;
  }
  return undefined;
}
