import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

export const deviceCredentialsQuery = (device: string) =>
  queryOptions({ queryKey: ['device', device, 'credentials'], queryFn: async () => (await client.listDeviceCredentials(device)).items });

export const authoritiesQuery = queryOptions({
  queryKey: ['certificate-authorities'],
  queryFn: async () => (await client.listCertificateAuthorities()).items,
});

export const tokenIssuersQuery = queryOptions({
  queryKey: ['token-issuers'],
  queryFn: async () => (await client.listTokenIssuers()).items,
});
