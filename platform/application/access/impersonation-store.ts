import { type Kysely, type Migration, sql } from 'kysely';

export type ImpersonationTables = {
  readonly impersonation: {
    readonly id: string;
    readonly operator: string;
    readonly tenant: string;
    readonly reason: string;
    readonly began_at: Date;
    readonly until: Date;
    readonly ended_at: Date | null;
  };
};

/** `0010-impersonation`: operators' looks into tenants, each with its reason and its end. */
export const impersonationMigration: Migration = {
  async up(db) {
    await sql`create table impersonation (
      id text primary key,
      operator text not null references person (id) on delete cascade,
      tenant text not null references tenant (name) on delete cascade,
      reason text not null,
      began_at timestamptz not null,
      until timestamptz not null,
      ended_at timestamptz
    )`.execute(db);
    await sql`create index impersonation_running on impersonation (operator, until) where ended_at is null`.execute(db);
  },
};

/** A time during which an operator may act in a tenant. */
export interface Impersonation {
  readonly id: string;
  readonly operator: string;
  readonly tenant: string;
  readonly reason: string;
  readonly beganAt: Date;
  readonly until: Date;
}

export interface ImpersonationStore {
  running(operator: string, at: Date): Promise<readonly (Impersonation & { readonly label: string | null })[]>;
  begin(impersonation: Impersonation): Promise<void>;
  /** The one that was ended; undefined when there was none running. */
  end(operator: string, id: string, at: Date): Promise<Impersonation | undefined>;
}

/** Tenants that one operator may look into at the same time; of more, only the newest count. */
export const impersonationsRunningMax = 20;

export function createImpersonationStore(untyped: Kysely<unknown>): ImpersonationStore {
  const db = untyped.withTables<ImpersonationTables & { tenant: { name: string; label: string | null } }>();
  return {
    async running(operator, at) {
      const rows = await db
        .selectFrom('impersonation as i')
        .innerJoin('tenant', 'tenant.name', 'i.tenant')
        .selectAll('i')
        .select('tenant.label')
        .where('operator', '=', operator)
        .where('ended_at', 'is', null)
        .where('until', '>', at)
        .orderBy('began_at', 'desc')
        .limit(impersonationsRunningMax)
        .execute();
      return rows.map((row) => ({ ...toImpersonation(row), label: row.label }));
    },
    async begin({ id, operator, tenant, reason, beganAt, until }) {
      await db.insertInto('impersonation').values({ id, operator, tenant, reason, began_at: beganAt, until, ended_at: null }).execute();
    },
    async end(operator, id, at) {
      const row = await db
        .updateTable('impersonation')
        .set({ ended_at: at })
        .where('operator', '=', operator)
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .where('until', '>', at)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? undefined : toImpersonation(row);
    },
  };
}

function toImpersonation(row: ImpersonationTables['impersonation']): Impersonation {
  const { id, operator, tenant, reason, began_at: beganAt, until } = row;
  return { id, operator, tenant, reason, beganAt, until };
}
