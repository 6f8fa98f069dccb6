import { faults } from '#core/errors.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { quotaNames } from '#core/quota.ts';

/** How callers say who they are. */
export const securitySchemes = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `thk_…`' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'thalamus.session_token',
    description: 'Set by `signIn`; changes must come from the same origin',
  },
} as const;

const etag = { type: 'string', example: '"3.Xk1c9vQ0mWZr8Yb2LpNd4s"' } as const;

/** What many operations refer to. */
export const sharedParts = {
  parameters: {
    Tenant: {
      name: 'Thalamus-Tenant',
      in: 'header',
      description: 'The tenant to act in, for those who may act in several; else their own',
      schema: { type: 'string', example: 'default' },
    },
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'A repetition with the same key within 24 hours answers what the first one answered',
      schema: { type: 'string', maxLength: 255 },
    },
    IfMatch: {
      name: 'If-Match',
      in: 'header',
      description: 'ETags of the thing as it was read, or `*`: the change is refused with PRECONDITION_FAILED when somebody else was first',
      schema: etag,
    },
    IfNoneMatch: {
      name: 'If-None-Match',
      in: 'header',
      description: 'ETags of answers that the caller has: one that is still right is not sent again (304)',
      schema: etag,
    },
  },
  headers: {
    ETag: {
      description: 'Names this very answer. Where the thing has a version it comes first, and only that counts for If-Match',
      schema: etag,
    },
  },
} as const;

/** A reference to a part. */
export function reference(kind: 'parameters' | 'headers' | 'responses', name: string): JsonObject {
  return { $ref: `#/components/${kind}/${name}` };
}

/** The body of every error. */
export function problemSchema(): JsonObject {
  const text = { type: 'string' };
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'detail'],
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      // There may be more of them later; then the status says what to do.
      code: { type: 'string', enum: Object.keys(faults), 'x-extensible': true },
      detail: { type: 'string', description: 'What happened and what to do' },
      instance: { type: 'string', description: 'Finds the request in the log' },
      quota: { type: 'string', enum: quotaNames, 'x-extensible': true, description: 'The quota that is used up, of QUOTA_EXCEEDED' },
      places: {
        type: 'array',
        items: {
          type: 'object',
          required: ['field', 'expected'],
          properties: {
            field: text,
            expected: text,
            at: { type: 'integer', description: 'Where the field is an expression: how far from its start, in UTF-16 units' },
          },
        },
      },
    },
  };
}

/** The answers that are no success, by status. */
export function problemResponses(): Record<string, Json> {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const byStatus = new Map<number, string[]>();
  for (const [code, { status, title }] of Object.entries(faults)) {
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}`]);
  }
  const responses = Array.from(byStatus, ([status, texts]) => [String(status), { description: texts.join(' · '), content }] as const);
  return {
    ...Object.fromEntries(responses),
    unchanged: { description: 'The caller has this answer already' },
    problem: { description: 'Any other error', content },
  };
}
