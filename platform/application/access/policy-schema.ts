import { type Generated, type JSONColumnType, type Migration, sql } from 'kysely';

export type PolicyTables = {
  readonly role: {
    readonly tenant: string;
    readonly name: string;
    readonly label: string | null;
    readonly allow: string[];
    readonly deny: string[];
    readonly version: number;
    readonly created_at: Generated<Date>;
  };
  readonly service_account: {
    readonly tenant: string;
    readonly name: string;
    readonly label: string | null;
    readonly disabled: boolean;
    readonly assignments: JSONColumnType<unknown[], string, string>;
    readonly created_by: string;
    readonly created_at: Generated<Date>;
  };
  readonly share: {
    readonly tenant: string;
    readonly id: string;
    readonly to_tenant: string;
    readonly kind: 'space' | 'device';
    readonly thing: string;
    readonly role: string;
    readonly expires_at: Date | null;
    readonly created_by: string;
    readonly created_at: Generated<Date>;
  };
};

/**
 * `0010-policy`: what people, keys and service accounts may do where (assignments: roles in scopes), the roles that tenants make, and what
 * tenants share with others. Who owned the first tenant before runs the platform.
 */
export const policyMigration: Migration = {
  async up(db) {
    await sql`create table role (
      tenant text not null references tenant (name) on delete cascade,
      name text collate "C" not null,
      label text,
      allow text[] not null,
      deny text[] not null,
      version int not null,
      created_at timestamptz not null default now(),
      primary key (tenant, name)
    )`.execute(db);
    await sql`create table service_account (
      tenant text not null references tenant (name) on delete cascade,
      name text collate "C" not null,
      label text,
      disabled boolean not null default false,
      assignments jsonb not null,
      created_by text not null,
      created_at timestamptz not null default now(),
      primary key (tenant, name)
    )`.execute(db);
    await sql`create table share (
      tenant text not null references tenant (name) on delete cascade,
      id text not null,
      to_tenant text not null references tenant (name) on delete cascade,
      kind text not null,
      thing text not null,
      role text not null,
      expires_at timestamptz,
      created_by text not null,
      created_at timestamptz not null default now(),
      primary key (tenant, id),
      unique (tenant, to_tenant, kind, thing, role)
    )`.execute(db);
    await sql`create index share_to_tenant on share (to_tenant)`.execute(db);
    await sql`alter table person add operator boolean not null default false`.execute(db);
    await sql`alter table membership add assignments jsonb not null default '[]'`.execute(db);
    await sql`update membership set assignments =
      jsonb_build_array(jsonb_build_object('role', role, 'scope', jsonb_build_object('kind', 'tenant'), 'effect', 'allow'))`.execute(db);
    await sql`update person set operator = true where id in (select person from membership where tenant = 'default' and role = 'owner')`.execute(
      db,
    );
    await sql`alter table membership drop role`.execute(db);
    await sql`alter table api_key add assignments jsonb not null default '[]', add addresses text[] not null default '{}', add service_account text`.execute(
      db,
    );
    await sql`update api_key set assignments =
      jsonb_build_array(jsonb_build_object('role', role, 'scope', jsonb_build_object('kind', 'tenant'), 'effect', 'allow'))`.execute(db);
    await sql`alter table api_key drop role,
      add foreign key (tenant, service_account) references service_account (tenant, name) on delete cascade`.execute(db);
  },
};
