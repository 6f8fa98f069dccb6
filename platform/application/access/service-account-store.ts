import type { Selectable } from 'kysely';
import type { TenantDb } from '../tenant/tenant-db.ts';
import { type Assignment, readAssignments } from './assignment.ts';
import type { PolicyTables } from './policy-schema.ts';

/** A program with roles of its own and any number of keys. */
export interface ServiceAccount {
  readonly name: string;
  readonly label: string | null;
  readonly disabled: boolean;
  readonly assignments: readonly Assignment[];
  readonly createdAt: Date;
}

/** Service accounts of one tenant; more are refused. */
export const serviceAccountsPerTenantMax = 500;

export interface ServiceAccountStore {
  /** In order of names. */
  list(tenant: string): Promise<readonly ServiceAccount[]>;
  find(tenant: string, name: string): Promise<ServiceAccount | undefined>;
  /** Undefined when the name is taken. */
  insert(
    tenant: string,
    creator: string,
    account: Pick<ServiceAccount, 'name' | 'label' | 'assignments'>,
  ): Promise<ServiceAccount | undefined>;
  /** Undefined when there is none. */
  update(
    tenant: string,
    name: string,
    change: Partial<Pick<ServiceAccount, 'label' | 'disabled' | 'assignments'>>,
  ): Promise<ServiceAccount | undefined>;
  /** Takes its keys along. */
  remove(tenant: string, name: string): Promise<boolean>;
}

export function createServiceAccountStore(tenantDb: TenantDb): ServiceAccountStore {
  const of = (tenant: string) => tenantDb(tenant).withTables<PolicyTables>();
  return {
    async list(tenant) {
      const rows = await of(tenant)
        .selectFrom('service_account')
        .selectAll()
        .where('tenant', '=', tenant)
        .orderBy('name')
        .limit(serviceAccountsPerTenantMax)
        .execute();
      return rows.map(toAccount);
    },
    async find(tenant, name) {
      const query = of(tenant).selectFrom('service_account').selectAll().where('tenant', '=', tenant).where('name', '=', name);
      const row = await query.executeTakeFirst();
      return row === undefined ? undefined : toAccount(row);
    },
    async insert(tenant, creator, { name, label, assignments }) {
      const row = await of(tenant)
        .insertInto('service_account')
        .values({ tenant, name, label, disabled: false, assignments: JSON.stringify(assignments), created_by: creator })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? undefined : toAccount(row);
    },
    async update(tenant, name, { assignments, ...change }) {
      const set = { ...change, ...(assignments === undefined ? {} : { assignments: JSON.stringify(assignments) }) };
      const row = await of(tenant)
        .updateTable('service_account')
        .set((eb) => ({ name: eb.ref('name'), ...set }))
        .where('tenant', '=', tenant)
        .where('name', '=', name)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? undefined : toAccount(row);
    },
    async remove(tenant, name) {
      const done = await of(tenant).deleteFrom('service_account').where('tenant', '=', tenant).where('name', '=', name).executeTakeFirst();
      return done.numDeletedRows > 0n;
    },
  };
}

function toAccount({ name, label, disabled, assignments, created_at }: Selectable<PolicyTables['service_account']>): ServiceAccount {
  return { name, label, disabled, assignments: readAssignments(assignments), createdAt: created_at };
}
