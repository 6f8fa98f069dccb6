import { type Insertable, type Kysely, sql } from 'kysely';
import { type Expected, needVersion } from '#core/version.ts';
import type { Labels, Placement } from './device.ts';
import type { RegistryTables, TenantTables } from './tables.ts';

/** A device with what the tables know of its presence. */
export interface DeviceRow {
  readonly name: string;
  readonly label: string | null;
  readonly product: string;
  readonly space: string;
  readonly labels: Labels;
  readonly disabled: boolean;
  readonly created_at: Date;
  readonly online: boolean | null;
  readonly seen_at: Date | null;
}

/** The transaction that last wrote the row: PostgreSQL's own version, which no writer can forget to raise. */
interface Versioned {
  readonly version: string;
}

/** What a login needs to know. */
export interface LoginRow {
  readonly tenant: string;
  readonly name: string;
  readonly product: string;
  readonly space: string;
  readonly labels: Labels;
  readonly disabled: boolean;
  readonly secret_hash: Buffer;
  /** Further secrets; hashes in hexadecimal, ends in ms. */
  readonly more_secrets: readonly { readonly hash: string; readonly expires: number | null }[];
  readonly created_at: Date;
}

interface DeviceInsert {
  readonly name: string;
  readonly label: string | null;
  readonly secretHash: Buffer;
}

export type DeviceStore = ReturnType<typeof createDeviceStore>;

/** The SQL of devices: as one tenant sees them, but for logins, which are looked up for all tenants at once. */
export function createDeviceStore(db: Kysely<RegistryTables>, of: TenantTables) {
  return { insert, taken, find, countAll, update, setSecret, remove, forLogin };

  /** Inserts all or none, unless the tenant then had more than `devicesMax`. Gives how many it has, where they are bounded. */
  async function insert(
    tenant: string,
    product: string,
    placement: Placement,
    devices: readonly DeviceInsert[],
    at: Date,
    devicesMax: number,
  ): Promise<{ readonly outcome: 'done' | 'taken' | 'full'; readonly devices?: number }> {
    const about = { tenant, product, space: placement.space, labels: JSON.stringify(placement.labels), created_at: at };
    const rows = devices.map(({ name, label, secretHash }) => ({ ...about, name, label, secret_hash: secretHash }));
    try {
      if (devicesMax !== Number.POSITIVE_INFINITY) return await insertBounded(tenant, rows, devicesMax);
      await of(tenant).insertInto('device').values(rows).execute();
      return { outcome: 'done' };
    } catch (error) {
      if (sqlState(error) === '23505') return { outcome: 'taken' };
      throw error;
    }
  }

  /** One registration of a tenant at a time, so that each counts what the one before it has made. */
  async function insertBounded(tenant: string, rows: readonly Insertable<RegistryTables['device']>[], devicesMax: number) {
    return of(tenant)
      .transaction()
      .execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`devices of ${tenant}`}, 0))`.execute(trx);
        const devices = (await countRows(trx, tenant)) + rows.length;
        if (devices > devicesMax) return { outcome: 'full', devices: devices - rows.length } as const;
        await trx.insertInto('device').values(rows).execute();
        return { outcome: 'done', devices } as const;
      });
  }

  async function countAll(tenant: string): Promise<number> {
    return countRows(of(tenant), tenant);
  }

  async function taken(tenant: string, names: readonly string[]): Promise<readonly string[]> {
    const rows = await of(tenant).selectFrom('device').select('name').where('tenant', '=', tenant).where('name', 'in', names).execute();
    const found = new Set(rows.map((row) => row.name));
    return names.filter((name) => found.has(name));
  }

  async function find(tenant: string, name: string): Promise<(DeviceRow & Versioned) | undefined> {
    return of(tenant)
      .selectFrom('device as d')
      .leftJoin('device_presence as p', (join) => join.onRef('p.tenant', '=', 'd.tenant').onRef('p.device', '=', 'd.name'))
      .select(['d.name', 'd.label', 'd.product', 'd.space', 'd.labels', 'd.disabled', 'd.created_at', 'p.online', 'p.seen_at'])
      .select(sql<string>`d.xmin::text`.as('version'))
      .where('d.tenant', '=', tenant)
      .where('d.name', '=', name)
      .executeTakeFirst();
  }

  /** Undefined when there is none; `switched` when it became disabled or enabled, `placed` when its space or labels were set. */
  async function update(
    tenant: string,
    name: string,
    {
      labels,
      ...change
    }: { readonly label?: string | null; readonly disabled?: boolean; readonly space?: string; readonly labels?: Labels },
    expected: Expected,
  ): Promise<{ readonly switched: boolean; readonly placed: boolean } | undefined> {
    return of(tenant)
      .transaction()
      .execute(async (trx) => {
        const before = await locked(trx, tenant, name);
        if (before === undefined) return undefined;
        needVersion(expected, before.version, name);
        const set = { ...change, ...(labels === undefined ? {} : { labels: JSON.stringify(labels) }) };
        if (Object.keys(set).length > 0)
          await trx.updateTable('device').set(set).where('tenant', '=', tenant).where('name', '=', name).execute();
        return {
          switched: change.disabled !== undefined && change.disabled !== before.disabled,
          placed: change.space !== undefined || labels !== undefined,
        };
      });
  }

  /** What was stored of the secret before; undefined when there is no such device. `keep` takes the old one over in the same transaction. */
  async function setSecret(
    tenant: string,
    name: string,
    secretHash: Buffer,
    keep: (old: Buffer, trx: Kysely<unknown>) => Promise<void>,
  ): Promise<Buffer | undefined> {
    return of(tenant)
      .transaction()
      .execute(async (trx) => {
        const query = trx.selectFrom('device').select('secret_hash').where('tenant', '=', tenant).where('name', '=', name);
        const before = await query.forUpdate().executeTakeFirst();
        if (before === undefined) return undefined;
        await keep(before.secret_hash, trx as unknown as Kysely<unknown>);
        await trx.updateTable('device').set({ secret_hash: secretHash }).where('tenant', '=', tenant).where('name', '=', name).execute();
        return before.secret_hash;
      });
  }

  /** The removed device; undefined when there was none. */
  async function remove(tenant: string, name: string, expected: Expected): Promise<(Placement & { readonly product: string }) | undefined> {
    return of(tenant)
      .transaction()
      .execute(async (trx) => {
        const before = expected === undefined ? undefined : await locked(trx, tenant, name);
        if (before !== undefined) needVersion(expected, before.version, name);
        return await trx
          .deleteFrom('device')
          .where('tenant', '=', tenant)
          .where('name', '=', name)
          .returning(['product', 'space', 'labels'])
          .executeTakeFirst();
      });
  }

  async function forLogin(keys: readonly { readonly tenant: string; readonly name: string }[]): Promise<readonly LoginRow[]> {
    const tenants = keys.map((k) => k.tenant);
    const names = keys.map((k) => k.name);
    return db
      .selectFrom('device')
      .select(['tenant', 'name', 'product', 'space', 'labels', 'disabled', 'secret_hash', 'created_at'])
      .select(moreSecrets.as('more_secrets'))
      .where(sql<boolean>`(tenant, name) in (select * from unnest(${tenants}::text[], ${names}::text[]))`)
      .execute();
  }
}

const moreSecrets = sql<LoginRow['more_secrets']>`coalesce((
  select json_agg(json_build_object('hash', encode(c.hash, 'hex'), 'expires', extract(epoch from c.expires_at) * 1000))
  from device_credential c
  where c.tenant = device.tenant and c.device = device.name and c.kind = 'secret' and not c.disabled), '[]')`;

async function countRows(db: Kysely<RegistryTables>, tenant: string): Promise<number> {
  const rows = db.selectFrom('device').select(sql<number>`count(*)::int`.as('n')).where('tenant', '=', tenant);
  return (await rows.executeTakeFirstOrThrow()).n;
}

/** A device that nobody else changes until the transaction ends. */
async function locked(trx: Kysely<RegistryTables>, tenant: string, name: string) {
  return trx
    .selectFrom('device')
    .select(['disabled', sql<string>`xmin::text`.as('version')])
    .where('tenant', '=', tenant)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
}

/** The SQLSTATE of an error of the server, '' of any other. */
export function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
