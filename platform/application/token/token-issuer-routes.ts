import { z } from 'zod';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import { tokenIssuerChange, tokenIssuerInput, tokenIssuerSchema } from './token-issuer.ts';
import type { TokenIssuerService } from './token-issuer-service.ts';

const params = z.object({ issuer: z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits') });
type Params = z.output<typeof params>;
const subject = { kind: 'device', deviceName: '{sub}' } as const;
const example = {
  id: '4f2a9c0d1b3e5f60',
  label: 'Device cloud',
  issuer: 'https://id.example.org',
  audience: 'thalamus',
  algorithms: ['ES256'],
  jwksUrl: 'https://id.example.org/jwks.json',
  jwks: null,
  subject,
  disabled: false,
  createdAt: '2026-01-01T00:00:00.000Z',
};

/** The HTTP face of the issuers whose tokens let devices and programs in. */
export function tokenIssuerRoutes(service: TokenIssuerService): readonly Route[] {
  const about = { tag: 'Device trust', scope: 'tenant', permission: 'access.trust' } as const;
  const type = 'token-issuer';
  const before = async ({ tenant, params: { issuer } }: AuditedCall<Params, unknown>) => (await service.find(tenant, issuer)) ?? null;
  const id = ({ params: { issuer } }: { readonly params: Params }) => issuer;
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/token-issuers',
      id: 'listTokenIssuers',
      summary: 'List token issuers',
      response: z.object({ items: z.array(tokenIssuerSchema) }),
      example: { response: { items: [example] } },
      handle: async ({ tenant }) => ({ items: [...(await service.list(tenant))] }),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/token-issuers',
      id: 'createTokenIssuer',
      summary: 'Register a token issuer',
      description:
        'Its JSON web tokens are then taken as MQTT passwords, with the user name `{tenant}` or `{tenant}/{device}`. A token lets in a device by its claims, or a program with a role, which can’t be more than your own; its connection ends when it does.',
      body: tokenIssuerInput,
      bodyBytesMax: 131_072,
      response: tokenIssuerSchema,
      status: 201,
      audit: { type, id: ({ body }, result) => result?.id ?? body.issuer },
      example: {
        body: {
          issuer: example.issuer,
          audience: 'thalamus',
          jwksUrl: example.jwksUrl,
          algorithms: ['ES256'],
          subject,
          label: 'Device cloud',
        },
        response: example,
      },
      handle: ({ actor, tenant, access, body }) => service.create({ actor, tenant, access }, body),
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/token-issuers/{issuer}',
      id: 'getTokenIssuer',
      summary: 'Read a token issuer',
      params,
      response: tokenIssuerSchema,
      example: { response: example },
      handle: ({ tenant, params }) => service.get(tenant, params.issuer),
    }),
    defineRoute({
      ...about,
      method: 'PATCH',
      path: '/token-issuers/{issuer}',
      id: 'updateTokenIssuer',
      summary: 'Change a token issuer',
      description: 'Whatever changes who gets in ends the connections that its tokens opened.',
      params,
      body: tokenIssuerChange,
      bodyBytesMax: 131_072,
      response: tokenIssuerSchema,
      audit: { type, id, before },
      example: { body: { disabled: true }, response: { ...example, disabled: true } },
      handle: ({ actor, tenant, access, params, body }) => service.update({ actor, tenant, access }, params.issuer, body),
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/token-issuers/{issuer}',
      id: 'deleteTokenIssuer',
      summary: 'Delete a token issuer',
      description: 'Connections that its tokens opened end.',
      params,
      response: z.void(),
      status: 204,
      audit: { type, id, before },
      example: { response: undefined },
      handle: async ({ tenant, params }) => await service.remove(tenant, params.issuer),
    }),
  ];
}
