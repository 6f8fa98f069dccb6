import { createPump, readPump } from './pump.ts';
import { replayAt, type Series } from './series.ts';

type Values = Readonly<Record<string, number | string | boolean>>;

/** What a device measures at a time, ms since the epoch; the same whenever it is asked. */
export type Source = (atMs: number) => Values;

/** A point with the time it was measured. */
export interface Point {
  readonly ts: number;
  readonly values: Values;
}

/** A pump of its own character for every seed. */
export function pumpSource(seed: number): Source {
  const pump = createPump(seed);
  return (atMs) => ({ ...readPump(pump, atMs) });
}

/** A recorded series as the property `property`, rounded to a hundredth: its last value falls at `endsMs`, a step takes `stepMs`. */
export function seriesSource(series: Series, property: string, endsMs: number, stepMs: number): Source {
  return (atMs) => ({ [property]: Math.round(replayAt(series, endsMs, stepMs, atMs) * 100) / 100 });
}

/** The points of a stretch of the past in batches of `batchPointsMax`, newest batch first, points within one in order of time. */
export function* pastBatches(
  source: Source,
  range: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
  batchPointsMax: number,
): Generator<readonly Point[]> {
  const total = Math.max(0, Math.ceil((range.toMs - range.fromMs) / range.stepMs));
  for (let end = total; end > 0; end -= batchPointsMax) {
    const points: Point[] = [];
    for (let index = Math.max(0, end - batchPointsMax); index < end; index++) {
      const ts = range.fromMs + index * range.stepMs;
      points.push({ ts, values: source(ts) });
    }
    yield points;
  }
}
