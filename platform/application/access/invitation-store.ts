import { type JSONColumnType, type Kysely, type Migration, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import { type FilterColumns, filterSql } from '#core/filter/sql.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';

export type InvitationTables = {
  readonly invitation: {
    readonly tenant: string;
    readonly id: string;
    readonly email: string;
    readonly hash: Buffer;
    readonly assignments: JSONColumnType<unknown[], string, string>;
    readonly invited_by: string;
    readonly created_at: Date;
    readonly expires_at: Date;
  };
};

/** `0012-invitation`: people who may join a tenant, until they do. */
export const invitationMigration: Migration = {
  async up(db) {
    await sql`create table invitation (
      tenant text not null references tenant (name) on delete cascade,
      id text not null unique,
      email text not null,
      hash bytea not null,
      assignments jsonb not null,
      invited_by text not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      primary key (tenant, email)
    )`.execute(db);
  },
};

export type InvitationRow = Selectable<InvitationTables['invitation']>;

/** What filters of invitations may name. */
export const invitationVocabulary: Vocabulary = { email: 'string', invitedBy: 'string', createdAt: 'timestamp', expiresAt: 'timestamp' };

const columns: FilterColumns = {
  email: { sql: sql`email`, nullable: false },
  invitedBy: { sql: sql`invited_by`, nullable: false },
  createdAt: { sql: sql`created_at`, nullable: false },
  expiresAt: { sql: sql`expires_at`, nullable: false },
};

/** Invitations of one tenant that wait for an answer; more are refused. */
export const invitationsPerTenantMax = 1_000;

export interface InvitationStore {
  /** In order of e-mails, from the one after `after`. */
  list(tenant: string, filter: Checked | undefined, after: string | undefined, limit: number): Promise<readonly InvitationRow[]>;
  /** Takes the place of an earlier one to the same e-mail; false when there are too many. */
  put(row: Omit<InvitationRow, 'assignments'> & { readonly assignments: string }): Promise<boolean>;
  find(tenant: string, id: string): Promise<InvitationRow | undefined>;
  remove(tenant: string, id: string): Promise<boolean>;
  /** Whoever holds its secret may ask, in whatever tenant it is. */
  anywhere(id: string): Promise<(InvitationRow & { readonly label: string | null }) | undefined>;
  /** Takes it away for the one who joins; false when somebody else was faster. */
  take(id: string): Promise<boolean>;
}

export function createInvitationStore(untyped: Kysely<unknown>, tenantDb: TenantDb): InvitationStore {
  const db = untyped.withTables<InvitationTables & { tenant: { name: string; label: string | null } }>();
  const of = (tenant: string) => tenantDb(tenant).withTables<InvitationTables>();
  return {
    async list(tenant, filter, after, limit) {
      return await of(tenant)
        .selectFrom('invitation')
        .selectAll()
        .where('tenant', '=', tenant)
        .where(filterSql<RawBuilder<SqlBool>>(sql, filter, columns))
        .$if(after !== undefined, (query) => query.where('email', '>', after ?? ''))
        .orderBy('email')
        .limit(limit)
        .execute();
    },
    async put(row) {
      const { n } = await of(row.tenant)
        .selectFrom('invitation')
        .select((eb) => eb.fn.countAll<string>().as('n'))
        .where('tenant', '=', row.tenant)
        .executeTakeFirstOrThrow();
      if (Number(n) >= invitationsPerTenantMax) return false;
      const { tenant: _, email: __, ...changes } = row;
      await of(row.tenant)
        .insertInto('invitation')
        .values(row)
        .onConflict((conflict) => conflict.columns(['tenant', 'email']).doUpdateSet(changes))
        .execute();
      return true;
    },
    async find(tenant, id) {
      return await of(tenant).selectFrom('invitation').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
    },
    async remove(tenant, id) {
      const done = await of(tenant).deleteFrom('invitation').where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
      return done.numDeletedRows > 0n;
    },
    async anywhere(id) {
      return await db
        .selectFrom('invitation as i')
        .innerJoin('tenant', 'tenant.name', 'i.tenant')
        .selectAll('i')
        .select('tenant.label')
        .where('i.id', '=', id)
        .executeTakeFirst();
    },
    async take(id) {
      return (await db.deleteFrom('invitation').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n;
    },
  };
}
