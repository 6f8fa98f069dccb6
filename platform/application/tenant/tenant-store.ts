import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import { type FilterColumns, filterSql } from '#core/filter/sql.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
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

/** What filters of tenants may name. */
export const tenantVocabulary: Vocabulary = {
  name: 'string',
  label: 'string',
  members: 'number',
  devices: 'number',
  createdAt: 'timestamp',
};

const members = sql`(select count(*)::int from membership m where m.tenant = t.name)`;
const devices = sql`(select count(*)::int from device d where d.tenant = t.name)`;
const columns: FilterColumns = {
  name: { sql: sql`t.name`, nullable: false },
  label: { sql: sql`t.label`, nullable: true },
  members: { sql: members, nullable: false },
  devices: { sql: devices, nullable: false },
  // As it is shown: the database knows it more exactly.
  createdAt: { sql: sql`date_trunc('milliseconds', t.created_at)`, nullable: false },
};

/** Makes the tenant of a fresh start when it is not there yet. */
export async function ensureDefaultTenant(db: Kysely<unknown>): Promise<void> {
  await createTenantStore(db).insert(defaultTenant, null);
}

export interface TenantStore {
  find(name: string): Promise<Tenant | undefined>;
  counted(name: string): Promise<CountedTenant | undefined>;
  /** In order of names, from the one after `after`. */
  list(
    asked: { readonly search?: string | undefined; readonly filter: Checked | undefined },
    after: string | undefined,
    limit: number,
  ): Promise<readonly CountedTenant[]>;
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
    async list({ search, filter }, after, limit) {
      const pattern = `%${(search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`;
      return await select(
        sql<SqlBool>`(t.name ilike ${pattern} or t.label ilike ${pattern}) and t.name collate "C" > ${after ?? ''}
          and ${filterSql<RawBuilder<SqlBool>>(sql, filter, columns)}`,
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
        ${members} as members, ${devices} as devices
      from tenant t where ${condition} order by t.name collate "C" limit ${limit}`.execute(db);
    return rows;
  }
}
