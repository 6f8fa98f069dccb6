// Hot path: bench/ingest. Times and extras of rows that are written one by one.
import type { Json } from '#core/json.ts';
import { tsvExtra } from '../store/tsv.ts';

let lastMillis = -1;
let lastMillisText = '';

/** Milliseconds since the epoch as `seconds.millis`. Reports of one batch mostly share it, so the last text is kept. */
export function millisText(ms: number): string {
  if (ms === lastMillis) return lastMillisText;
  lastMillis = ms;
  const text = String(ms);
  lastMillisText = `${text.slice(0, -3)}.${text.slice(-3)}`;
  return lastMillisText;
}

/** Microseconds since the epoch (from 2000 on, so 15 digits at least) as `seconds.micros`. */
export function microsText(us: number): string {
  const text = String(us);
  return `${text.slice(0, -6)}.${text.slice(-6)}`;
}

/** The cell of unknown keys; undefined when their values are nested too deep to write. */
export function extraText(extra: Readonly<Record<string, Json>> | undefined): string | undefined {
  try {
    return tsvExtra(extra);
  } catch {
    return undefined;
  }
}
