/** What a field holds; an array names the only values that it takes. */
export type FieldType = 'string' | 'number' | 'boolean' | 'timestamp' | readonly string[];

/**
 * The fields that filters of one list may name. `labels.*` stands for every name after `labels.`. Any field may be null.
 * A `number` has a magnitude that `isInRange` accepts, as every whole number has.
 */
export type Vocabulary = Readonly<Record<string, FieldType>>;

/** The type of a field; undefined when the list has none of that name. */
export function fieldType(vocabulary: Vocabulary, path: string): FieldType | undefined {
  if (Object.hasOwn(vocabulary, path)) return vocabulary[path];
  const dot = path.indexOf('.');
  const group = dot < 0 ? undefined : `${path.slice(0, dot)}.*`;
  return group !== undefined && path.indexOf('.', dot + 1) < 0 && Object.hasOwn(vocabulary, group) ? vocabulary[group] : undefined;
}

/** The names that a filter may use, as an error lists them. */
export function fieldNames(vocabulary: Vocabulary): string {
  return Object.keys(vocabulary).join(', ');
}
