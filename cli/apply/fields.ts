import { z } from 'zod';

/** A text that may be left out; `label:` with nothing behind it says the same. */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

/** The same value without fields that say nothing: undefined, null, empty lists and empty objects. */
export function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, field]) => [key, said(field)] as const);
  return Object.fromEntries(fields.filter(([, field]) => !saysNothing(field)));
}

function saysNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
