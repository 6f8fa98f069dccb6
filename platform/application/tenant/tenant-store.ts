import type { Kysely } from 'kysely';
import type { TenantTables } from './tenant-schema.ts';

/** The tenant of a fresh start. */
export const defaultTenant = 'default';

/** Makes the tenant of a fresh start when it is not there yet. */
export async function ensureDefaultTenant(db: Kysely<unknown>): Promise<void> {
  await db
    .withTables<TenantTables>()
    .insertInto('tenant')
    .values({ name: defaultTenant, label: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
