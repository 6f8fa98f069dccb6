import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AuditQuery, DeviceState, Session } from '@thalamus/sdk';
import { client } from './client.ts';
import { sessionEnded } from './connection.ts';
import { problemOf } from './problem.ts';

const platformFreshMs = 3_600_000;
const pickerItemsMax = 500;
export const devicesPerPage = 50;
/** A list of devices in sight is read again this often, for when each was last seen; presence comes by the live stream. */
export const devicesRereadMs = 5000;
/** How often they are counted again. */
export const devicesRecountMs = 30_000;
export const messagesPerPage = 50;
const auditPerPage = 50;

/** Who is signed in; null when nobody is. A session that ends while its pages are open stays known: the shell asks to sign in again over them. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  // Somebody may have changed what we may do while we looked elsewhere.
  refetchOnWindowFocus: 'always',
  queryFn: async ({ client: cache }): Promise<Session | null> => {
    try {
      return await client.getSession();
    } catch (error) {
      if (problemOf(error)?.status !== 401) throw error;
      const before = cache.getQueryData<Session | null>(['session']) ?? null;
      if (before !== null) sessionEnded.set(true);
      return before;
    }
  },
});

export const platformQuery = queryOptions({ queryKey: ['platform'], staleTime: platformFreshMs, queryFn: () => client.getPlatform() });

/** The authority that devices must trust; null when they trust it anyway, or when TLS is off. */
export const authorityQuery = queryOptions({
  queryKey: ['tls-authority'],
  staleTime: platformFreshMs,
  queryFn: async () => {
    try {
      return await client.getTlsAuthority();
    } catch (error) {
      if (problemOf(error)?.status === 404) return null;
      throw error;
    }
  },
});

export const productsQuery = queryOptions({
  queryKey: ['products'],
  queryFn: async () => (await client.listProducts({ limit: pickerItemsMax })).items,
});

export const productQuery = (product: string) =>
  queryOptions({ queryKey: ['products', product], queryFn: () => client.getProduct(product) });

export interface DeviceFilter {
  readonly search?: string | undefined;
  readonly product?: string | undefined;
  readonly space?: string | undefined;
  readonly state?: DeviceState | undefined;
  readonly filter?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
  readonly total?: 'none' | undefined;
}

export const devicesQuery = (filter: DeviceFilter) =>
  queryOptions({
    queryKey: ['devices', filter],
    queryFn: () => client.listDevices({ limit: devicesPerPage, ...filter }),
    placeholderData: keepPreviousData,
  });

/** How many devices fit, on all pages: apart from the page, which is there sooner and read more often. */
export const devicesTotalQuery = (conditions: Omit<DeviceFilter, 'cursor' | 'limit' | 'total'>) =>
  queryOptions({ queryKey: ['devices', 'total', conditions], queryFn: () => client.listDevices({ ...conditions, limit: 1 }) });

export const deviceQuery = (device: string) => queryOptions({ queryKey: ['device', device], queryFn: () => client.getDevice(device) });

export const apiKeysQuery = queryOptions({ queryKey: ['api-keys'], queryFn: async () => (await client.listApiKeys()).items });

/** `spanMs`: only what is younger; counted from the time of asking, so that the key stays the same. */
export const auditQuery = ({ spanMs, ...filter }: Omit<AuditQuery, 'from' | 'to'> & { readonly spanMs?: number | undefined }) =>
  queryOptions({
    queryKey: ['audit', spanMs, filter],
    queryFn: () => client.listAudit({ limit: auditPerPage, ...(spanMs === undefined ? {} : { from: Date.now() - spanMs }), ...filter }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

export const demoFleetQuery = queryOptions({ queryKey: ['demo-fleet'], queryFn: () => client.getDemoFleet() });

export const messagesQuery = (device: string) =>
  infiniteQueryOptions({
    queryKey: ['messages', device],
    queryFn: ({ pageParam }) => client.listMessages(device, { limit: messagesPerPage, before: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.items.length < messagesPerPage ? undefined : page.items.at(-1)?.ts),
    staleTime: 0,
  });

export const refusedQuery = (device: string) =>
  infiniteQueryOptions({
    queryKey: ['refused', device],
    queryFn: ({ pageParam }) => client.listRefused(device, { limit: messagesPerPage, before: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.items.length < messagesPerPage ? undefined : page.items.at(-1)?.ts),
    staleTime: 0,
  });

/** The tenant that this tab acts in, with some people who can give permissions there. */
export const tenantQuery = queryOptions({ queryKey: ['tenant'], queryFn: () => client.getTenant() });
