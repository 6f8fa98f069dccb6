import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { invariant } from '#core/invariant.ts';
import { productModes } from '#core/thing-model.ts';
import { type FilterColumn, filterSql } from './filter-sql.ts';

/** What filters of products may name. */
export const productVocabulary: Vocabulary = {
  name: 'string',
  label: 'string',
  mode: productModes,
  version: 'number',
  devices: 'number',
  createdAt: 'timestamp',
};

/** How many devices a product has. */
export const devicesOfProduct = sql<number>`(select count(*)::int from device d where d.tenant = product.tenant and d.product = product.name)`;

const columns: Readonly<Record<string, FilterColumn>> = {
  name: { sql: sql`product.name`, nullable: false },
  label: { sql: sql`product.label`, nullable: true },
  mode: { sql: sql`product.mode`, nullable: false },
  version: { sql: sql`product.version`, nullable: false },
  devices: { sql: devicesOfProduct, nullable: false },
  createdAt: { sql: sql`product.created_at`, nullable: false },
};

/** A filter of products, of the table `product`. */
export function productFilterSql(filter: Checked): RawBuilder<SqlBool> {
  return filterSql(filter, (path) => {
    const column = columns[path];
    invariant(column !== undefined, `products have no column for ${path}`);
    return column;
  });
}
