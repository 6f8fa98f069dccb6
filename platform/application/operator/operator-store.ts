import { type Kysely, sql } from 'kysely';
import type { AccessTables } from '../access/access-schema.ts';

/** Operators that are listed. */
export const operatorsListedMax = 500;

export interface OperatorStore {
  list(): Promise<readonly { readonly id: string; readonly name: string; readonly email: string }[]>;
  remove(person: string): Promise<'done' | 'none' | 'last'>;
}

/** Who runs the platform; never nobody. */
export function createOperatorStore(untyped: Kysely<unknown>): OperatorStore {
  const db = untyped.withTables<AccessTables>();
  return {
    async list() {
      return await db
        .selectFrom('person')
        .select(['id', 'name', 'email'])
        .where('operator', '=', true)
        .orderBy('name')
        .limit(operatorsListedMax)
        .execute();
    },
    async remove(person) {
      return await db.transaction().execute(async (trx) => {
        // One at a time: two operators must not remove each other.
        await sql`select pg_advisory_xact_lock(hashtext('thalamus.operators'))`.execute(trx);
        const operators = await trx.selectFrom('person').select('id').where('operator', '=', true).execute();
        if (!operators.some(({ id }) => id === person)) return 'none';
        if (operators.length === 1) return 'last';
        await trx.updateTable('person').set({ operator: false }).where('id', '=', person).execute();
        return 'done';
      });
    },
  };
}
