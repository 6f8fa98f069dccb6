import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** Rates are averages of some seconds, so numbers in sight are read again about as often. */
const usageRereadMs = 10_000;

export const usageQuery = queryOptions({ queryKey: ['usage'], queryFn: () => client.getUsage(), refetchInterval: usageRereadMs });

export const tenantUsageQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['operator', 'usage', tenant],
    queryFn: () => client.getTenantUsage(tenant),
    refetchInterval: usageRereadMs,
  });

export const tenantQuotasQuery = (tenant: string) =>
  queryOptions({ queryKey: ['operator', 'quotas', tenant], queryFn: () => client.getTenantQuotas(tenant) });
