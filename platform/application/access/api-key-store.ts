import { type Kysely, sql } from 'kysely';
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

export function createApiKeyStore(untyped: Kysely<unknown>): ApiKeyStore {
  const db = untyped.withTables<AccessTables>();
  return { find, list, insert, remove, touch };

  async function find(id: string): Promise<ApiKeyRow | undefined> {
    return await db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async function list(tenant: string, limit: number, after: { createdAt: Date; id: string } | undefined): Promise<readonly ApiKeyRow[]> {
    let query = db.selectFrom('api_key').selectAll().where('tenant', '=', tenant);
    if (after !== undefined) query = query.where(sql<boolean>`(created_at, id) > (${after.createdAt}, ${after.id})`);
    return await query.orderBy('created_at').orderBy('id').limit(limit).execute();
  }

  async function insert(row: ApiKeyRow, keysMax: number): Promise<boolean> {
    const { count } = await db
      .selectFrom('api_key')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('tenant', '=', row.tenant)
      .executeTakeFirstOrThrow();
    if (Number(count) >= keysMax) return false;
    await db.insertInto('api_key').values(row).execute();
    return true;
  }

  async function remove(tenant: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await db.deleteFrom('api_key').where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async function touch(used: ReadonlyMap<string, Date>): Promise<void> {
    await sql`update api_key set last_used_at = used.at
      from unnest(${[...used.keys()]}::text[], ${[...used.values()]}::timestamptz[]) as used (id, at)
      where api_key.id = used.id`.execute(db);
  }
}
