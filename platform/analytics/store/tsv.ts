// Hot path: bench/ingest. Called for every cell that is stored.
import type { Json } from '#core/json.ts';
import type { Cell } from '#core/report-batch.ts';
import type { DataType } from '#core/thing-model.ts';

/** A missing value. */
export const tsvNull = '\\N';

const special = /[\\\t\n\r\b\f\0]/;
const specials = /[\\\t\n\r\b\f\0]/g;
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\0': '\\0',
};

/** Any text as a TSV field; a lone surrogate becomes U+FFFD when the text is encoded as UTF-8. */
export function tsvEscape(text: string): string {
  // Most texts need nothing; testing first costs a quarter of replacing.
  return special.test(text) ? text.replace(specials, (character) => escapes[character] ?? character) : text;
}

/** A time in microseconds since the epoch, at or after 1970, as `seconds.micros`. */
export function tsvMicros(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  return `${seconds}.${String(micros - seconds * 1e6).padStart(6, '0')}`;
}

/** A time in milliseconds since the epoch, at or after 1970, as `seconds.millis`. */
export function tsvMillis(millis: number): string {
  const seconds = Math.floor(millis / 1e3);
  return `${seconds}.${String(millis - seconds * 1e3).padStart(3, '0')}`;
}

/** One property's cell in the column of its type. */
export function tsvCell(type: DataType, cell: Cell): string {
  if (cell === undefined) return tsvNull;
  if (type === 'text' || type === 'enum') return tsvEscape(cell as string);
  return String(cell);
}

/** Keys that the model does not name, as the map that the column `extra` holds: every value is its JSON text. */
export function tsvExtra(extra: Readonly<Record<string, Json>> | undefined): string {
  if (extra === undefined) return '{}';
  const entries = Object.entries(extra).map(([key, value]) => `${quoted(key)}:${quoted(JSON.stringify(value))}`);
  return `{${entries.join(',')}}`;
}

function quoted(text: string): string {
  return `'${tsvEscape(text).replaceAll("'", "\\'")}'`;
}
