import type { Kysely } from 'kysely';
import type { Scope } from '#core/access/scope.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import type { PolicyTables } from './policy-schema.ts';

export interface ShareStore {
  /** What `owner` shares with `tenant`, ended shares included. */
  between(
    owner: string,
    tenant: string,
  ): Promise<readonly { readonly role: string; readonly scope: Scope; readonly expiresAt: Date | null }[]>;
  /** The tenants that share something with `tenant` at that time. */
  owners(tenant: string, at: Date): Promise<readonly { readonly owner: string; readonly label: string | null }[]>;
}

/** Shares that one tenant may give; also the most that are looked at. */
export const sharesPerTenantMax = 1_000;

/** What tenants share with each other: as the owner sees it, but for `owners`, which asks for a tenant what others share with it. */
export function createShareStore(untyped: Kysely<unknown>, tenantDb: TenantDb): ShareStore {
  const db = untyped.withTables<PolicyTables & { tenant: { name: string; label: string | null } }>();
  const of = (tenant: string) => tenantDb(tenant).withTables<PolicyTables>();
  return { between, owners };

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

/** Where what is shared may be used. */
function scopeOf(kind: 'space' | 'device', thing: string): Scope {
  return kind === 'space' ? { kind, space: thing } : { kind, device: thing };
}
