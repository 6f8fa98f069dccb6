import type { Kysely } from 'kysely';
import type { AccessTables } from '../access/access-schema.ts';
import { wholly } from '../access/assignment.ts';
import type { MembershipStore } from '../access/membership-store.ts';
import { defaultTenant } from '../tenant/tenant-store.ts';
import type { IdentityPort } from './identity-port.ts';
import { readableCode } from './readable-code.ts';

/** E-mail of the first administrator when the operator names none. */
export const firstAdminEmail = 'admin@thalamus.local';
/** Of 31 characters: 79 bits. */
const oneTimePasswordChars = 16;

export interface FirstAdminWish {
  readonly email?: string | undefined;
  readonly password?: string | undefined;
}

/** What the program prints once; there is a password only when it was made here. */
export interface FirstAdmin {
  readonly email: string;
  readonly password: string;
}

/**
 * Sees to it that somebody can sign in. Returns e-mail and one-time password to show, on a fresh database and as long as nobody has used
 * the one shown before; undefined when an own password is set, or was given here.
 */
export async function ensureFirstAdmin(
  db: Kysely<unknown>,
  identity: IdentityPort,
  memberships: MembershipStore,
  wish: FirstAdminWish,
): Promise<FirstAdmin | undefined> {
  const owners = await memberships.owners(defaultTenant);
  const first = owners[0];
  if (owners.some((owner) => !owner.oneTimePassword)) return undefined;
  const password = wish.password ?? readableCode(oneTimePasswordChars);
  const oneTime = wish.password === undefined;
  const email = wish.email?.toLowerCase() ?? first?.email ?? firstAdminEmail;
  if (first !== undefined && first.email === email) await identity.resetPassword(first.id, password, oneTime);
  else {
    if (first !== undefined) await removeNeverUsed(db, first.id);
    // A start that died between the two steps left a person who belongs nowhere yet.
    const left = await db.withTables<AccessTables>().selectFrom('person').select('id').where('email', '=', email).executeTakeFirst();
    if (left !== undefined) await removeNeverUsed(db, left.id);
    const person = await identity.create(email, 'Administrator', password, oneTime);
    await memberships.add(person.id, defaultTenant, [wholly('owner')]);
    await memberships.makeOperator(person.id);
  }
  return oneTime ? { email, password } : undefined;
}

/** True when no one-time password is waiting to be replaced: the platform may then be opened to the network. */
export async function operatorPasswordSet(memberships: MembershipStore): Promise<boolean> {
  return (await memberships.owners(defaultTenant)).some((owner) => !owner.oneTimePassword);
}

async function removeNeverUsed(db: Kysely<unknown>, person: string): Promise<void> {
  await db.withTables<AccessTables>().deleteFrom('person').where('id', '=', person).execute();
}
