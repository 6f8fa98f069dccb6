import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { TenantDb } from '../tenant/tenant-db.ts';
import { type TokenSubject, tokenSubjectSchema } from './token-issuer.ts';
import { type Jwks, jwksSchema } from './token-keys.ts';
import type { TokenTables } from './token-schema.ts';

/** Token issuers of one tenant. */
export const tokenIssuersPerTenantMax = 20;

export interface TokenIssuer {
  readonly tenant: string;
  readonly id: string;
  readonly label: string | null;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly jwksUrl: string | null;
  readonly jwks: Jwks | null;
  readonly subject: TokenSubject;
  readonly disabled: boolean;
  readonly createdAt: Date;
}

export type TokenIssuerStore = ReturnType<typeof createTokenIssuerStore>;

export function createTokenIssuerStore(tenantDb: TenantDb) {
  const of = (tenant: string) => tenantDb(tenant).withTables<TokenTables>();
  return { list, find, insert, update, remove };

  /** By age. */
  async function list(tenant: string): Promise<readonly TokenIssuer[]> {
    const rows = of(tenant).selectFrom('token_issuer').selectAll().where('tenant', '=', tenant).orderBy('created_at').orderBy('id');
    return (await rows.limit(tokenIssuersPerTenantMax).execute()).flatMap((row) => readIssuer(row) ?? []);
  }

  async function find(tenant: string, id: string): Promise<TokenIssuer | undefined> {
    const query = of(tenant).selectFrom('token_issuer').selectAll();
    const row = await query.where((eb) => eb.and({ tenant, id })).executeTakeFirst();
    return row === undefined ? undefined : readIssuer(row);
  }

  async function insert(row: Insertable<TokenTables['token_issuer']>): Promise<'done' | 'taken' | 'full'> {
    return await of(row.tenant)
      .transaction()
      .execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`token issuers of ${row.tenant}`}, 0))`.execute(trx);
        const counted = trx.selectFrom('token_issuer').select(sql<number>`count(*)::int`.as('n')).where('tenant', '=', row.tenant);
        if ((await counted.executeTakeFirstOrThrow()).n >= tokenIssuersPerTenantMax) return 'full';
        const done = await trx
          .insertInto('token_issuer')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        return (done.numInsertedOrUpdatedRows ?? 0n) > 0n ? 'done' : 'taken';
      });
  }

  async function update(tenant: string, id: string, change: Updateable<TokenTables['token_issuer']>): Promise<TokenIssuer | undefined> {
    const row = await of(tenant)
      .updateTable('token_issuer')
      .set((eb) => ({ id: eb.ref('id'), ...change }))
      .where((eb) => eb.and({ tenant, id }))
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? undefined : readIssuer(row);
  }

  async function remove(tenant: string, id: string): Promise<boolean> {
    const query = of(tenant).deleteFrom('token_issuer');
    return (await query.where((eb) => eb.and({ tenant, id })).executeTakeFirst()).numDeletedRows > 0n;
  }
}

/** Undefined for a row that can't be read any more: it lets nobody in. */
function readIssuer(row: Selectable<TokenTables['token_issuer']>): TokenIssuer | undefined {
  const { tenant, id, label, issuer, audience, algorithms, jwks_url: jwksUrl, disabled, created_at: createdAt } = row;
  const subject = tokenSubjectSchema.safeParse(row.subject).data;
  const jwks = row.jwks === null ? null : jwksSchema.safeParse(row.jwks).data;
  if (subject === undefined || jwks === undefined) return undefined;
  return { tenant, id, label, issuer, audience, algorithms, jwksUrl, jwks, subject, disabled, createdAt };
}
