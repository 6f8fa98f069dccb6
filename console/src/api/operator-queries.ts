import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

// What only those who run the platform may ask.

const tenantsPerPage = 50;

export const tenantsQuery = (filter: { readonly search?: string | undefined; readonly cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ['operator', 'tenants', filter],
    queryFn: () => client.listTenants({ limit: tenantsPerPage, ...filter }),
    placeholderData: keepPreviousData,
  });

export const countedTenantQuery = (tenant: string) =>
  queryOptions({ queryKey: ['operator', 'tenant', tenant], queryFn: () => client.getTenantAsOperator(tenant) });

export const operatorsQuery = queryOptions({
  queryKey: ['operator', 'operators'],
  queryFn: async () => (await client.listOperators()).items,
});

export const impersonationsQuery = queryOptions({
  queryKey: ['operator', 'impersonations'],
  queryFn: async () => (await client.listImpersonations()).items,
});
