import { type Migration, sql } from 'kysely';

export type LimitTables = {
  /** Limits of connections that were set; `value` null is no limit, no row is the default. Kept as text: bigint. */
  readonly connection_limit: { readonly name: string; readonly value: string | null };
  readonly client_ban: {
    readonly tenant: string;
    readonly id: string;
    readonly client_id: string | null;
    readonly device: string | null;
    readonly application: string | null;
    readonly reason: string;
    readonly created_by: string;
    readonly created_at: Date;
    readonly expires_at: Date | null;
  };
  readonly address_ban: {
    readonly id: string;
    readonly address: string;
    readonly reason: string;
    readonly created_by: string;
    readonly created_at: Date;
    readonly expires_at: Date | null;
  };
};

/** `0021-limits`: limits that were set, and who is kept out. */
export const limitsMigration: Migration = {
  async up(db) {
    await sql`create table connection_limit (name text primary key, value bigint)`.execute(db);
    await sql`create table client_ban (
      tenant text not null references tenant (name) on delete cascade,
      id text not null,
      client_id text,
      device text,
      application text,
      reason text not null,
      created_by text not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      primary key (tenant, id),
      unique nulls not distinct (tenant, client_id, device, application)
    )`.execute(db);
    await sql`create table address_ban (
      id text primary key,
      address text not null unique,
      reason text not null,
      created_by text not null,
      created_at timestamptz not null,
      expires_at timestamptz
    )`.execute(db);
  },
};
