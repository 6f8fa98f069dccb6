import { z } from 'zod';
import { scopeSchema, wholeTenant } from '#core/access/scope.ts';
import { Fault } from '#core/errors.ts';
import { filterQuery, readFilterOf } from '#core/filter/filter.ts';
import { roleName } from '#core/names.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { addressListSchema } from './address-list.ts';
import { apiKeyPrefix } from './api-key.ts';
import { apiKeyVocabulary } from './api-key-filter.ts';
import type { ApiKeyRow, ApiKeyStore } from './api-key-store.ts';
import type { ApiKeys } from './api-keys.ts';
import { readAssignments } from './assignment.ts';
import type { Giving } from './giving.ts';

const keyId = z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits');
const apiKeyFields = z.object({
  id: keyId,
  name: z.string(),
  prefix: z.string().describe('The first characters of the key, to recognise it by'),
  role: z.string().nullable().describe('Null for a key of a service account, which has that one’s roles'),
  scope: scopeSchema.nullable(),
  serviceAccount: z.string().nullable(),
  addresses: z.array(z.string()).describe('Where it may be used from; empty: anywhere'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe('Written every few seconds'),
});
const apiKeySchema = apiKeyFields.meta({ id: 'ApiKey' });
const newApiKeySchema = apiKeyFields.extend({ key: z.string().describe('The key itself; shown this once') }).meta({ id: 'NewApiKey' });
const time = z.union([z.iso.datetime({ offset: true }), z.int().min(0).max(8.64e15)]);
const newKeyInput = z
  .strictObject({
    name: z.string().trim().min(1).max(128),
    role: roleName.optional(),
    scope: scopeSchema.optional(),
    serviceAccount: roleName.optional().describe('Instead of role and scope'),
    addresses: addressListSchema.default([]).describe('Addresses or ranges that it may be used from; empty: anywhere'),
    expiresAt: time.optional(),
  })
  .meta({ id: 'ApiKeyInput' });

const example = {
  id: '4f2a9c0d1b3e5f60',
  name: 'ci',
  prefix: 'thk_4f2a9c0d1b3e5f60',
  role: 'developer',
  scope: wholeTenant,
  serviceAccount: null,
  addresses: [],
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
};

/** Keys for programs: listed, made (shown once), deleted. */
export function apiKeyRoutes(keys: ApiKeys, store: ApiKeyStore, giving: Giving, now: () => number): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api-keys',
      id: 'listApiKeys',
      tag: 'Access',
      summary: 'List API keys',
      permission: 'access.key',
      scope: 'tenant',
      query: pageQuery.extend({ filter: filterQuery(apiKeyVocabulary) }),
      response: pageOf(apiKeySchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, query }) => {
        const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
        const rows = await store.list(tenant, readFilterOf(query, apiKeyVocabulary), after, query.limit + 1);
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
      description:
        'The key is shown once. It acts in your tenant with its role (`developer` when left out) within its scope, which can’t be more than your own; or with the roles of a service account.',
      permission: 'access.key',
      scope: 'tenant',
      body: newKeyInput,
      response: newApiKeySchema,
      status: 201,
      audit: { type: 'api-key', id: ({ body }, result) => result?.id ?? body.name },
      example: { body: { name: 'ci' }, response: { ...example, key: 'thk_4f2a9c0d1b3e5f60…' } },
      handle: async ({ actor, tenant, access, body }) => {
        const expiresAt = body.expiresAt === undefined ? undefined : new Date(body.expiresAt);
        if (expiresAt !== undefined && expiresAt.getTime() <= now()) {
          throw new Fault('BAD_REQUEST', 'expiresAt is in the past', {
            places: [{ field: 'expiresAt', expected: 'a time in the future' }],
          });
        }
        const { name, addresses, serviceAccount } = body;
        if (serviceAccount !== undefined && (body.role ?? body.scope) !== undefined) {
          throw new Fault('BAD_REQUEST', 'A key of a service account has that one’s roles', {
            places: [{ field: body.role === undefined ? 'scope' : 'role', expected: 'left out, as there is a serviceAccount' }],
          });
        }
        const own = { role: body.role ?? 'developer', scope: body.scope ?? wholeTenant, effect: 'allow' } as const;
        const assignments = serviceAccount === undefined ? [own] : await giving.assignmentsOf(tenant, serviceAccount);
        await giving.check(actor, tenant, access, assignments);
        const wish = { name, addresses, serviceAccount, expiresAt, assignments: serviceAccount === undefined ? assignments : [] };
        const { row, key } = await keys.create(tenant, actor.id, wish);
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
    ...roleOf(row),
    serviceAccount: row.service_account,
    addresses: row.addresses,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

function roleOf(row: ApiKeyRow): Pick<z.input<typeof apiKeySchema>, 'role' | 'scope'> {
  const first = row.service_account === null ? readAssignments(row.assignments)[0] : undefined;
  return { role: first?.role ?? null, scope: first?.scope ?? null };
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
