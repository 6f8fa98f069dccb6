import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import { filterSql } from '#core/filter/sql.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import { auditColumns } from './audit-filter.ts';
import type { AuditTables } from './audit-schema.ts';

export type AuditRow = AuditTables['audit_entry'];
/** An entry before the database has numbered it. */
export type NewAuditRow = Omit<AuditRow, 'id'>;

/** Where a page begins: after the entry of this time and number, newest first. */
export interface AuditPlace {
  readonly at: Date;
  readonly id: string;
}

export interface AuditFilter {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Id or name, in any case. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly resourceType?: string | undefined;
  readonly resource?: string | undefined;
  /** `done`, `refused`, or the code of a fault. */
  readonly outcome?: string | undefined;
  /** A condition over `auditVocabulary`. */
  readonly condition?: Checked | undefined;
}

export interface AuditStore {
  /** All of them or none, in one statement. */
  append(rows: readonly NewAuditRow[]): Promise<void>;
  list(tenant: string, filter: AuditFilter, after: AuditPlace | undefined, limit: number): Promise<readonly AuditRow[]>;
  /** Deletes at most `rowsMax` entries that are older than the days; returns how many. */
  forget(keptDays: number, rowsMax: number): Promise<number>;
}

/** The table `audit_entry`: as one tenant sees it, but for `append`, whose entries may be of several tenants, and `forget`, of all. */
export function createAuditStore(untyped: Kysely<unknown>, tenantDb: TenantDb): AuditStore {
  const db = untyped.withTables<AuditTables>();
  return { append, list, forget };

  async function append(rows: readonly NewAuditRow[]): Promise<void> {
    // One parameter for all rows: a batch of a thousand devices is a thousand entries.
    await sql`insert into audit_entry (tenant, at, actor_kind, actor_id, actor_name, action, permission, role,
        resource_type, resource, before, after, outcome, address, request)
      select tenant, at, actor_kind, actor_id, actor_name, action, permission, role,
        resource_type, resource, before, after, outcome, address, request
      from json_to_recordset(${JSON.stringify(rows)}::json) as entry (tenant text, at timestamptz, actor_kind text, actor_id text,
        actor_name text, action text, permission text, role text, resource_type text, resource text, before jsonb, after jsonb,
        outcome text, address text, request text)`.execute(db);
  }

  async function list(tenant: string, filter: AuditFilter, after: AuditPlace | undefined, limit: number): Promise<readonly AuditRow[]> {
    let query = tenantDb(tenant).withTables<AuditTables>().selectFrom('audit_entry').selectAll().where('tenant', '=', tenant);
    const { from, to, actor, action, resourceType, resource, outcome, condition } = filter;
    if (from !== undefined) query = query.where('at', '>=', from);
    if (to !== undefined) query = query.where('at', '<', to);
    if (actor !== undefined) query = query.where(sql<boolean>`(actor_id = ${actor} or lower(actor_name) = lower(${actor}))`);
    if (action !== undefined) query = query.where('action', '=', action);
    if (resourceType !== undefined) query = query.where('resource_type', '=', resourceType);
    if (resource !== undefined) query = query.where('resource', '=', resource);
    if (outcome === 'refused') query = query.where('outcome', '<>', 'done');
    else if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    if (condition !== undefined) query = query.where(filterSql<RawBuilder<SqlBool>>(sql, condition, auditColumns));
    if (after !== undefined) query = query.where(sql<boolean>`(at, id) < (${after.at}, ${after.id}::bigint)`);
    return await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  }

  async function forget(keptDays: number, rowsMax: number): Promise<number> {
    const { rows } = await sql<{ gone: number }>`select audit_forget(${keptDays}::int, ${rowsMax}::int) as gone`.execute(db);
    return rows[0]?.gone ?? 0;
  }
}
