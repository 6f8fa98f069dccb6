import { type Kysely, sql } from 'kysely';
import type { IdentityTables } from './identity-schema.ts';

/** Wrong codes in a row; then only a recovery code, or an administrator, opens: a million guesses are never had. */
export const wrongCodesMax = 50;
/** A code opens once: it is remembered longer than the 90 s that it would be right. */
export const usedCodeKeptMs = 5 * 60_000;

/** What better-auth does not keep of a second factor: the guesses, and the codes that were used. */
export interface SecondFactorStore {
  /** Counts a guess before it is checked: `none` without a second factor, `spent` when there were too many. */
  guess(person: string): Promise<'may' | 'spent' | 'none'>;
  /** Ends the row of wrong codes. */
  right(person: string): Promise<void>;
  /** False when the code was used before; else it is taken. */
  take(person: string, code: string): Promise<boolean>;
  /** A taken code that was wrong may become right another time. */
  giveBack(person: string, code: string): Promise<void>;
}

export function createSecondFactorStore(untyped: Kysely<unknown>): SecondFactorStore {
  const db = untyped.withTables<IdentityTables>();
  return { guess, right, take, giveBack };

  async function guess(person: string) {
    const counted = await db
      .updateTable('person_second_factor')
      .set((eb) => ({ wrong_codes: eb('wrong_codes', '+', 1) }))
      .where('person', '=', person)
      .where('wrong_codes', '<', wrongCodesMax)
      .returning('wrong_codes')
      .executeTakeFirst();
    if (counted !== undefined) return 'may';
    const known = await db.selectFrom('person_second_factor').select('person').where('person', '=', person).executeTakeFirst();
    return known === undefined ? 'none' : 'spent';
  }

  async function right(person: string): Promise<void> {
    await db.updateTable('person_second_factor').set({ wrong_codes: 0 }).where('person', '=', person).execute();
  }

  async function take(person: string, code: string): Promise<boolean> {
    const old = sql<Date>`now() - ${usedCodeKeptMs} * interval '1 millisecond'`;
    await db.deleteFrom('person_used_code').where('person', '=', person).where('used_at', '<', old).execute();
    const taken = await db
      .insertInto('person_used_code')
      .values({ person, code })
      .onConflict((conflict) => conflict.doNothing())
      .returning('code')
      .executeTakeFirst();
    return taken !== undefined;
  }

  async function giveBack(person: string, code: string): Promise<void> {
    await db.deleteFrom('person_used_code').where('person', '=', person).where('code', '=', code).execute();
  }
}
