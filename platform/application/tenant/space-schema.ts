import { type Generated, type Migration, sql } from 'kysely';

export type SpaceTables = {
  readonly space: {
    readonly tenant: string;
    readonly name: string;
    readonly parent: string | null;
    readonly label: string | null;
    readonly created_at: Generated<Date>;
  };
};

/** `0009-space`: the tree that everything of a tenant stands in; a trigger gives every tenant its root. */
export const spaceMigration: Migration = {
  async up(db) {
    await sql`create table space (
      tenant text not null references tenant (name) on delete cascade,
      name text collate "C" not null,
      parent text collate "C",
      label text,
      created_at timestamptz not null default now(),
      primary key (tenant, name),
      foreign key (tenant, parent) references space (tenant, name)
    )`.execute(db);
    await sql`create index space_by_parent on space (tenant, parent)`.execute(db);
    await sql`create function space_root() returns trigger language plpgsql as $$
    begin
      insert into space (tenant, name) values (new.name, 'root') on conflict do nothing;
      return new;
    end $$`.execute(db);
    await sql`create trigger tenant_has_root after insert on tenant for each row execute function space_root()`.execute(db);
    await sql`insert into space (tenant, name) select name, 'root' from tenant`.execute(db);
  },
};
