import type { Assignment } from '@thalamus/sdk';
import { useSession } from '../api/session.ts';
import { useMessages } from '../i18n/language.tsx';
import { missingToGive } from './patterns.ts';
import { useRoles } from './role-queries.ts';

/** Tells whether the signed-in person has all that these roles allow: nobody changes, or lets in, who has more than themselves. */
export function useCanGive(): (assignments: readonly Assignment[]) => boolean {
  const actions = Object.keys(useMessages().actions);
  const { permissions } = useSession();
  const roles = useRoles();
  return (assignments) =>
    assignments.every(({ role: name, effect }) => {
      const role = roles.find((each) => each.name === name);
      return effect === 'deny' || role === undefined || missingToGive(role, permissions, actions) === undefined;
    });
}
