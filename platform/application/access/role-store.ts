import { type Selectable, sql } from 'kysely';
import { type Expected, needVersion } from '#core/version.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import type { TokenTables } from '../token/token-schema.ts';
import type { PolicyTables } from './policy-schema.ts';
import { type NewRole, type Role, type RoleChange, rolesPerTenantMax } from './role.ts';

export interface RoleStore {
  /** The roles that the tenant made, in order of names. */
  list(tenant: string): Promise<readonly Role[]>;
  find(tenant: string, name: string): Promise<Role | undefined>;
  insert(tenant: string, role: NewRole): Promise<Role | 'taken' | 'full'>;
  /** Undefined when there is none. */
  update(tenant: string, name: string, change: RoleChange, expected: Expected): Promise<Role | undefined>;
  /** False when there is none. */
  remove(tenant: string, name: string, expected: Expected): Promise<boolean>;
  /** How many people, keys, service accounts and shares have the role. */
  uses(tenant: string, name: string): Promise<number>;
}

/** The roles that tenants make. */
export function createRoleStore(tenantDb: TenantDb): RoleStore {
  const of = (tenant: string) => tenantDb(tenant).withTables<PolicyTables & TokenTables & { membership: Assigned; api_key: Assigned }>();
  return { list, find, insert, update, remove, uses };

  async function list(tenant: string): Promise<readonly Role[]> {
    const rows = await of(tenant)
      .selectFrom('role')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('name')
      .limit(rolesPerTenantMax)
      .execute();
    return rows.map(toRole);
  }

  async function find(tenant: string, name: string): Promise<Role | undefined> {
    const row = await of(tenant).selectFrom('role').selectAll().where('tenant', '=', tenant).where('name', '=', name).executeTakeFirst();
    return row === undefined ? undefined : toRole(row);
  }

  async function insert(tenant: string, { name, label, allow, deny }: NewRole): Promise<Role | 'taken' | 'full'> {
    if ((await list(tenant)).length >= rolesPerTenantMax) return 'full';
    const row = await of(tenant)
      .insertInto('role')
      .values({ tenant, name, label: label ?? null, allow: sorted(allow), deny: sorted(deny), version: 1 })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? 'taken' : toRole(row);
  }

  async function update(tenant: string, name: string, change: RoleChange, expected: Expected): Promise<Role | undefined> {
    const row = await of(tenant)
      .updateTable('role')
      .set((eb) => ({
        ...(change.label === undefined ? {} : { label: change.label }),
        ...(change.allow === undefined ? {} : { allow: sorted(change.allow) }),
        ...(change.deny === undefined ? {} : { deny: sorted(change.deny) }),
        version: eb('version', '+', 1),
      }))
      .where('tenant', '=', tenant)
      .where('name', '=', name)
      .where(isExpected(expected))
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return toRole(row);
    await needRole(tenant, name, expected);
    return undefined;
  }

  async function remove(tenant: string, name: string, expected: Expected): Promise<boolean> {
    const { numDeletedRows } = await of(tenant)
      .deleteFrom('role')
      .where('tenant', '=', tenant)
      .where('name', '=', name)
      .where(isExpected(expected))
      .executeTakeFirst();
    if (numDeletedRows === 0n) await needRole(tenant, name, expected);
    return numDeletedRows > 0n;
  }

  /** What was not changed is not there, or at another version: then this throws. */
  async function needRole(tenant: string, name: string, expected: Expected): Promise<void> {
    const role = await find(tenant, name);
    if (role !== undefined) needVersion(expected, role.version, name);
  }

  async function uses(tenant: string, name: string): Promise<number> {
    const having = JSON.stringify([{ role: name }]);
    const counts = await Promise.all([
      ...(['membership', 'api_key', 'service_account'] as const).map((table) =>
        of(tenant)
          .selectFrom(table)
          .select((eb) => eb.fn.countAll<string>().as('n'))
          .where('tenant', '=', tenant)
          .where(sql<boolean>`assignments @> ${having}::jsonb`)
          .executeTakeFirstOrThrow(),
      ),
      of(tenant)
        .selectFrom('share')
        .select((eb) => eb.fn.countAll<string>().as('n'))
        .where('tenant', '=', tenant)
        .where('role', '=', name)
        .executeTakeFirstOrThrow(),
      of(tenant)
        .selectFrom('token_issuer')
        .select((eb) => eb.fn.countAll<string>().as('n'))
        .where('tenant', '=', tenant)
        .where(sql<boolean>`subject @> ${JSON.stringify({ role: name })}::jsonb`)
        .executeTakeFirstOrThrow(),
    ]);
    return counts.reduce((sum, { n }) => sum + Number(n), 0);
  }
}

type Assigned = Pick<PolicyTables['service_account'], 'tenant' | 'assignments'>;

function isExpected(expected: Expected) {
  return expected === undefined ? sql<boolean>`true` : sql<boolean>`version::text = any(${[...expected]}::text[])`;
}

function toRole({ name, label, allow, deny, version }: Selectable<PolicyTables['role']>): Role {
  return { name, label, allow, deny, builtin: false, version };
}

function sorted(patterns: readonly string[]): string[] {
  return [...new Set(patterns)].sort();
}
