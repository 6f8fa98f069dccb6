import type { Selectable } from 'kysely';
import type { TenantDb } from '../tenant/tenant-db.ts';
import type { PolicyTables } from './policy-schema.ts';

export type ServiceAccountRow = Selectable<PolicyTables['service_account']>;

export interface ServiceAccountStore {
  find(tenant: string, name: string): Promise<ServiceAccountRow | undefined>;
}

/** Programs with roles of their own and any number of keys. */
export function createServiceAccountStore(tenantDb: TenantDb): ServiceAccountStore {
  const of = (tenant: string) => tenantDb(tenant).withTables<PolicyTables>();
  return {
    find: (tenant, name) =>
      of(tenant).selectFrom('service_account').selectAll().where('tenant', '=', tenant).where('name', '=', name).executeTakeFirst(),
  };
}
