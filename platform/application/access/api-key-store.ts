import { type Kysely, sql } from 'kysely';
import type { TenantDb } from '../tenant/tenant-db.ts';
import type { AccessTables } from './access-schema.ts';

export type ApiKeyRow = AccessTables['api_key'];

export interface ApiKeyStore {
  find(id: string): Promise<ApiKeyRow | undefined>;
  /** Keys of a tenant by age; `after` is the (created_at, id) of the last one seen. */
  list(tenant: string, limit: number, after: { readonly createdAt: Date; readonly id: string } | undefined): Promise<readonly ApiKeyRow[]>;
  /** False when the tenant has `keysMax` already. */
  insert(row: ApiKeyRow, keysMax: number): Promise<boolean>;
  /** False when the tenant has no such key. */
  remove(tenant: string, id: string): Promise<boolean>;
  touch(used: ReadonlyMap<string, Date>): Promise<void>;
}

/** The table `api_key`: as one tenant sees it, but for `find`, which tells whose key it is, and `touch`, of keys of all tenants. */
export function createApiKeyStore(untyped: Kysely<unknown>, tenantDb: TenantDb): ApiKeyStore {
  const db = untyped.withTables<AccessTables>();
  const of = (tenant: string) => tenantDb(tenant).withTables<AccessTables>();
  return { find, list, insert, remove, touch };

  async function find(id: string): Promise<ApiKeyRow | undefined> {
    return await db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async function list(tenant: string, limit: number, after: { createdAt: Date; id: string } | undefined): Promise<readonly ApiKeyRow[]> {
    let query = of(tenant).selectFrom('api_key').selectAll().where('tenant', '=', tenant);
    if (after !== undefined) query = query.where(sql<boolean>`(created_at, id) > (${after.createdAt}, ${after.id})`);
    return await query.orderBy('created_at').orderBy('id').limit(limit).execute();
  }

  async function insert(row: ApiKeyRow, keysMax: number): Promise<boolean> {
    const { count } = await of(row.tenant)
      .selectFrom('api_key')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('tenant', '=', row.tenant)
      .executeTakeFirstOrThrow();
    if (Number(count) >= keysMax) return false;
    await of(row.tenant).insertInto('api_key').values(row).execute();
    return true;
  }

  async function remove(tenant: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await of(tenant).deleteFrom('api_key').where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async function touch(used: ReadonlyMap<string, Date>): Promise<void> {
    await sql`update api_key set last_used_at = used.at
      from unnest(${[...used.keys()]}::text[], ${[...used.values()]}::timestamptz[]) as used (id, at)
      where api_key.id = used.id`.execute(db);
  }
}
