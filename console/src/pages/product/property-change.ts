import type { Property, PropertyPatch } from '@thalamus/sdk';

export type Field = 'name' | 'unit' | 'min' | 'max';
/** Fields that the person touched, as text. */
export type Typed = Readonly<Partial<Record<Field, string>>>;

/** What a field shows: what was typed, else what is known. */
export function shownText(property: Property, typed: Typed, field: Field): string {
  return typed[field] ?? String(property[field] ?? '');
}

/** Only what differs from `property`; an emptied field takes the value away. Undefined when nothing differs. */
export function patchOf(property: Property, typed: Typed): PropertyPatch | undefined {
  const patch: { -readonly [K in keyof PropertyPatch]: PropertyPatch[K] } = { id: property.id };
  for (const field of ['name', 'unit'] as const) {
    const text = typed[field]?.trim();
    if (text !== undefined && text !== (property[field] ?? '')) patch[field] = text === '' ? null : text;
  }
  for (const field of ['min', 'max'] as const) {
    const text = typed[field]?.trim();
    if (text === undefined) continue;
    const value = text === '' ? null : Number(text);
    if (value !== (property[field] ?? null)) patch[field] = value;
  }
  return Object.keys(patch).length > 1 ? patch : undefined;
}
