import type { Break } from './schema-breaks.ts';

/** What docs/api-changes.md says: under the heading of a version, entries that begin with the names they are about. */
export interface VersionNotes {
  readonly version: string;
  /** Operation ids and names of schemas. */
  readonly subjects: ReadonlySet<string>;
}

/** Reads the notes: `## 0.2.0`, then lines such as ``- `updateDevice`, `Device`: what changed and what to do``. */
export function readNotes(text: string): readonly VersionNotes[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      version: /^\d+\.\d+\.\d+/.exec(section)?.[0] ?? '0.0.0',
      subjects: new Set(
        Array.from(section.matchAll(/^- ([^:]+):/gm)).flatMap(([, names = '']) =>
          Array.from(names.matchAll(/`(\w+)`/g), (match) => match[1] ?? ''),
        ),
      ),
    }));
}

/** The breaks that no note of a later version than the released one tells. */
export function unnoted(breaks: readonly Break[], notes: readonly VersionNotes[], released: string): readonly Break[] {
  const told = notes.filter(({ version }) => isLater(version, released));
  return breaks.filter(({ subject }) => !told.some(({ subjects }) => subjects.has(subject)));
}

/** True when version `a` comes after version `b`. */
export function isLater(a: string, b: string): boolean {
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at !== -1 && (left[at] ?? 0) > (right[at] ?? 0);
}

function numbers(version: string): readonly number[] {
  return version.split('.', 3).map(Number);
}
