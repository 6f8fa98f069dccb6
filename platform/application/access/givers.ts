import type { MembershipStore } from './membership-store.ts';

/** People that a refusal names. */
const giversNamedMax = 3;

/** Names of some who can give permissions in a tenant: its owners, oldest first; none when they can't be told. */
export type Givers = (tenant: string) => Promise<readonly string[]>;

export function createGivers(memberships: MembershipStore): Givers {
  return async (tenant) => {
    const owners = tenant === '' ? [] : await memberships.owners(tenant).catch(() => []);
    return owners.slice(0, giversNamedMax).map(({ name }) => name);
  };
}

/** The same as a clause of a refusal: `; Ada or Grace can give it`. */
export function giversClause(names: readonly string[]): string {
  return names.length === 0 ? '; an owner of the tenant can give it' : `; ${names.join(' or ')} can give it`;
}
