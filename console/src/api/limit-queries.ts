import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';
import { everyItem } from './every-item.ts';

const pageItems = 500;
/** The state of overload changes by itself while somebody looks. */
const overloadRereadMs = 5_000;

export const bansQuery = queryOptions({
  queryKey: ['bans'],
  queryFn: ({ signal }) => everyItem((cursor) => client.listBans({ limit: pageItems, cursor }, { signal })),
});

export const addressBansQuery = queryOptions({
  queryKey: ['operator', 'address-bans'],
  queryFn: ({ signal }) => everyItem((cursor) => client.listAddressBans({ limit: pageItems, cursor }, { signal })),
});

export const connectionLimitsQuery = queryOptions({ queryKey: ['connection-limits'], queryFn: () => client.getConnectionLimits() });

export const limitSettingsQuery = queryOptions({
  queryKey: ['operator', 'connection-limits'],
  queryFn: () => client.getConnectionLimitSettings(),
});

export const overloadQuery = queryOptions({
  queryKey: ['operator', 'overload'],
  queryFn: () => client.getOverload(),
  refetchInterval: overloadRereadMs,
});
