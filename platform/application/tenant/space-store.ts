import { type Kysely, sql } from 'kysely';
import type { SpaceNode } from '#core/access/space-tree.ts';
import { type Expected, needVersion } from '#core/version.ts';
import type { NewSpace, SpaceChange } from './space.ts';
import type { SpaceTables } from './space-schema.ts';
import type { TenantDb } from './tenant-db.ts';

export interface SpaceRow extends SpaceNode {
  readonly label: string | null;
  readonly created_at: Date;
  /** The transaction that last wrote the row. */
  readonly version: string;
}

export interface SpaceStore {
  /** All spaces of a tenant, in order of names. */
  all(tenant: string): Promise<readonly SpaceRow[]>;
  /** Devices by the space they stand in. */
  devices(tenant: string): Promise<ReadonlyMap<string, number>>;
  /** False when the name is taken. */
  insert(tenant: string, space: NewSpace): Promise<boolean>;
  update(tenant: string, name: string, change: SpaceChange): Promise<void>;
  /** `in-use` when something stands in it. */
  remove(tenant: string, name: string, expected: Expected): Promise<'done' | 'in-use' | 'none'>;
  /** One change of a tenant's tree at a time. */
  exclusively<T>(tenant: string, work: (store: SpaceStore) => Promise<T>): Promise<T>;
}

/** The SQL of spaces. */
export function createSpaceStore(tenantDb: TenantDb): SpaceStore {
  const of = (tenant: string) => tenantDb(tenant).withTables<SpaceTables>();
  return {
    async all(tenant) {
      return await of(tenant)
        .selectFrom('space')
        .select(['name', 'parent', 'label', 'created_at', sql<string>`xmin::text`.as('version')])
        .where('tenant', '=', tenant)
        .orderBy('name')
        .execute();
    },
    async devices(tenant) {
      const { rows } = await sql<{ space: string; n: number }>`
        select space, count(*)::int as n from device where tenant = ${tenant} group by space`.execute(of(tenant));
      return new Map(rows.map(({ space, n }) => [space, n]));
    },
    async insert(tenant, { name, label, parent }) {
      const row = await of(tenant)
        .insertInto('space')
        .values({ tenant, name, label: label ?? null, parent })
        .onConflict((conflict) => conflict.doNothing())
        .returning('name')
        .executeTakeFirst();
      return row !== undefined;
    },
    async update(tenant, name, change) {
      if (Object.keys(change).length === 0) return;
      const { label, parent } = change;
      const set = { ...(label === undefined ? {} : { label }), ...(parent === undefined ? {} : { parent }) };
      await of(tenant).updateTable('space').set(set).where('tenant', '=', tenant).where('name', '=', name).execute();
    },
    async remove(tenant, name, expected) {
      const version = sql<string>`xmin::text`;
      try {
        const { numDeletedRows } = await of(tenant)
          .deleteFrom('space')
          .where('tenant', '=', tenant)
          .where('name', '=', name)
          .where(expected === undefined ? sql<boolean>`true` : sql<boolean>`${version} = any(${[...expected]}::text[])`)
          .executeTakeFirst();
        if (numDeletedRows > 0n) return 'done';
        const space = of(tenant).selectFrom('space').select(version.as('version')).where('tenant', '=', tenant).where('name', '=', name);
        const there = await space.executeTakeFirst();
        if (there !== undefined) needVersion(expected, there.version, name);
        return 'none';
      } catch (error) {
        if (sqlState(error) === foreignKey) return 'in-use';
        throw error;
      }
    },
    exclusively: (tenant, work) =>
      of(tenant)
        .transaction()
        .execute(async (trx) => {
          await sql`select pg_advisory_xact_lock(hashtextextended(${`space ${tenant}`}, 0))`.execute(trx);
          return await work(createSpaceStore(() => trx as unknown as Kysely<unknown>));
        }),
  };
}

const foreignKey = '23503';

function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
