/** One field that differs: where, what it is, what it shall be; undefined stands for nothing. */
export interface FieldChange {
  /** Keys from the top; things in a list are named by their `id`. */
  readonly path: readonly string[];
  /** The path as people read it: `properties[temperature].max`. */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What differs between two values of one shape. Lists of things with an `id` are compared thing by thing, whatever their order. */
export function differences(from: unknown, to: unknown): readonly FieldChange[] {
  return compare(from, to, [], '');
}

function compare(from: unknown, to: unknown, path: readonly string[], field: string): readonly FieldChange[] {
  const lists = isNamedList(from) || isNamedList(to);
  const before = lists ? namedItems(from) : fieldsOf(from);
  const after = lists ? namedItems(to) : fieldsOf(to);
  if (before === undefined || after === undefined) return same(from, to) ? [] : [{ path, field, from, to }];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const name = lists ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`;
    return compare(before.get(key), after.get(key), [...path, key], name);
  });
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : undefined;
}

function isNamedList(value: unknown): value is readonly { readonly id: string }[] {
  return Array.isArray(value) && value.length > 0 && value.every((item: unknown) => typeof fieldsOf(item)?.get('id') === 'string');
}

/** A list that is empty or not there has no items; anything else than a list of things is compared as a whole. */
function namedItems(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (isNamedList(value)) return new Map(value.map((item) => [item.id, item]));
  return value === undefined || (Array.isArray(value) && value.length === 0) ? new Map() : undefined;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
