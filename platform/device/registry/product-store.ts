import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import type { ThingModel } from '#core/thing-model.ts';
import type { NewProduct } from './product.ts';
import { devicesOfProduct, productFilterSql } from './product-filter.ts';
import type { ProductTable, RegistryTables, TenantTables } from './tables.ts';

export type ProductRow = Selectable<ProductTable>;
export type CountedProductRow = ProductRow & { readonly devices: number };

/** Which products, and which of their devices count. */
export interface ProductSelection {
  readonly filter: Checked | undefined;
  /** The devices that the caller may see; undefined: all. */
  readonly reach: Checked | undefined;
}

/** A product's new state; undefined leaves it as it is. */
export type Change = (row: ProductRow) => { readonly label: string | null; readonly model: ThingModel } | undefined;

export type ProductStore = ReturnType<typeof createProductStore>;

/** The SQL of products: as one tenant sees them, but for `named` and `all`, which the directory asks for all tenants at once. */
export function createProductStore(db: Kysely<RegistryTables>, of: TenantTables) {
  return { insert, find, list, count, named, all, change, insertDefault };

  /** Undefined when the name is taken. */
  async function insert(tenant: string, product: NewProduct, at: Date): Promise<ProductRow | undefined> {
    return insertInto(of(tenant), tenant, product, at);
  }

  async function find(tenant: string, name: string, reach: Checked | undefined): Promise<CountedProductRow | undefined> {
    return counted(tenant, reach).where('name', '=', name).executeTakeFirst();
  }

  /** In order of names, from the one after `after`. */
  async function list(
    tenant: string,
    { filter, reach }: ProductSelection,
    after: string | undefined,
    limit: number,
  ): Promise<readonly CountedProductRow[]> {
    return counted(tenant, reach)
      .where(fits(filter, reach))
      .$if(after !== undefined, (q) => q.where('name', '>', after ?? ''))
      .orderBy('name')
      .limit(limit)
      .execute();
  }

  async function count(tenant: string, { filter, reach }: ProductSelection): Promise<number> {
    const those = of(tenant).selectFrom('product').where('tenant', '=', tenant).where(fits(filter, reach));
    return (await those.select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()).n;
  }

  async function named(keys: readonly { readonly tenant: string; readonly name: string }[]): Promise<readonly ProductRow[]> {
    if (keys.length === 0) return [];
    const tenants = keys.map((k) => k.tenant);
    const names = keys.map((k) => k.name);
    return db
      .selectFrom('product')
      .selectAll()
      .where(sql<boolean>`(tenant, name) in (select * from unnest(${tenants}::text[], ${names}::text[]))`)
      .execute();
  }

  async function all(): Promise<readonly ProductRow[]> {
    return db.selectFrom('product').selectAll().orderBy('tenant').orderBy('name').execute();
  }

  /** Changes one product while nobody else does; undefined when there is none. */
  async function change(tenant: string, name: string, decide: Change): Promise<ProductRow | undefined> {
    return of(tenant)
      .transaction()
      .execute(async (trx) => {
        const row = await trx
          .selectFrom('product')
          .selectAll()
          .where('tenant', '=', tenant)
          .where('name', '=', name)
          .forUpdate()
          .executeTakeFirst();
        const next = row === undefined ? undefined : decide(row);
        if (next === undefined) return row;
        return trx
          .updateTable('product')
          .set({ label: next.label, mode: next.model.mode, version: next.model.version, properties: JSON.stringify(next.model.properties) })
          .where('tenant', '=', tenant)
          .where('name', '=', name)
          .returningAll()
          .executeTakeFirst();
      });
  }

  /** Makes a tenant's first product, once in the tenant's life; undefined when it was done before. */
  async function insertDefault(tenant: string, product: NewProduct, at: Date): Promise<ProductRow | undefined> {
    return of(tenant)
      .transaction()
      .execute(async (trx) => {
        const fresh = await trx
          .insertInto('registry_default')
          .values({ tenant })
          .onConflict((c) => c.doNothing())
          .returning('tenant')
          .executeTakeFirst();
        return fresh === undefined ? undefined : insertInto(trx, tenant, product, at);
      });
  }

  function counted(tenant: string, reach: Checked | undefined) {
    return of(tenant).selectFrom('product').selectAll().select(devicesOfProduct(reach).as('devices')).where('tenant', '=', tenant);
  }
}

function fits(filter: Checked | undefined, reach: Checked | undefined) {
  return filter === undefined ? sql<SqlBool>`true` : productFilterSql(filter, reach);
}

async function insertInto(db: Kysely<RegistryTables>, tenant: string, product: NewProduct, at: Date): Promise<ProductRow | undefined> {
  const { name, label, mode, properties } = product;
  return db
    .insertInto('product')
    .values({ tenant, name, label: label ?? null, mode, properties: JSON.stringify(properties), version: 1, created_at: at })
    .onConflict((c) => c.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** The thing model that a row holds. */
export function modelOf(row: ProductRow): ThingModel {
  return { version: row.version, mode: row.mode, properties: row.properties };
}
