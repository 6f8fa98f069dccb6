import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import { defineRoute, type Route } from '#core/route.ts';
import type { CertificateState } from './certificates.ts';

/** `GET /tls/ca`: what clients have to trust; a certificate is no secret. */
export function authorityRoute(state: () => CertificateState | undefined): Route {
  return defineRoute({
    method: 'GET',
    path: '/tls/ca',
    id: 'getTlsAuthority',
    tag: 'Platform',
    summary: 'The authority that clients must trust for TLS',
    description:
      'PEM, for `mosquitto_pub --cafile` and the like. 404 where there is none: TLS is off, or the certificate is one that everybody trusts anyway.',
    permission: 'public',
    scope: 'none',
    response: z
      .object({
        certificate: z.string(),
        subject: z.string(),
        fingerprint256: z.string(),
        expiresAt: z.iso.datetime(),
        source: z.enum(['development', 'operator']),
      })
      .meta({ id: 'TlsAuthority' }),
    example: {
      response: {
        certificate: '-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n',
        subject: 'CN=Thalamus development CA 5f0c2a91',
        fingerprint256: '9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15:A3:BF:4F:1B:2B:0B:82:2C:D1:5D:6C:15:B0:F0:0A:08',
        expiresAt: '2046-01-01T00:00:00.000Z',
        source: 'development',
      },
    },
    handle: async () => {
      const current = state();
      if (current?.authority === undefined) throw new Fault('NOT_FOUND', 'There is no authority of our own to trust');
      const { subject, fingerprint256, validToDate } = new X509Certificate(current.authority);
      const expiresAt = validToDate.toISOString();
      return { certificate: current.authority, subject, fingerprint256, expiresAt, source: current.source };
    },
  });
}
