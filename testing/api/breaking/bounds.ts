import type { JsonObject } from '#core/json.ts';

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const;
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const;
/** Rules that can't be weighed against another: any but the same may refuse what was taken before. */
const exact = ['pattern', 'format', 'multipleOf', 'uniqueItems', 'not', 'contains'] as const;

/** In what a schema takes less than it did, as far as bounds and formats say. */
export function narrowed(before: JsonObject, after: JsonObject): readonly string[] {
  return [
    ...lower.filter((key) => numberOf(after[key], -Infinity) > Math.max(numberOf(before[key], -Infinity), least(key))),
    ...upper.filter((key) => numberOf(after[key], Infinity) < numberOf(before[key], Infinity)),
    ...exact.filter((key) => after[key] !== undefined && after[key] !== false && !isSame(before[key], after[key])),
  ].map((key) => `${key} is now ${JSON.stringify(after[key])}`);
}

// No text, list or object is shorter than nothing.
function least(key: (typeof lower)[number]): number {
  return key === 'minimum' || key === 'exclusiveMinimum' ? -Infinity : 0;
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
