import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Role } from '@thalamus/sdk';
import { client } from '../api/client.ts';
import { everyItem } from '../api/every-item.ts';
import { useMessages } from '../i18n/language.tsx';
import { useMay } from './may.ts';

const pageItems = 500;
const freshMs = 30_000;

/** All roles: a tenant makes two hundred at most. */
export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  staleTime: freshMs,
  queryFn: ({ signal }) => everyItem((cursor) => client.listRoles({ limit: pageItems, cursor }, { signal })),
});

/** Kept as it came, as its ETag goes with the object. */
export const roleQuery = (role: string) =>
  queryOptions({ queryKey: ['roles', role], structuralSharing: false, queryFn: () => client.getRole(role) });

/** Roles to choose from; who may not see those of the tenant is left with those that every tenant has. */
export function useRoles(): readonly Pick<Role, 'name' | 'label' | 'allow' | 'deny' | 'builtin'>[] {
  const may = useMay();
  const builtin = useMessages().roles.builtin;
  const { data } = useQuery({ ...rolesQuery, enabled: may('access.read') });
  return data ?? Object.keys(builtin).map((name) => ({ name, label: null, allow: [], deny: [], builtin: true }));
}
