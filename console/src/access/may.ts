import { useSession } from '../api/session.ts';
import type { Messages } from '../i18n/en/index.ts';

/** A permission, as roles are made of them. */
export type Action = keyof Messages['actions'];

/** What a page or a button needs: a permission, or running the platform. */
export type Need = Action | 'operator';

/** Tells what the signed-in person may do to something at least, in the tenant that they act in; what they may not do is not shown. */
export function useMay(): (need: Need) => boolean {
  const { permissions, operator } = useSession();
  return (need) => (need === 'operator' ? operator : permissions.includes(need));
}

/** What may be done to one thing, such as a device or a space, which says so itself. */
export function mayOn(thing: { readonly may: readonly string[] } | undefined, action: Action): boolean {
  return thing?.may.includes(action) ?? false;
}
