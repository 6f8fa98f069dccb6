import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { apiKeyPrefix } from './api-key.ts';
import type { ApiKeyRow, ApiKeyStore } from './api-key-store.ts';
import type { ApiKeys } from './api-keys.ts';
import { isRole, type Role, roleNames } from './policy.ts';

const keyId = z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits');
const apiKeySchema = z.object({
  id: keyId,
  name: z.string(),
  prefix: z.string().describe('The first characters of the key, to recognise it by'),
  role: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe('Written every few seconds'),
});
const newApiKeySchema = apiKeySchema.extend({ key: z.string().describe('The key itself; shown this once') });
const time = z.union([z.iso.datetime({ offset: true }), z.int().min(0).max(8.64e15)]);

const example = {
  id: '4f2a9c0d1b3e5f60',
  name: 'ci',
  prefix: 'thk_4f2a9c0d1b3e5f60',
  role: 'developer',
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
};

/** Keys for programs: listed, made (shown once), deleted. */
export function apiKeyRoutes(keys: ApiKeys, store: ApiKeyStore, now: () => number): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api-keys',
      id: 'listApiKeys',
      tag: 'Access',
      summary: 'List API keys',
      permission: 'access.key',
      scope: 'tenant',
      query: pageQuery,
      response: pageOf(apiKeySchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, query }) => {
        const rows = await store.list(tenant, query.limit + 1, query.cursor === undefined ? undefined : readCursor(query.cursor));
        const items = rows.slice(0, query.limit);
        const last = items.at(-1);
        return { items: items.map(shown), next: rows.length > query.limit && last !== undefined ? cursorOf(last) : null };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api-keys',
      id: 'createApiKey',
      tag: 'Access',
      summary: 'Make an API key',
      description: `The key is shown once. It acts in your tenant with its role (\`developer\` when left out), which can’t be more than your own: ${roleNames.join(', ')}.`,
      permission: 'access.key',
      scope: 'tenant',
      body: z.strictObject({
        name: z.string().trim().min(1).max(128),
        role: z.enum(roleNames as [Role]).optional(),
        expiresAt: time.optional(),
      }),
      response: newApiKeySchema,
      status: 201,
      audit: { type: 'api-key', id: ({ body }, result) => result?.id ?? body.name },
      example: { body: { name: 'ci' }, response: { ...example, key: 'thk_4f2a9c0d1b3e5f60…' } },
      handle: async ({ actor, body }) => {
        const expiresAt = body.expiresAt === undefined ? undefined : new Date(body.expiresAt);
        if (expiresAt !== undefined && expiresAt.getTime() <= now()) {
          throw new Fault('BAD_REQUEST', 'expiresAt is in the past', {
            places: [{ field: 'expiresAt', expected: 'a time in the future' }],
          });
        }
        const role: Role = body.role !== undefined && isRole(body.role) ? body.role : 'developer';
        const { row, key } = await keys.create(actor, body.name, role, expiresAt);
        return { ...shown(row), key };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api-keys/{id}',
      id: 'deleteApiKey',
      tag: 'Access',
      summary: 'Delete an API key',
      description: 'It stops working at once.',
      permission: 'access.key',
      scope: 'tenant',
      params: z.object({ id: keyId }),
      response: z.void(),
      status: 204,
      audit: {
        type: 'api-key',
        before: async ({ tenant, params }) => {
          const row = await store.find(params.id);
          return row?.tenant === tenant ? shown(row) : null;
        },
      },
      example: { response: undefined },
      handle: async ({ tenant, params }) => await keys.remove(tenant, params.id),
    }),
  ];
}

function shown(row: ApiKeyRow): z.input<typeof apiKeySchema> {
  return {
    id: row.id,
    name: row.name,
    prefix: apiKeyPrefix(row.id),
    role: row.role,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

function cursorOf(row: ApiKeyRow): string {
  return Buffer.from(`${row.created_at.getTime()} ${row.id}`).toString('base64url');
}

function readCursor(cursor: string): { createdAt: Date; id: string } {
  const [, ms, id] = /^(\d{1,15}) ([0-9a-f]{16})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (ms === undefined || id === undefined) {
    throw new Fault('BAD_REQUEST', 'The cursor is not one of ours', {
      places: [{ field: 'cursor', expected: '`next` of the page before' }],
    });
  }
  return { createdAt: new Date(Number(ms)), id };
}
