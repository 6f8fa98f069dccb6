import { z } from 'zod';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import { type Authority, authorityChangeSchema, authorityInput, authorityProof, authoritySchema } from './authority.ts';
import type { AuthorityService } from './authority-service.ts';

const params = z.object({ authority: z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits') });
const example: Authority = {
  id: '4f2a9c0d1b3e5f60',
  label: 'Factory',
  subject: 'O=Acme, CN=Acme Device CA',
  fingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  startsAt: '2026-01-01T00:00:00.000Z',
  endsAt: '2036-01-01T00:00:00.000Z',
  deviceName: '{subject.CN}',
  state: 'unproven',
  challenge: 'thalamus-proof-Yv3sRk8mS1oJZqk2pQd7wN0aHcT5uXgLr9BfEiVtKjM',
  createdAt: '2026-01-01T00:00:00.000Z',
};

/** The HTTP face of the authorities that vouch for a tenant's devices. */
export function authorityRoutes(service: AuthorityService): readonly Route[] {
  const about = { tag: 'Device trust', scope: 'tenant', permission: 'access.trust' } as const;
  const type = 'certificate-authority';
  const before = async ({ tenant, params: { authority } }: AuditedCall<z.output<typeof params>, unknown>) =>
    (await service.find(tenant, authority)) ?? null;
  const id = ({ params: { authority } }: { readonly params: z.output<typeof params> }) => authority;
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/certificate-authorities',
      id: 'listCertificateAuthorities',
      summary: 'List certificate authorities of devices',
      response: z.object({ items: z.array(authoritySchema) }),
      example: { response: { items: [example] } },
      handle: async ({ tenant }) => ({ items: [...(await service.list(tenant))] }),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/certificate-authorities',
      id: 'createCertificateAuthority',
      summary: 'Register a certificate authority of devices',
      description:
        'Registered devices may then connect over TLS with a certificate that it issued; `deviceName` says which device a certificate is. It lets nobody in until `proveCertificateAuthority` has shown that you have its key.',
      body: authorityInput,
      bodyBytesMax: 65_536,
      response: authoritySchema,
      status: 201,
      audit: { type, id: ({ body }, result) => result?.id ?? body.label ?? 'new' },
      example: { body: { certificate: '-----BEGIN CERTIFICATE-----…', label: 'Factory' }, response: example },
      handle: ({ tenant, body }) => service.register(tenant, body),
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/certificate-authorities/{authority}',
      id: 'getCertificateAuthority',
      summary: 'Read a certificate authority',
      params,
      response: authoritySchema,
      example: { response: example },
      handle: ({ tenant, params }) => service.get(tenant, params.authority),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/certificate-authorities/{authority}/proof',
      id: 'proveCertificateAuthority',
      summary: 'Prove that you have an authority’s key',
      description:
        'With a signature of the `challenge`: `printf %s "$CHALLENGE" | openssl dgst -sha256 -sign ca.key | base64 -w0`; or with a certificate that the authority issued and whose common name is the challenge.',
      params,
      body: authorityProof,
      bodyBytesMax: 65_536,
      response: authoritySchema,
      status: 200,
      audit: { type, id, before },
      example: { body: { signature: 'MEUCIQDx' }, response: { ...example, state: 'active', challenge: null } },
      handle: ({ tenant, params, body }) => service.prove(tenant, params.authority, body),
    }),
    defineRoute({
      ...about,
      method: 'PATCH',
      path: '/certificate-authorities/{authority}',
      id: 'updateCertificateAuthority',
      summary: 'Change a certificate authority',
      description: 'Disabling it, or changing how devices are called, ends the connections that it let in.',
      params,
      body: authorityChangeSchema,
      response: authoritySchema,
      audit: { type, id, before },
      example: { body: { disabled: true }, response: { ...example, state: 'disabled', challenge: null } },
      handle: ({ tenant, params, body }) => service.update(tenant, params.authority, body),
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/certificate-authorities/{authority}',
      id: 'deleteCertificateAuthority',
      summary: 'Delete a certificate authority',
      description: 'Connections that it let in end.',
      params,
      response: z.void(),
      status: 204,
      audit: { type, id, before },
      example: { response: undefined },
      handle: async ({ tenant, params }) => await service.remove(tenant, params.authority),
    }),
  ];
}
