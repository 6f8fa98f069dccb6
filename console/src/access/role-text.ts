import { useMessages } from '../i18n/language.tsx';
import { useRoles } from './role-queries.ts';

/** What people read for a role: the platform's own in their language, the tenant's by their labels. */
export function useRoleText(): (name: string) => string {
  const builtin: Readonly<Record<string, string>> = useMessages().roles.builtin;
  const roles = useRoles();
  return (name) => {
    const role = roles.find((each) => each.name === name);
    return (role?.builtin === false ? undefined : builtin[name]) ?? role?.label ?? name;
  };
}
