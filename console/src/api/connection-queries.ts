import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ListConnectionsQuery } from '@thalamus/sdk';
import { client } from './client.ts';

export const connectionsPerPage = 50;
/** What is live is read again this often. */
export const connectionsRereadMs = 3000;
const eventsPerPage = 50;

export const connectionsQuery = (filter: ListConnectionsQuery) =>
  queryOptions({
    queryKey: ['connections', filter],
    queryFn: () => client.listConnections({ limit: connectionsPerPage, ...filter }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

export const connectionQuery = (id: string) =>
  queryOptions({ queryKey: ['connection', id], queryFn: () => client.getConnection(id), staleTime: 0 });

export const deviceConnectionQuery = (device: string) =>
  queryOptions({ queryKey: ['device-connection', device], queryFn: () => client.getDeviceConnection(device), staleTime: 0 });

export const deviceEventsQuery = (device: string) =>
  infiniteQueryOptions({
    queryKey: ['connection-events', device],
    queryFn: ({ pageParam }) => client.listDeviceConnectionEvents(device, { limit: eventsPerPage, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });

export const attemptsQuery = queryOptions({
  queryKey: ['connection-attempts'],
  queryFn: async () => (await client.listConnectionEvents({ limit: 20 })).items,
  staleTime: 0,
  retry: false,
});

export const tracesQuery = queryOptions({ queryKey: ['traces'], queryFn: async () => (await client.listTraces()).items, staleTime: 0 });
