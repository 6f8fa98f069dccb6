import { type Generated, type JSONColumnType, type Migration, sql } from 'kysely';

export type TokenTables = {
  readonly token_issuer: {
    readonly tenant: string;
    readonly id: string;
    readonly label: string | null;
    readonly issuer: string;
    readonly audience: string;
    readonly algorithms: string[];
    readonly jwks_url: string | null;
    readonly jwks: JSONColumnType<object | null, string | null, string | null>;
    readonly subject: JSONColumnType<object, string, string>;
    readonly disabled: Generated<boolean>;
    readonly created_at: Date;
  };
};

/** `0018-token-issuer`: who signs tokens that let devices and programs of a tenant in over MQTT. */
export const tokenMigration: Migration = {
  async up(db) {
    await sql`create table token_issuer (
      tenant text not null references tenant (name) on delete cascade,
      id text not null,
      label text,
      issuer text not null,
      audience text not null,
      algorithms text[] not null,
      jwks_url text,
      jwks jsonb,
      subject jsonb not null,
      disabled boolean not null default false,
      created_at timestamptz not null,
      primary key (tenant, id),
      unique (tenant, issuer, audience)
    )`.execute(db);
  },
};
