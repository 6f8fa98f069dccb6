import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import { type FilterColumns, filterSql } from '#core/filter/sql.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { productModes } from '#core/thing-model.ts';
import { deviceFilterSql } from './device-filter.ts';

/** What filters of products may name. */
export const productVocabulary: Vocabulary = {
  name: 'string',
  label: 'string',
  mode: productModes,
  version: 'number',
  devices: 'number',
  createdAt: 'timestamp',
};

/** How many devices a product has, of those that the caller may see; `reach` undefined: all. */
export function devicesOfProduct(reach: Checked | undefined): RawBuilder<number> {
  const seen = reach === undefined ? sql`` : sql` and ${deviceFilterSql(reach)}`;
  return sql<number>`(select count(*)::int from device d where d.tenant = product.tenant and d.product = product.name${seen})`;
}

const columnsOf = (reach: Checked | undefined): FilterColumns => ({
  name: { sql: sql`product.name`, nullable: false },
  label: { sql: sql`product.label`, nullable: true },
  mode: { sql: sql`product.mode`, nullable: false },
  version: { sql: sql`product.version`, nullable: false },
  devices: { sql: devicesOfProduct(reach), nullable: false },
  createdAt: { sql: sql`product.created_at`, nullable: false },
});

/** A filter of products, of the table `product`. */
export function productFilterSql(filter: Checked, reach: Checked | undefined): RawBuilder<SqlBool> {
  return filterSql<RawBuilder<SqlBool>>(sql, filter, columnsOf(reach));
}
