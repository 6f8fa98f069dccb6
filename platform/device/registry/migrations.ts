import { type Kysely, type Migration, sql } from 'kysely';
import { credentialMigration } from '../credential/credential-schema.ts';

/** The registry's tables. Names sort by bytes (`collate "C"`) on every server, so that cursors are stable. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0003-registry': {
    async up(db: Kysely<unknown>) {
      await sql`
        create table product (
          tenant text not null references tenant (name),
          name text collate "C" not null,
          label text,
          mode text not null,
          properties jsonb not null,
          version int not null,
          created_at timestamptz not null,
          primary key (tenant, name)
        )`.execute(db);
      await sql`
        create table device (
          tenant text not null,
          name text collate "C" not null,
          product text collate "C" not null,
          label text,
          disabled boolean not null default false,
          secret_hash bytea not null,
          created_at timestamptz not null,
          primary key (tenant, name),
          foreign key (tenant, product) references product (tenant, name)
        )`.execute(db);
      await sql`create index device_by_product on device (tenant, product, name)`.execute(db);
      // Written every few seconds per device: apart from the rest, with room in each page to update in place.
      await sql`
        create table device_presence (
          tenant text not null,
          device text collate "C" not null,
          online boolean not null,
          epoch bigint not null,
          seen_at timestamptz,
          reason text,
          primary key (tenant, device),
          foreign key (tenant, device) references device (tenant, name) on delete cascade
        ) with (fillfactor = 50)`.execute(db);
      await sql`create table registry_default (tenant text primary key references tenant (name))`.execute(db);
      await indexSearch(db);
    },
  },
  // Devices stand in the tree of spaces and carry labels: what permissions and filters ask for.
  '0011-placement': {
    async up(db: Kysely<unknown>) {
      await sql`alter table device
        add space text collate "C" not null default 'root',
        add labels jsonb not null default '{}',
        add foreign key (tenant, space) references space (tenant, name)`.execute(db);
      await sql`create index device_by_space on device (tenant, space, name)`.execute(db);
    },
  },
  // Lists in order of their making, and by labels. More samples of labels, as the planner must know the rare from the common.
  '0013-device-lists': {
    async up(db: Kysely<unknown>) {
      await sql`create index device_by_making on device (tenant, created_at, name)`.execute(db);
      await sql`create index device_by_labels on device using gin (labels jsonb_path_ops)`.execute(db);
      await sql`alter table device alter labels set statistics 1000`.execute(db);
    },
  },
  '0017-device-credential': credentialMigration,
  // Coming, going and pings are no data: when a device last sent any is a fact of its own.
  '0023-presence-activity': {
    async up(db: Kysely<unknown>) {
      await sql`alter table device_presence add active_at timestamptz`.execute(db);
    },
  },
};

/** Substring search by trigrams, where the server has that extension and lets us make it; else search scans the tenant's devices. */
async function indexSearch(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if exists (select from pg_available_extensions where name = 'pg_trgm') then
        create extension if not exists pg_trgm;
        create index device_by_text on device using gin (name gin_trgm_ops, label gin_trgm_ops);
      end if;
    exception when insufficient_privilege or undefined_object or undefined_file then
      raise notice 'search by substring has no index here';
    end $$`.execute(db);
}
