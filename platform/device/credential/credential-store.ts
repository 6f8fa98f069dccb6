import { type Insertable, type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import { sqlState } from '../registry/device-store.ts';
import { credentialsPerDeviceMax } from './credential.ts';
import type { CredentialTables } from './credential-schema.ts';

export type CredentialRow = Selectable<CredentialTables['device_credential']>;
export type NewCredentialRow = Insertable<CredentialTables['device_credential']>;

/** Credentials that one look for ended ones takes away. */
export const expiredPerLookMax = 1_000;

export type CredentialStore = ReturnType<typeof createCredentialStore>;

/** The SQL of devices' credentials: as one tenant sees them, but for logins, which are looked up for all tenants at once. */
export function createCredentialStore(untyped: Kysely<unknown>, tenantDb: (tenant: string) => Kysely<unknown>) {
  const db = untyped.withTables<CredentialTables>();
  const of = (tenant: string) => tenantDb(tenant).withTables<CredentialTables>();
  return { list, find, insert, update, remove, usersNamed, certificatesWith, takeExpired };

  /** Of one device, by age. */
  async function list(tenant: string, device: string): Promise<readonly CredentialRow[]> {
    const rows = of(tenant).selectFrom('device_credential').selectAll().where('tenant', '=', tenant).where('device', '=', device);
    return await rows.orderBy('created_at').orderBy('id').execute();
  }

  async function find(tenant: string, device: string, id: string): Promise<CredentialRow | undefined> {
    return await of(tenant)
      .selectFrom('device_credential')
      .selectAll()
      .where((eb) => eb.and({ tenant, device, id }))
      .executeTakeFirst();
  }

  /** `taken` when the tenant has that user name or certificate already. */
  async function insert(row: NewCredentialRow): Promise<CredentialRow | 'taken' | 'full' | 'no-device'> {
    try {
      return await of(row.tenant)
        .transaction()
        .execute(async (trx) => {
          await sql`select from device where tenant = ${row.tenant} and name = ${row.device} for update`.execute(trx);
          const { n } = await trx
            .selectFrom('device_credential')
            .select(sql<number>`count(*)::int`.as('n'))
            .where('tenant', '=', row.tenant)
            .where('device', '=', row.device)
            .executeTakeFirstOrThrow();
          if (n >= credentialsPerDeviceMax) return 'full';
          return await trx.insertInto('device_credential').values(row).returningAll().executeTakeFirstOrThrow();
        });
    } catch (error) {
      if (sqlState(error) === '23505') return 'taken';
      if (sqlState(error) === '23503') return 'no-device';
      throw error;
    }
  }

  async function update(
    tenant: string,
    device: string,
    id: string,
    change: Updateable<CredentialTables['device_credential']>,
  ): Promise<CredentialRow | undefined> {
    return await of(tenant)
      .updateTable('device_credential')
      .set((eb) => ({ id: eb.ref('id'), ...change }))
      .where((eb) => eb.and({ tenant, device, id }))
      .returningAll()
      .executeTakeFirst();
  }

  async function remove(tenant: string, device: string, id: string): Promise<CredentialRow | undefined> {
    return await of(tenant)
      .deleteFrom('device_credential')
      .where((eb) => eb.and({ tenant, device, id }))
      .returningAll()
      .executeTakeFirst();
  }

  /** By `{tenant}/{user name}`. */
  async function usersNamed(keys: readonly string[]): Promise<ReadonlyMap<string, CredentialRow>> {
    const tenants = keys.map((key) => key.slice(0, key.indexOf('/')));
    const names = keys.map((key) => key.slice(key.indexOf('/') + 1));
    const rows = await db
      .selectFrom('device_credential')
      .selectAll()
      .where(sql<boolean>`(tenant, user_name) in (select * from unnest(${tenants}::text[], ${names}::text[]))`)
      .execute();
    return new Map(rows.map((row) => [`${row.tenant}/${row.user_name}`, row]));
  }

  /** By fingerprint in hexadecimal, of all tenants. */
  async function certificatesWith(fingerprints: readonly string[]): Promise<ReadonlyMap<string, readonly CredentialRow[]>> {
    const wanted = fingerprints.map((each) => Buffer.from(each, 'hex'));
    const rows = await db.selectFrom('device_credential').selectAll().where('fingerprint', 'in', wanted).execute();
    return Map.groupBy(rows, ({ fingerprint }) => (fingerprint as Buffer).toString('hex'));
  }

  /** Takes away secrets and passwords of all tenants whose time is over. */
  async function takeExpired(at: Date): Promise<readonly CredentialRow[]> {
    const ended = db
      .selectFrom('device_credential')
      .select(['tenant', 'id'])
      .where('expires_at', '<=', at)
      .where('kind', '<>', 'certificate')
      .limit(expiredPerLookMax);
    return await db
      .deleteFrom('device_credential')
      .where((eb) => eb(eb.refTuple('tenant', 'id'), 'in', ended.$asTuple('tenant', 'id')))
      .returningAll()
      .execute();
  }
}
