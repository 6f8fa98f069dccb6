import { z } from 'zod';
import { Fault, type FaultPlace } from '#core/errors.ts';
import { invariant } from '#core/invariant.ts';
import type { Route } from '#core/route.ts';
import { routePath } from './route-path.ts';

/** Most places named in one error. */
export const faultPlacesMax = 20;

/** An object schema that refuses what it does not name, so that a mistyped field is an error and not silence. */
export function exact(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (!(schema instanceof z.ZodObject) || schema.def.catchall !== undefined) return schema;
  const name = schema.meta();
  return name === undefined ? schema.strict() : schema.strict().meta(name);
}

/** Brings an answer into its schema; what doesn't fit is a bug. */
export function fit(route: Route, result: unknown): unknown {
  if (route.status === 204) return undefined;
  const parsed = route.response.safeParse(result);
  invariant(
    parsed.success,
    `${route.method} ${routePath(route)} answered what its schema does not allow: ${parsed.error?.message.slice(0, 2000)}`,
  );
  return parsed.data;
}

/** Parses one part of a request; BAD_REQUEST names every place at fault. */
export function parsePart(schema: z.ZodType | undefined, value: unknown, part: 'path' | 'query' | 'body'): unknown {
  if (schema === undefined) {
    if (part === 'body' && value !== undefined && value !== null && !isEmptyObject(value)) {
      throw new Fault('BAD_REQUEST', 'This call takes no body');
    }
    return undefined;
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const places = result.error.issues.flatMap(placesOf).slice(0, faultPlacesMax);
  const first = places[0];
  const where = first === undefined || first.field === '' ? `the ${part}` : first.field;
  const more = places.length > 1 ? ` (and ${places.length - 1} more)` : '';
  throw new Fault('BAD_REQUEST', `${where}: ${first?.expected ?? 'not valid'}${more}`, { places });
}

function placesOf(issue: z.core.$ZodIssue): FaultPlace[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...issue.path, key].map(String).join('.').slice(0, 256), expected: 'no such field' }));
  }
  return [{ field: issue.path.map(String).join('.').slice(0, 256), expected: issue.message.replace(/^Invalid input: expected /, '') }];
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
