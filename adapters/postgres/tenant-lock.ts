import { type Kysely, sql } from 'kysely';

/** Who runs the statements of a tenant; it owns nothing, can't log in, and row-level security holds for it. */
export const tenantRole = 'thalamus_tenant';

/** What a server with fewer rights than ours needs to be told once by its administrator. */
export class TenantRoleError extends Error {
  constructor(user: string, cause: unknown) {
    super(
      `PostgreSQL does not let “${user}” make or use the role ${tenantRole}. Let an administrator of the server run once: ` +
        `create role ${tenantRole} nologin nosuperuser nobypassrls; grant ${tenantRole} to "${user}";`,
      { cause },
    );
    this.name = 'TenantRoleError';
  }
}

/**
 * Makes the role of tenants on this server when it is missing, and sees to it that we may become it. Roles belong to the server,
 * not to the database: several databases may do this at once, and a restored one finds a server without it.
 */
export async function ensureTenantRole(db: Kysely<unknown>): Promise<void> {
  try {
    await sql`
      do $$
      declare
        may text := case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end;
      begin
        if not exists (select from pg_roles where rolname = ${sql.lit(tenantRole)}) then
          begin
            create role ${sql.id(tenantRole)} nologin nosuperuser nobypassrls;
          exception when duplicate_object or unique_violation then null;
          end;
        end if;
        if exists (select from pg_roles where rolname = ${sql.lit(tenantRole)} and (rolsuper or rolbypassrls)) then
          raise exception 'the role may pass row-level security' using errcode = 'insufficient_privilege';
        end if;
        if not pg_has_role(current_user, ${sql.lit(tenantRole)}, may) then
          grant ${sql.id(tenantRole)} to current_user;
        end if;
      end $$`.execute(db);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error;
    const { rows } = await sql<{ name: string }>`select current_user as name`.execute(db);
    throw new TenantRoleError(rows[0]?.name ?? '', error);
  }
}

/**
 * Functions behind operators of lists. The planner looks at the tenant first and lets only leakproof conditions into an index
 * together with it; these are not marked as such, because on made-up patterns they could tell by an error that a row exists. All SQL
 * here is our own, and none of it comes from a tenant.
 */
const indexedFunctions = [
  'textlike(text, text)',
  'texticlike(text, text)',
  'textregexeq(text, text)',
  'jsonb_contains(jsonb, jsonb)',
  'jsonb_object_field_text(jsonb, text)',
];

/**
 * Locks every table that has a column `tenant`: as the role of tenants one sees and writes the rows of the tenant that the transaction
 * names, and none when it names none. To be called after the migrations: no table can be forgotten.
 */
export async function lockTenantTables(db: Kysely<unknown>): Promise<void> {
  const own = sql.raw(`tenant = (select current_setting('thalamus.tenant', true))`);
  await sql`
    do $$
    declare
      unlocked record;
    begin
      -- Several programs may start at once.
      perform pg_advisory_xact_lock(hashtext('thalamus.tenant_lock'));
      if not has_schema_privilege(${sql.lit(tenantRole)}, current_schema(), 'usage') then
        execute format('grant usage on schema %I to ${sql.raw(tenantRole)}', current_schema());
      end if;
      for unlocked in
        select c.oid::regclass::text as name from pg_class c
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped)
          and not (c.relrowsecurity and c.relforcerowsecurity
            and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant')
            and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'platform' and c.relowner = any (p.polroles)))
      loop
        execute format('alter table %s enable row level security, force row level security', unlocked.name);
        execute format('grant select, insert, update, delete on %s to ${sql.raw(tenantRole)}', unlocked.name);
        execute format('drop policy if exists tenant on %s', unlocked.name);
        execute format('drop policy if exists platform on %s', unlocked.name);
        execute format($policy$create policy tenant on %s to ${sql.raw(tenantRole)} using (${own}) with check (${own})$policy$, unlocked.name);
        -- What belongs to no tenant alone (logins, presence, retention) is done as the owner, whom the force binds too.
        execute format('create policy platform on %s to current_user using (true)', unlocked.name);
      end loop;
      begin
        ${sql.join(indexedFunctions.map(markLeakproof), sql` `)}
      exception when insufficient_privilege then null;
      end;
    end $$`.execute(db);
}

function markLeakproof(name: string) {
  return sql`
        if not (select proleakproof from pg_proc where oid = ${sql.lit(name)}::regprocedure) then
          alter function ${sql.raw(name)} leakproof;
        end if;`;
}
