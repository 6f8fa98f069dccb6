import type { Kysely } from 'kysely';
import type { Actor } from '#core/route.ts';
import type { AccessTables } from './access-schema.ts';
import type { Role } from './policy.ts';

export interface Membership {
  readonly tenant: string;
  readonly role: string;
}

export interface MembershipStore {
  /** The person's first tenant; undefined when they belong to none. */
  of(person: string): Promise<Membership | undefined>;
  /** The person with this e-mail, with what they may do; undefined when there is none. */
  known(email: string): Promise<Actor | undefined>;
  add(person: string, tenant: string, role: Role): Promise<void>;
  /** Owners of a tenant, oldest first. */
  owners(tenant: string): Promise<readonly { readonly id: string; readonly email: string; readonly oneTimePassword: boolean }[]>;
}

/** Who belongs to which tenant, as what. */
export function createMembershipStore(untyped: Kysely<unknown>): MembershipStore {
  const db = untyped.withTables<AccessTables>();
  return {
    of: (person) =>
      db.selectFrom('membership').select(['tenant', 'role']).where('person', '=', person).orderBy('created_at').limit(1).executeTakeFirst(),
    async known(email) {
      const row = await db
        .selectFrom('person')
        .leftJoin('membership', 'membership.person', 'person.id')
        .select(['person.id', 'person.name', 'membership.tenant', 'membership.role'])
        .where('person.email', '=', email.toLowerCase())
        .orderBy('membership.created_at')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return { kind: 'person', id: row.id, name: row.name, tenant: row.tenant ?? '', roles: row.role === null ? [] : [row.role] };
    },
    async add(person, tenant, role) {
      await db
        .insertInto('membership')
        .values({ person, tenant, role })
        .onConflict((conflict) => conflict.columns(['tenant', 'person']).doUpdateSet({ role }))
        .execute();
    },
    owners: (tenant) =>
      db
        .selectFrom('membership')
        .innerJoin('person', 'person.id', 'membership.person')
        .select(['person.id', 'person.email', 'person.one_time_password as oneTimePassword'])
        .where('membership.tenant', '=', tenant)
        .where('membership.role', '=', 'owner')
        .orderBy('membership.created_at')
        .limit(100)
        .execute(),
  };
}
