import { type Kysely, sql } from 'kysely';
import { type QuotaName, type QuotaValues, quotaNames } from '#core/quota.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import type { TenantTables } from '../tenant/tenant-schema.ts';
import type { QuotaTables } from './quota-schema.ts';

/** The limits that tenants have of their own: set by the operator, so as the owner of the tables; read at the start for all tenants. */
export interface QuotaStore {
  tenantExists(tenant: string): Promise<boolean>;
  all(): Promise<ReadonlyMap<string, QuotaValues>>;
  own(tenant: string): Promise<QuotaValues>;
  /** Replaces all own limits of the tenant. */
  replace(tenant: string, values: QuotaValues): Promise<void>;
}

export function createQuotaStore(untyped: Kysely<unknown>, tenantDb: TenantDb): QuotaStore {
  const db = untyped.withTables<QuotaTables & TenantTables>();
  return { tenantExists, all, own, replace };

  async function tenantExists(tenant: string): Promise<boolean> {
    return (await db.selectFrom('tenant').select('name').where('name', '=', tenant).executeTakeFirst()) !== undefined;
  }

  async function all(): Promise<ReadonlyMap<string, QuotaValues>> {
    const rows = await db.selectFrom('tenant_quota').selectAll().execute();
    return new Map([...Map.groupBy(rows, (row) => row.tenant)].map(([tenant, own]) => [tenant, valuesOf(own)]));
  }

  async function own(tenant: string): Promise<QuotaValues> {
    const rows = tenantDb(tenant).withTables<QuotaTables>().selectFrom('tenant_quota').selectAll().where('tenant', '=', tenant);
    return valuesOf(await rows.execute());
  }

  async function replace(tenant: string, values: QuotaValues): Promise<void> {
    const rows = quotaNames.flatMap((quota) => {
      const value = values[quota];
      return value === undefined ? [] : [{ tenant, quota, value: value === null ? null : String(value) }];
    });
    await db.transaction().execute(async (trx) => {
      // One after the other: what two operators set at once must not be mixed.
      await sql`select from tenant where name = ${tenant} for update`.execute(trx);
      await trx.deleteFrom('tenant_quota').where('tenant', '=', tenant).execute();
      if (rows.length > 0) await trx.insertInto('tenant_quota').values(rows).execute();
    });
  }
}

/** Rows of quotas that this version does not know are left alone. */
function valuesOf(rows: readonly QuotaTables['tenant_quota'][]): QuotaValues {
  const known = rows.filter(({ quota }) => (quotaNames as readonly string[]).includes(quota));
  return Object.fromEntries(known.map(({ quota, value }) => [quota as QuotaName, value === null ? null : Number(value)]));
}
