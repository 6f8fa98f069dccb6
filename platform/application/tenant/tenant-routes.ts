import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import { defineRoute, type Route } from '#core/route.ts';
import type { Givers } from '../access/givers.ts';
import type { Tenant, TenantStore } from './tenant-store.ts';

export const tenantLabel = z.string().trim().min(1).max(128);
const tenantSchema = z.object({ name: z.string(), label: z.string().nullable(), createdAt: z.iso.datetime() }).meta({ id: 'Tenant' });
const actedInSchema = tenantSchema
  .extend({ givers: z.array(z.string()).describe('Names of some owners: people who can give permissions') })
  .meta({ id: 'TenantActedIn' });
const example = { name: 'acme', label: 'Acme', createdAt: '2026-01-01T00:00:00.000Z' };

/** What a tenant may know and change about itself. */
export function tenantRoutes(tenants: TenantStore, givers: Givers): readonly Route[] {
  const about = { tag: 'Tenant', path: '/tenant', scope: 'tenant' } as const;
  return [
    defineRoute({
      ...about,
      method: 'GET',
      id: 'getTenant',
      summary: 'The tenant that you act in',
      permission: 'signed-in',
      response: actedInSchema,
      example: { response: { ...example, givers: ['Ada'] } },
      // Who has what in a tenant is not for the people of another one.
      handle: async ({ actor, tenant }) => ({
        ...shown(await tenants.find(tenant), tenant),
        givers: actor.via === 'share' ? [] : [...(await givers(tenant))],
      }),
    }),
    defineRoute({
      ...about,
      method: 'PATCH',
      id: 'updateTenant',
      summary: 'Rename the tenant',
      description: 'Its name never changes; the label is what people read.',
      permission: 'tenant.write',
      body: z.strictObject({ label: tenantLabel.nullable() }),
      response: tenantSchema,
      audit: {
        type: 'tenant',
        id: ({ tenant }) => tenant,
        before: async ({ tenant }) => shown(await tenants.find(tenant), tenant),
      },
      example: { body: { label: 'Acme' }, response: example },
      handle: async ({ tenant, body }) => shown(await tenants.rename(tenant, body.label), tenant),
    }),
  ];
}

function shown(tenant: Tenant | undefined, name: string) {
  if (tenant === undefined) throw new Fault('NOT_FOUND', `There is no tenant ${name}`);
  return { name: tenant.name, label: tenant.label, createdAt: tenant.createdAt.toISOString() };
}
