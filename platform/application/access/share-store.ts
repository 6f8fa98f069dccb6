import type { Kysely, Selectable } from 'kysely';
import type { Scope } from '#core/access/scope.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import type { PolicyTables } from './policy-schema.ts';

/** Something of one tenant that another may use: never a copy. */
export interface Share {
  readonly tenant: string;
  readonly id: string;
  readonly toTenant: string;
  readonly kind: 'space' | 'device';
  readonly thing: string;
  readonly role: string;
  readonly expiresAt: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
}

export interface ShareStore {
  /** What `owner` shares with `tenant`, ended shares included. */
  between(
    owner: string,
    tenant: string,
  ): Promise<readonly { readonly role: string; readonly scope: Scope; readonly expiresAt: Date | null }[]>;
  /** What a tenant gives, by age. */
  given(tenant: string): Promise<readonly Share[]>;
  /** What a tenant was given, ended shares left out. */
  received(tenant: string, at: Date): Promise<readonly (Share & { readonly ownerLabel: string | null })[]>;
  /** False when the same is shared already. */
  insert(share: Share): Promise<boolean>;
  remove(tenant: string, id: string): Promise<boolean>;
  /** The tenants that share something with `tenant` at that time. */
  owners(tenant: string, at: Date): Promise<readonly { readonly owner: string; readonly label: string | null }[]>;
}

/** Shares that one tenant may give; also the most that are looked at. */
export const sharesPerTenantMax = 1_000;

/** What tenants share with each other: as the owner sees it, but for `owners`, which asks for a tenant what others share with it. */
export function createShareStore(untyped: Kysely<unknown>, tenantDb: TenantDb): ShareStore {
  const db = untyped.withTables<PolicyTables & { tenant: { name: string; label: string | null } }>();
  const of = (tenant: string) => tenantDb(tenant).withTables<PolicyTables>();
  return { between, owners, given, received, insert, remove };

  async function between(owner: string, tenant: string) {
    const rows = await of(owner)
      .selectFrom('share')
      .select(['kind', 'thing', 'role', 'expires_at'])
      .where('tenant', '=', owner)
      .where('to_tenant', '=', tenant)
      .orderBy('created_at')
      .limit(sharesPerTenantMax)
      .execute();
    return rows.map(({ kind, thing, role, expires_at }) => ({ role, scope: scopeOf(kind, thing), expiresAt: expires_at }));
  }

  async function given(tenant: string): Promise<readonly Share[]> {
    const rows = await of(tenant)
      .selectFrom('share')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('created_at')
      .orderBy('id')
      .limit(sharesPerTenantMax)
      .execute();
    return rows.map(toShare);
  }

  async function received(tenant: string, at: Date) {
    const rows = await db
      .selectFrom('share')
      .innerJoin('tenant', 'tenant.name', 'share.tenant')
      .selectAll('share')
      .select('tenant.label as ownerLabel')
      .where('to_tenant', '=', tenant)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]))
      .orderBy('share.tenant')
      .orderBy('share.id')
      .limit(sharesPerTenantMax)
      .execute();
    return rows.map((row) => ({ ...toShare(row), ownerLabel: row.ownerLabel }));
  }

  async function insert({ tenant, id, toTenant, kind, thing, role, expiresAt, createdBy, createdAt }: Share): Promise<boolean> {
    const row = await of(tenant)
      .insertInto('share')
      .values({ tenant, id, to_tenant: toTenant, kind, thing, role, expires_at: expiresAt, created_by: createdBy, created_at: createdAt })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  async function remove(tenant: string, id: string): Promise<boolean> {
    const done = await of(tenant).deleteFrom('share').where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
    return done.numDeletedRows > 0n;
  }

  async function owners(tenant: string, at: Date) {
    return await db
      .selectFrom('share')
      .innerJoin('tenant', 'tenant.name', 'share.tenant')
      .select(['share.tenant as owner', 'tenant.label'])
      .distinct()
      .where('to_tenant', '=', tenant)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]))
      .orderBy('share.tenant')
      .limit(sharesPerTenantMax)
      .execute();
  }
}

function toShare(row: Selectable<PolicyTables['share']>): Share {
  const { tenant, id, to_tenant: toTenant, kind, thing, role, expires_at: expiresAt, created_by: createdBy, created_at: createdAt } = row;
  return { tenant, id, toTenant, kind, thing, role, expiresAt, createdBy, createdAt };
}

/** Where what is shared may be used. */
function scopeOf(kind: 'space' | 'device', thing: string): Scope {
  return kind === 'space' ? { kind, space: thing } : { kind, device: thing };
}
