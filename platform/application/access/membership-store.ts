import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Checked } from '#core/filter/checked.ts';
import { filterSql } from '#core/filter/sql.ts';
import type { AccessTables } from './access-schema.ts';
import { type Assignment, readAssignments } from './assignment.ts';
import { memberColumns } from './member-filter.ts';

export interface Membership {
  readonly tenant: string;
  readonly label: string | null;
  readonly assignments: readonly Assignment[];
}

/** A person of a tenant as its members see them. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly assignments: readonly Assignment[];
  readonly since: Date;
}

export interface MembershipStore {
  /** The tenants a person belongs to, the first one first; at most `membershipsPerPersonMax`. */
  of(person: string): Promise<readonly Membership[]>;
  /** The person with this e-mail; undefined when there is none. */
  known(email: string): Promise<{ readonly id: string; readonly name: string } | undefined>;
  operator(person: string): Promise<boolean>;
  makeOperator(person: string): Promise<void>;
  /** Joins a tenant; who belongs to it already keeps the assignments they have. */
  add(person: string, tenant: string, assignments: readonly Assignment[]): Promise<void>;
  /** In order of names, from the one after `after`. */
  members(
    tenant: string,
    filter: Checked | undefined,
    after: { readonly name: string; readonly id: string } | undefined,
    limit: number,
  ): Promise<readonly Member[]>;
  member(tenant: string, person: string): Promise<Member | undefined>;
  /** False when the tenant would be left without an owner. */
  change(tenant: string, person: string, assignments: readonly Assignment[] | undefined): Promise<boolean>;
  /** Owners of a tenant, oldest first. */
  owners(tenant: string): Promise<readonly Owner[]>;
}

interface Owner {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly oneTimePassword: boolean;
}

/** Tenants that one person may belong to; of more, the newest are not seen. */
export const membershipsPerPersonMax = 100;
/** Owners that are looked at. */
const ownersMax = 100;

const owning = JSON.stringify([{ role: 'owner', scope: { kind: 'tenant' }, effect: 'allow' }]);

/** Who belongs to which tenant, as what. */
export function createMembershipStore(untyped: Kysely<unknown>): MembershipStore {
  const db = untyped.withTables<AccessTables>();
  return { of, known, operator, makeOperator, add, members, member, change, owners };

  async function of(person: string): Promise<readonly Membership[]> {
    const rows = await db
      .selectFrom('membership')
      .innerJoin('tenant', 'tenant.name', 'membership.tenant')
      .select(['membership.tenant', 'tenant.label', 'membership.assignments'])
      .where('person', '=', person)
      .orderBy('membership.created_at')
      .limit(membershipsPerPersonMax)
      .execute();
    return rows.map(({ tenant, label, assignments }) => ({ tenant, label, assignments: readAssignments(assignments) }));
  }

  async function known(email: string) {
    return await db.selectFrom('person').select(['id', 'name']).where('email', '=', email.toLowerCase()).executeTakeFirst();
  }

  async function operator(person: string): Promise<boolean> {
    return (await db.selectFrom('person').select('operator').where('id', '=', person).executeTakeFirst())?.operator ?? false;
  }

  async function makeOperator(person: string): Promise<void> {
    await db.updateTable('person').set({ operator: true }).where('id', '=', person).execute();
  }

  async function add(person: string, tenant: string, assignments: readonly Assignment[]): Promise<void> {
    await db
      .insertInto('membership')
      .values({ person, tenant, assignments: JSON.stringify(assignments) })
      .onConflict((conflict) => conflict.columns(['tenant', 'person']).doNothing())
      .execute();
  }

  async function members(
    tenant: string,
    filter: Checked | undefined,
    after: { name: string; id: string } | undefined,
    limit: number,
  ): Promise<readonly Member[]> {
    const rows = await selectMembers(tenant)
      .where(filterSql<RawBuilder<SqlBool>>(sql, filter, memberColumns))
      .$if(after !== undefined, (query) => query.where(sql<boolean>`(person.name collate "C", person.id) > (${after?.name}, ${after?.id})`))
      .orderBy(sql`person.name collate "C"`)
      .orderBy('person.id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...row, assignments: readAssignments(row.assignments) }));
  }

  async function member(tenant: string, person: string): Promise<Member | undefined> {
    const row = await selectMembers(tenant).where('person.id', '=', person).executeTakeFirst();
    return row === undefined ? undefined : { ...row, assignments: readAssignments(row.assignments) };
  }

  async function change(tenant: string, person: string, assignments: readonly Assignment[] | undefined): Promise<boolean> {
    return await db
      .transaction()
      .execute(async (trx) => {
        // One change of a tenant's members at a time: two owners must not remove each other.
        await trx.selectFrom('tenant').select('name').where('name', '=', tenant).forUpdate().execute();
        const of = { tenant, person };
        if (assignments === undefined)
          await trx
            .deleteFrom('membership')
            .where((eb) => eb.and(of))
            .execute();
        else
          await trx
            .updateTable('membership')
            .set({ assignments: JSON.stringify(assignments) })
            .where((eb) => eb.and(of))
            .execute();
        const left = await trx
          .selectFrom('membership')
          .select('person')
          .where('tenant', '=', tenant)
          .where(sql<boolean>`assignments @> ${owning}::jsonb`)
          .limit(1)
          .executeTakeFirst();
        if (left === undefined) throw new NoOwnerLeft();
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof NoOwnerLeft) return false;
        throw error;
      });
  }

  async function owners(tenant: string): Promise<readonly Owner[]> {
    return await db
      .selectFrom('membership')
      .innerJoin('person', 'person.id', 'membership.person')
      .select(['person.id', 'person.name', 'person.email', 'person.one_time_password as oneTimePassword'])
      .where('membership.tenant', '=', tenant)
      .where(sql<boolean>`membership.assignments @> ${owning}::jsonb`)
      .orderBy('membership.created_at')
      .limit(ownersMax)
      .execute();
  }

  function selectMembers(tenant: string) {
    return db
      .selectFrom('membership')
      .innerJoin('person', 'person.id', 'membership.person')
      .select(['person.id', 'person.name', 'person.email', 'membership.assignments', 'membership.created_at as since'])
      .where('membership.tenant', '=', tenant);
  }
}

class NoOwnerLeft extends Error {}
