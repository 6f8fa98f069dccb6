import type { Kysely } from 'kysely';
import type { AccessTables } from '../access/access-schema.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';

export type IdempotencyRow = AccessTables['idempotency_key'];
export type IdempotencyId = Pick<IdempotencyRow, 'tenant' | 'actor' | 'key'>;

export interface IdempotencyStore {
  /** Takes the key for a request that begins; when it is taken already, the row that holds it. */
  claim(row: IdempotencyRow): Promise<IdempotencyRow | undefined>;
  /** Takes over the claim of a request that never ended; false when somebody else was faster. */
  takeOver(row: IdempotencyRow, claimedAt: Date): Promise<boolean>;
  finish(id: IdempotencyId, status: number, response: Buffer): Promise<void>;
  release(id: IdempotencyId): Promise<void>;
  forgetBefore(time: Date): Promise<void>;
}

/** The table `idempotency_key`: as one tenant sees it, but for `forgetBefore`, which cleans up after all. */
export function createIdempotencyStore(untyped: Kysely<unknown>, tenantDb: TenantDb): IdempotencyStore {
  const db = untyped.withTables<AccessTables>();
  const of = (tenant: string) => tenantDb(tenant).withTables<AccessTables>();
  return { claim, takeOver, finish, release, forgetBefore };

  async function claim(row: IdempotencyRow): Promise<IdempotencyRow | undefined> {
    // Twice: between the refused insert and the read, the holder may have given the key back.
    for (let attempt = 0; attempt < 2; attempt++) {
      const { numInsertedOrUpdatedRows } = await of(row.tenant)
        .insertInto('idempotency_key')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return undefined;
      const held = await at(row).executeTakeFirst();
      if (held !== undefined) return held;
    }
    return { ...row, status: null, response: null };
  }

  async function takeOver(row: IdempotencyRow, claimedAt: Date): Promise<boolean> {
    const { numUpdatedRows } = await of(row.tenant)
      .updateTable('idempotency_key')
      .set({ created_at: row.created_at })
      .where('tenant', '=', row.tenant)
      .where('actor', '=', row.actor)
      .where('key', '=', row.key)
      .where('created_at', '=', claimedAt)
      .where('status', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async function finish(id: IdempotencyId, status: number, response: Buffer): Promise<void> {
    await of(id.tenant)
      .updateTable('idempotency_key')
      .set({ status, response })
      .where('tenant', '=', id.tenant)
      .where('actor', '=', id.actor)
      .where('key', '=', id.key)
      .execute();
  }

  async function release(id: IdempotencyId): Promise<void> {
    await of(id.tenant)
      .deleteFrom('idempotency_key')
      .where('tenant', '=', id.tenant)
      .where('actor', '=', id.actor)
      .where('key', '=', id.key)
      .where('status', 'is', null)
      .execute();
  }

  async function forgetBefore(time: Date): Promise<void> {
    await db.deleteFrom('idempotency_key').where('created_at', '<', time).execute();
  }

  function at(id: IdempotencyId) {
    return of(id.tenant)
      .selectFrom('idempotency_key')
      .selectAll()
      .where('tenant', '=', id.tenant)
      .where('actor', '=', id.actor)
      .where('key', '=', id.key);
  }
}
