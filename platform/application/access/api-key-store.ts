import { type Insertable, type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import { filterSql } from '#core/filter/sql.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import type { AccessTables } from './access-schema.ts';
import { apiKeyColumns } from './api-key-filter.ts';
import type { PolicyTables } from './policy-schema.ts';

export type ApiKeyRow = Selectable<AccessTables['api_key']>;
export type NewApiKeyRow = Insertable<AccessTables['api_key']>;
/** A key with what its service account may do, where it belongs to one. */
export type UsableKeyRow = ApiKeyRow & { readonly account_assignments: unknown; readonly account_disabled: boolean | null };

interface ApiKeyPlace {
  readonly createdAt: Date;
  readonly id: string;
}

export interface ApiKeyStore {
  find(id: string): Promise<UsableKeyRow | undefined>;
  /** Keys of a tenant by age; `after` is the (created_at, id) of the last one seen. */
  list(tenant: string, filter: Checked | undefined, after: ApiKeyPlace | undefined, limit: number): Promise<readonly ApiKeyRow[]>;
  /** Undefined when the tenant has `keysMax` already. */
  insert(row: NewApiKeyRow, keysMax: number): Promise<ApiKeyRow | undefined>;
  /** False when the tenant has no such key. */
  remove(tenant: string, id: string): Promise<boolean>;
  touch(used: ReadonlyMap<string, Date>): Promise<void>;
}

/** The table `api_key`: as one tenant sees it, but for `find`, which tells whose key it is, and `touch`, of keys of all tenants. */
export function createApiKeyStore(untyped: Kysely<unknown>, tenantDb: TenantDb): ApiKeyStore {
  const db = untyped.withTables<AccessTables & Pick<PolicyTables, 'service_account'>>();
  const of = (tenant: string) => tenantDb(tenant).withTables<AccessTables>();
  return { find, list, insert, remove, touch };

  async function find(id: string): Promise<UsableKeyRow | undefined> {
    return await db
      .selectFrom('api_key as k')
      .leftJoin('service_account as s', (join) => join.onRef('s.tenant', '=', 'k.tenant').onRef('s.name', '=', 'k.service_account'))
      .selectAll('k')
      .select(['s.assignments as account_assignments', 's.disabled as account_disabled'])
      .where('k.id', '=', id)
      .executeTakeFirst();
  }

  async function list(
    tenant: string,
    filter: Checked | undefined,
    after: ApiKeyPlace | undefined,
    limit: number,
  ): Promise<readonly ApiKeyRow[]> {
    const fits = filterSql<RawBuilder<SqlBool>>(sql, filter, apiKeyColumns);
    let query = of(tenant).selectFrom('api_key').selectAll().where('tenant', '=', tenant).where(fits);
    if (after !== undefined) query = query.where(sql<boolean>`(created_at, id) > (${after.createdAt}, ${after.id})`);
    return await query.orderBy('created_at').orderBy('id').limit(limit).execute();
  }

  async function insert(row: NewApiKeyRow, keysMax: number): Promise<ApiKeyRow | undefined> {
    const { count } = await of(row.tenant)
      .selectFrom('api_key')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('tenant', '=', row.tenant)
      .executeTakeFirstOrThrow();
    if (Number(count) >= keysMax) return undefined;
    return await of(row.tenant).insertInto('api_key').values(row).returningAll().executeTakeFirstOrThrow();
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
