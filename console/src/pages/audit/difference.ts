/** A field whose value is another one than before; undefined where there was or is none. */
export interface FieldDifference {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Fields of two states that differ, by their path; lists are compared as a whole. */
export function differences(before: unknown, after: unknown): readonly FieldDifference[] {
  const [old, young] = [flat(before), flat(after)];
  const fields = [...new Set([...old.keys(), ...young.keys()])];
  return fields
    .filter((field) => old.get(field) !== young.get(field))
    .map((field) => ({ field, before: old.get(field), after: young.get(field) }));
}

function flat(state: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (state === null || state === undefined) {
    if (path !== '') into.set(path, '–');
  } else if (typeof state === 'object' && !Array.isArray(state)) {
    for (const [name, value] of Object.entries(state)) flat(value, path === '' ? name : `${path}.${name}`, into);
  } else into.set(path, typeof state === 'string' ? state : JSON.stringify(state, null, 1));
  return into;
}
