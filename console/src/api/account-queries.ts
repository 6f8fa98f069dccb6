import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

export const secondFactorQuery = queryOptions({ queryKey: ['account', 'second-factor'], queryFn: () => client.getSecondFactor() });

export const personSessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: async () => (await client.listSessions()).items,
});
