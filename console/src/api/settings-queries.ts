import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

export const ssoQuery = queryOptions({ queryKey: ['sso'], queryFn: () => client.getSso() });

/** Roles that a newcomer can be given. */
export const newcomerRolesQuery = queryOptions({ queryKey: ['roles', 'newcomer'], queryFn: async () => (await client.listRoles()).items });
