// Hot path: bench/ingest. Cells as ClickHouse's TabSeparated format reads them.
import type { Json } from '#core/json.ts';

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

/** Escapes what has a meaning in TabSeparated: backslash, tab, line feed, carriage return, NUL. */
export function escapeText(text: string): string {
  return /[\\\t\n\r\0]/.test(text) ? text.replace(/[\\\t\n\r\0]/g, (char) => escapes[char] as string) : text;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' };

/** Keys that the model does not name, as JSON in one cell; undefined when they are nested too deep to write. */
export function extraText(extra: Readonly<Record<string, Json>>): string | undefined {
  try {
    return escapeText(JSON.stringify(extra));
  } catch {
    return undefined;
  }
}
