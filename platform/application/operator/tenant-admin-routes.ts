import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import { filterQuery, readFilterOf } from '#core/filter/filter.ts';
import { tenantName } from '#core/names.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { wholly } from '../access/assignment.ts';
import type { Invitations } from '../access/invitations.ts';
import { tenantLabel } from '../tenant/tenant-routes.ts';
import { type CountedTenant, type TenantStore, tenantVocabulary } from '../tenant/tenant-store.ts';

const tenantFields = z.object({
  name: z.string(),
  label: z.string().nullable(),
  members: z.int(),
  devices: z.int(),
  createdAt: z.iso.datetime(),
});
const tenantSchema = tenantFields.meta({ id: 'CountedTenant' });
const newTenantSchema = tenantFields
  .extend({ link: z.string().describe('The owner’s invitation; shown this once') })
  .meta({ id: 'NewTenant' });
const params = z.object({ tenant: tenantName });
const example = { name: 'acme', label: 'Acme', members: 3, devices: 1200, createdAt: '2026-01-01T00:00:00.000Z' };

export interface TenantAdminNeeds {
  readonly tenants: TenantStore;
  readonly invitations: Invitations;
  /** The page of the console that an invitation's link opens. */
  readonly page: () => string;
}

/** Tenants, for those who run the platform: how much there is, not what. */
export function tenantAdminRoutes({ tenants, invitations, page }: TenantAdminNeeds): readonly Route[] {
  const about = { tag: 'Operator', permission: 'operator', scope: 'none' } as const;
  const type = 'tenant';
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/operator/tenants',
      id: 'listTenants',
      summary: 'List tenants',
      description: 'In order of names. For operators of the platform only.',
      query: pageQuery.extend({
        search: z.string().trim().min(1).max(128).optional().describe('Part of the name or label'),
        filter: filterQuery(tenantVocabulary),
      }),
      response: pageOf(tenantSchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ query }) => {
        const { limit, cursor, search } = query;
        const rows = await tenants.list({ search, filter: readFilterOf(query, tenantVocabulary) }, cursor, limit + 1);
        const items = rows.slice(0, limit);
        return { items: items.map(shown), next: rows.length > limit ? (items.at(-1)?.name ?? null) : null };
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/operator/tenants',
      id: 'createTenant',
      summary: 'Make a tenant',
      description: 'Its owner gets the link that is shown once; nobody belongs to it before.',
      body: z.strictObject({ name: tenantName, label: tenantLabel.optional(), ownerEmail: z.email('an e-mail address').max(254) }),
      response: newTenantSchema,
      status: 201,
      audit: { type, id: ({ body }) => body.name, after: ({ link: _, ...tenant }) => tenant, tenant: (_call, result) => result?.name },
      example: {
        body: { name: 'acme', label: 'Acme', ownerEmail: 'ada@example.org' },
        response: { ...example, members: 0, devices: 0, link: 'http://127.0.0.1:8080/invitation#…' },
      },
      handle: async ({ actor, body: { name, label, ownerEmail } }) => {
        if (!(await tenants.insert(name, label ?? null))) {
          const places = [{ field: 'name', expected: 'a name that no tenant has' }];
          throw new Fault('ALREADY_EXISTS', `There is a tenant ${name} already`, { places });
        }
        const { token } = await invitations.invite(actor, name, ownerEmail, [wholly('owner')]);
        return { ...shown(found(await tenants.counted(name), name)), link: `${page()}#${token}` };
      },
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/operator/tenants/{tenant}',
      id: 'getTenantAsOperator',
      summary: 'Read a tenant',
      params,
      response: tenantSchema,
      example: { response: example },
      handle: async ({ params }) => shown(found(await tenants.counted(params.tenant), params.tenant)),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/operator/tenants/{tenant}/owners',
      id: 'inviteOwner',
      summary: 'Invite an owner',
      description: 'For a tenant whose owners have all gone.',
      params,
      body: z.strictObject({ email: z.email('an e-mail address').max(254) }),
      response: z.object({ email: z.string(), link: z.string().describe('Shown this once') }),
      status: 201,
      audit: { type, after: ({ email }) => ({ invitedOwner: email }), tenant: ({ params }) => params.tenant },
      example: { body: { email: 'ada@example.org' }, response: { email: 'ada@example.org', link: 'http://127.0.0.1:8080/invitation#…' } },
      handle: async ({ actor, params, body }) => {
        found(await tenants.counted(params.tenant), params.tenant);
        const { row, token } = await invitations.invite(actor, params.tenant, body.email, [wholly('owner')]);
        return { email: row.email, link: `${page()}#${token}` };
      },
    }),
  ];
}

function shown({ name, label, members, devices, createdAt }: CountedTenant) {
  return { name, label, members, devices, createdAt: createdAt.toISOString() };
}

function found(tenant: CountedTenant | undefined, name: string): CountedTenant {
  if (tenant === undefined) throw new Fault('NOT_FOUND', `There is no tenant ${name}`);
  return tenant;
}
