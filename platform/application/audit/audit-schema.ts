import { type Migration, sql } from 'kysely';
import type { Json } from '#core/json.ts';

export type AuditTables = {
  readonly audit_entry: {
    /** bigint, kept as text. */
    readonly id: string;
    readonly tenant: string;
    readonly at: Date;
    readonly actor_kind: string;
    readonly actor_id: string;
    readonly actor_name: string;
    readonly action: string;
    readonly permission: string;
    readonly role: string | null;
    readonly resource_type: string;
    readonly resource: string;
    readonly before: Json;
    readonly after: Json;
    readonly outcome: string;
    readonly address: string;
    readonly request: string;
  };
};

/** Days that an entry is kept at least: the database itself refuses to delete a younger one. */
export const auditDaysLeast = 30;

/**
 * `0005-audit`: the audit log. A trigger refuses every UPDATE and TRUNCATE, and every DELETE but that of `audit_forget`, which in turn
 * can't reach what is younger than the least retention. There is no foreign key: entries outlive what they tell of.
 */
export const auditMigration: Migration = {
  async up(db) {
    await sql`create table audit_entry (
      id bigint generated always as identity primary key,
      tenant text not null,
      at timestamptz not null,
      actor_kind text not null,
      actor_id text not null,
      actor_name text not null,
      action text not null,
      permission text not null,
      role text,
      resource_type text not null,
      resource text not null,
      before jsonb,
      after jsonb,
      outcome text not null,
      address text not null,
      request text not null
    )`.execute(db);
    await sql`create index audit_entry_tenant on audit_entry (tenant, at desc, id desc)`.execute(db);
    await sql`create index audit_entry_resource on audit_entry (tenant, resource_type, resource, at desc, id desc)`.execute(db);
    await sql`create index audit_entry_at on audit_entry (at)`.execute(db);
    await sql`create function audit_entry_is_final() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_setting('thalamus.audit_forget', true) = 'on' and old.at < now() - interval '${sql.raw(String(auditDaysLeast))} days' then
        return old;
      end if;
      raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
    end $$`.execute(db);
    await sql`create trigger audit_entry_is_final before update or delete on audit_entry
      for each row execute function audit_entry_is_final()`.execute(db);
    await sql`create trigger audit_entry_is_whole before truncate on audit_entry
      for each statement execute function audit_entry_is_final()`.execute(db);
    // Set and unset inside: only a superuser may write a setting of ours into a function's head.
    await sql`create function audit_forget(kept_days int, rows_max int) returns int language plpgsql as $$
    declare gone int;
    begin
      if kept_days < ${sql.raw(String(auditDaysLeast))} then
        raise exception 'the audit log is kept at least ${sql.raw(String(auditDaysLeast))} days' using errcode = 'insufficient_privilege';
      end if;
      perform set_config('thalamus.audit_forget', 'on', true);
      delete from audit_entry where id in (
        select id from audit_entry where at < now() - make_interval(days => kept_days) order by at limit rows_max
      );
      get diagnostics gone = row_count;
      perform set_config('thalamus.audit_forget', 'off', true);
      return gone;
    end $$`.execute(db);
  },
};
