import { type Generated, type Migration, sql } from 'kysely';

export type SsoTables = {
  readonly sso: {
    readonly tenant: string;
    readonly issuer: string;
    readonly client_id: string;
    readonly client_secret: Buffer;
    readonly default_role: string | null;
    readonly required: boolean;
    readonly email_trusted: boolean;
  };
  readonly sso_domain: { readonly tenant: string; readonly domain: string };
  readonly sso_link: {
    readonly tenant: string;
    readonly issuer: string;
    readonly subject: string;
    readonly person: string;
    readonly created_at: Generated<Date>;
  };
};

/**
 * `0015-sso`: a tenant's OpenID provider, the e-mail domains that it answers for (each for one tenant only), the accounts there that
 * are people here, and the sessions that were opened by it.
 */
export const ssoMigration: Migration = {
  async up(db) {
    await sql`create table sso (
      tenant text primary key references tenant (name) on delete cascade,
      issuer text not null,
      client_id text not null,
      client_secret bytea not null,
      default_role text,
      required boolean not null default false,
      email_trusted boolean not null default false
    )`.execute(db);
    await sql`create table sso_domain (
      domain text primary key,
      tenant text not null references sso (tenant) on delete cascade
    )`.execute(db);
    await sql`create index sso_domain_tenant on sso_domain (tenant)`.execute(db);
    await sql`create table sso_link (
      tenant text not null references sso (tenant) on delete cascade,
      issuer text not null,
      subject text not null,
      person text not null references person (id) on delete cascade,
      created_at timestamptz not null default now(),
      primary key (tenant, issuer, subject)
    )`.execute(db);
    await sql`create index sso_link_person on sso_link (person)`.execute(db);
    await sql`alter table person_session add column sso_tenant text references tenant (name) on delete cascade`.execute(db);
    await sql`create index person_session_sso_tenant on person_session (sso_tenant) where sso_tenant is not null`.execute(db);
  },
};
