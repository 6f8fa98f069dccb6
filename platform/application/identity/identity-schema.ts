import { type Generated, type Migration, sql } from 'kysely';

export type IdentityTables = {
  readonly person_second_factor: { readonly person: string; readonly wrong_codes: number };
  readonly person_used_code: { readonly person: string; readonly code: string; readonly used_at: Generated<Date> };
};

/**
 * `0013-second-factor`: the second factor of people (better-auth reads and writes it, but for `wrong_codes`), the codes they used of
 * late, and when a session was last used.
 */
export const secondFactorMigration: Migration = {
  async up(db) {
    await sql`alter table person add column second_factor boolean not null default false`.execute(db);
    await sql`alter table person_session add column used_at timestamptz not null default now()`.execute(db);
    await sql`create table person_second_factor (
      id text primary key,
      person text not null unique references person (id) on delete cascade,
      secret text not null,
      recovery_codes text not null,
      verified boolean not null default false,
      failed_verifications int not null default 0,
      locked_until timestamptz,
      wrong_codes int not null default 0
    )`.execute(db);
    await sql`create table person_used_code (
      person text not null references person (id) on delete cascade,
      code text not null,
      used_at timestamptz not null default now(),
      primary key (person, code)
    )`.execute(db);
  },
};
