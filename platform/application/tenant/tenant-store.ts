import { type Kysely, type SqlBool, sql } from 'kysely';
import type { TenantTables } from './tenant-schema.ts';

/** The tenant of a fresh start, whose owners run the platform. */
export const defaultTenant = 'default';

export interface Tenant {
  readonly name: string;
  readonly label: string | null;
  readonly createdAt: Date;
}

/** A tenant as those see it who run the platform: how much there is, not what. */
export interface CountedTenant extends Tenant {
  readonly members: number;
  readonly devices: number;
}

/** Makes the tenant of a fresh start when it is not there yet. */
export async function ensureDefaultTenant(db: Kysely<unknown>): Promise<void> {
  await createTenantStore(db).insert(defaultTenant, null);
}

export interface TenantStore {
  find(name: string): Promise<Tenant | undefined>;
  counted(name: string): Promise<CountedTenant | undefined>;
  /** In order of names, from the one after `after`. */
  list(search: string | undefined, after: string | undefined, limit: number): Promise<readonly CountedTenant[]>;
  /** False when the name is taken. */
  insert(name: string, label: string | null): Promise<boolean>;
  rename(name: string, label: string | null): Promise<Tenant | undefined>;
}

/** All tenants: for those who run the platform, and for each about itself. */
export function createTenantStore(untyped: Kysely<unknown>): TenantStore {
  const db = untyped.withTables<TenantTables>();
  return {
    async find(name) {
      const row = await db.selectFrom('tenant').selectAll().where('name', '=', name).executeTakeFirst();
      return row === undefined ? undefined : { name: row.name, label: row.label, createdAt: row.created_at };
    },
    async counted(name) {
      return (await select(sql<SqlBool>`t.name = ${name}`, 1))[0];
    },
    async list(search, after, limit) {
      const pattern = `%${(search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`;
      return await select(
        sql<SqlBool>`(t.name ilike ${pattern} or t.label ilike ${pattern}) and t.name collate "C" > ${after ?? ''}`,
        limit,
      );
    },
    async insert(name, label) {
      const row = await db
        .insertInto('tenant')
        .values({ name, label })
        .onConflict((conflict) => conflict.doNothing())
        .returning('name')
        .executeTakeFirst();
      return row !== undefined;
    },
    async rename(name, label) {
      const row = await db.updateTable('tenant').set({ label }).where('name', '=', name).returningAll().executeTakeFirst();
      return row === undefined ? undefined : { name: row.name, label: row.label, createdAt: row.created_at };
    },
  };

  async function select(condition: ReturnType<typeof sql<SqlBool>>, limit: number): Promise<readonly CountedTenant[]> {
    const { rows } = await sql<CountedTenant>`
      select t.name, t.label, t.created_at as "createdAt",
        (select count(*)::int from membership m where m.tenant = t.name) as members,
        (select count(*)::int from device d where d.tenant = t.name) as devices
      from tenant t where ${condition} order by t.name collate "C" limit ${limit}`.execute(db);
    return rows;
  }
}
