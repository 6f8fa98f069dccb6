import { z } from 'zod';

/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; keys are not trusted until a schema or a thing model has named them. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The same as a schema. */
export const jsonSchema: z.ZodType<Json, Json> = z
  .union([
    z.null(),
    z.boolean(),
    z.number(),
    z.string(),
    z.array(z.lazy(() => jsonSchema)),
    z.record(
      z.string(),
      z.lazy(() => jsonSchema),
    ),
  ])
  .meta({ id: 'Json' });

/** True for `{…}`: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
