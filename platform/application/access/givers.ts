import type { MembershipStore } from './membership-store.ts';

/** People that a refusal names. */
const giversNamedMax = 3;

/** Who could give what a caller misses, as a clause: `; Ada or Grace can give it`. */
export function createGivers(memberships: MembershipStore): (tenant: string) => Promise<string> {
  return async (tenant) => {
    const owners = tenant === '' ? [] : await memberships.owners(tenant).catch(() => []);
    const names = owners.slice(0, giversNamedMax).map(({ name }) => name);
    if (names.length === 0) return '; an owner of the tenant can give it';
    return `; ${names.join(' or ')} can give it`;
  };
}
