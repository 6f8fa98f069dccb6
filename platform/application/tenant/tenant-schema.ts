import { type Generated, type Migration, sql } from 'kysely';

export type TenantTables = {
  readonly tenant: { readonly name: string; readonly label: string | null; readonly created_at: Generated<Date> };
};

/** `0001-tenant`: who owns things. */
export const tenantMigration: Migration = {
  async up(db) {
    await sql`create table tenant (
      name text primary key,
      label text,
      created_at timestamptz not null default now()
    )`.execute(db);
  },
};
