import { type Generated, type JSONColumnType, type Migration, sql } from 'kysely';

export type AccessTables = {
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly one_time_password: boolean;
    readonly operator: Generated<boolean>;
    readonly created_at: Date;
  };
  readonly tenant: { readonly name: string; readonly label: string | null };
  readonly membership: {
    readonly person: string;
    readonly tenant: string;
    readonly assignments: JSONColumnType<unknown[], string, string>;
    readonly created_at: Generated<Date>;
  };
  readonly api_key: {
    readonly id: string;
    readonly tenant: string;
    readonly name: string;
    readonly hash: Buffer;
    readonly assignments: JSONColumnType<unknown[], string, string>;
    /** Addresses (CIDR) that it may be used from; none: any. */
    readonly addresses: string[];
    readonly service_account: string | null;
    readonly created_by: string;
    readonly created_at: Date;
    readonly expires_at: Date | null;
    readonly last_used_at: Date | null;
  };
  readonly idempotency_key: {
    readonly tenant: string;
    readonly actor: string;
    readonly key: string;
    readonly route: string;
    readonly request_hash: Buffer;
    readonly status: number | null;
    readonly response: Buffer | null;
    readonly created_at: Date;
  };
};

/**
 * `0002-access`: people (the tables of better-auth under our names; its code reads and writes them), what they may do where,
 * the keys of programs, and what was answered to requests that carried an Idempotency-Key.
 */
export const accessMigration: Migration = {
  async up(db) {
    await sql`create table person (
      id text primary key,
      name text not null,
      email text not null unique,
      email_verified boolean not null default false,
      image text,
      one_time_password boolean not null default false,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
    await sql`create table person_session (
      id text primary key,
      expires_at timestamptz not null,
      token text not null unique,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      ip_address text,
      user_agent text,
      person text not null references person (id) on delete cascade
    )`.execute(db);
    await sql`create index person_session_person on person_session (person)`.execute(db);
    await sql`create index person_session_expires_at on person_session (expires_at)`.execute(db);
    await sql`create table person_account (
      id text primary key,
      account_id text not null,
      provider_id text not null,
      person text not null references person (id) on delete cascade,
      access_token text,
      refresh_token text,
      id_token text,
      access_token_expires_at timestamptz,
      refresh_token_expires_at timestamptz,
      scope text,
      password text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
    await sql`create index person_account_person on person_account (person)`.execute(db);
    await sql`create table person_verification (
      id text primary key,
      identifier text not null,
      value text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
    await sql`create index person_verification_identifier on person_verification (identifier)`.execute(db);
    await sql`create table membership (
      tenant text not null references tenant (name) on delete cascade,
      person text not null references person (id) on delete cascade,
      role text not null,
      created_at timestamptz not null default now(),
      primary key (tenant, person)
    )`.execute(db);
    await sql`create index membership_person on membership (person)`.execute(db);
    await sql`create table api_key (
      id text primary key,
      tenant text not null references tenant (name) on delete cascade,
      name text not null,
      hash bytea not null,
      role text not null,
      created_by text not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz
    )`.execute(db);
    await sql`create index api_key_tenant on api_key (tenant, created_at, id)`.execute(db);
    await sql`create table idempotency_key (
      tenant text not null references tenant (name) on delete cascade,
      actor text not null,
      key text not null,
      route text not null,
      request_hash bytea not null,
      status int,
      response bytea,
      created_at timestamptz not null,
      primary key (tenant, actor, key)
    )`.execute(db);
    await sql`create index idempotency_key_created_at on idempotency_key (created_at)`.execute(db);
  },
};
