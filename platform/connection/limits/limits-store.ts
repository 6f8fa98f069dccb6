import { type Kysely, type Selectable, sql } from 'kysely';
import type { AddressBan, TenantBan } from './ban.ts';
import { type ConnectionLimitName, type ConnectionLimitValues, connectionLimitNames } from './connection-limits.ts';
import type { LimitTables } from './limits-schema.ts';

/** What of the limits outlives the program. */
export interface LimitsStore {
  limits(): Promise<ConnectionLimitValues>;
  replaceLimits(values: ConnectionLimitValues): Promise<void>;
  /** All that have not ended. */
  bans(at: Date): Promise<readonly TenantBan[]>;
  addressBans(at: Date): Promise<readonly AddressBan[]>;
  /** A ban of the same is replaced. */
  putBan(ban: TenantBan): Promise<void>;
  removeBan(tenant: string, id: string): Promise<void>;
  putAddressBan(ban: AddressBan): Promise<void>;
  removeAddressBan(id: string): Promise<void>;
}

export function createLimitsStore(untyped: Kysely<unknown>, tenantDb: (tenant: string) => Kysely<unknown>): LimitsStore {
  const db = untyped.withTables<LimitTables>();
  const of = (tenant: string) => tenantDb(tenant).withTables<LimitTables>();
  return { limits, replaceLimits, bans, addressBans, putBan, removeBan, putAddressBan, removeAddressBan };

  async function limits(): Promise<ConnectionLimitValues> {
    const rows = await db.selectFrom('connection_limit').selectAll().execute();
    // Those that this version does not know are left alone.
    const known = rows.filter(({ name }) => (connectionLimitNames as readonly string[]).includes(name));
    return Object.fromEntries(known.map(({ name, value }) => [name as ConnectionLimitName, value === null ? null : Number(value)]));
  }

  async function replaceLimits(values: ConnectionLimitValues): Promise<void> {
    const rows = connectionLimitNames.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [{ name, value: value === null ? null : String(value) }];
    });
    await db.transaction().execute(async (trx) => {
      // One after the other: what two operators set at once must not be mixed.
      await sql`select pg_advisory_xact_lock(hashtext('thalamus.connection-limits'))`.execute(trx);
      await trx.deleteFrom('connection_limit').where('name', 'in', connectionLimitNames).execute();
      if (rows.length > 0) await trx.insertInto('connection_limit').values(rows).execute();
    });
  }

  async function bans(at: Date): Promise<readonly TenantBan[]> {
    await db.deleteFrom('client_ban').where('expires_at', '<=', at).execute();
    return (await db.selectFrom('client_ban').selectAll().orderBy('created_at').orderBy('id').execute()).map(toTenantBan);
  }

  async function addressBans(at: Date): Promise<readonly AddressBan[]> {
    await db.deleteFrom('address_ban').where('expires_at', '<=', at).execute();
    const rows = await db.selectFrom('address_ban').selectAll().orderBy('created_at').orderBy('id').execute();
    return rows.map((row) => ({ ...factsOf(row), address: row.address }));
  }

  async function putBan(ban: TenantBan): Promise<void> {
    const { tenant, clientId, device, application } = ban;
    const target = { client_id: clientId ?? null, device: device ?? null, application: application ?? null };
    const facts = rowOf(ban);
    await of(tenant)
      .insertInto('client_ban')
      .values({ tenant, ...target, ...facts })
      .onConflict((conflict) => conflict.columns(['tenant', 'client_id', 'device', 'application']).doUpdateSet(facts))
      .execute();
  }

  async function removeBan(tenant: string, id: string): Promise<void> {
    await of(tenant).deleteFrom('client_ban').where('tenant', '=', tenant).where('id', '=', id).execute();
  }

  async function putAddressBan(ban: AddressBan): Promise<void> {
    const facts = rowOf(ban);
    await db
      .insertInto('address_ban')
      .values({ address: ban.address, ...facts })
      .onConflict((conflict) => conflict.column('address').doUpdateSet(facts))
      .execute();
  }

  async function removeAddressBan(id: string): Promise<void> {
    await db.deleteFrom('address_ban').where('id', '=', id).execute();
  }
}

function rowOf({ id, reason, createdBy, createdAt, expiresAt }: TenantBan | AddressBan) {
  return {
    id,
    reason,
    created_by: createdBy ?? '',
    created_at: new Date(createdAt),
    expires_at: expiresAt === Number.POSITIVE_INFINITY ? null : new Date(expiresAt),
  };
}

function toTenantBan(row: Selectable<LimitTables['client_ban']>): TenantBan {
  const { tenant, client_id: clientId, device, application } = row;
  return {
    ...factsOf(row),
    tenant,
    ...(clientId === null ? {} : { clientId }),
    ...(device === null ? {} : { device }),
    ...(application === null ? {} : { application }),
  };
}

function factsOf(row: Selectable<LimitTables['address_ban'] | LimitTables['client_ban']>) {
  return {
    id: row.id,
    reason: row.reason,
    createdBy: row.created_by,
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at?.getTime() ?? Number.POSITIVE_INFINITY,
    limit: 'banned',
  } as const;
}
