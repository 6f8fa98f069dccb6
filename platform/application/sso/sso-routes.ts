import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { wholly } from '../access/assignment.ts';
import type { Giving } from '../access/giving.ts';
import type { IdentityPort } from '../identity/identity-port.ts';
import type { People } from '../identity/people.ts';
import type { Issuers } from './issuers.ts';
import type { Sso } from './sso.ts';
import { SsoFault } from './sso-fault.ts';
import { type SsoInput, type SsoSettings, ssoInputSchema, ssoSettingsSchema } from './sso-settings.ts';
import type { SsoClient, SsoStore } from './sso-store.ts';

const answer = z
  .object({
    redirectUri: z.string().describe('To be registered at the provider'),
    settings: ssoSettingsSchema.nullable().describe('null where nothing is set up'),
    proven: z.boolean().describe('Somebody signed in this way before; `required` needs that'),
  })
  .meta({ id: 'Sso' });
const settings: SsoSettings = {
  issuer: 'https://id.example.org/realms/acme',
  clientId: 'thalamus',
  domains: ['example.org'],
  defaultRole: 'viewer',
  required: false,
  emailTrusted: false,
};
const example = { redirectUri: 'https://iot.example.org/api/v1/session/sso/callback', settings, proven: true };

export interface SsoRouteNeeds {
  readonly store: SsoStore;
  readonly issuers: Issuers;
  readonly sso: Sso;
  readonly identity: IdentityPort;
  readonly people: People;
  readonly giving: Giving;
  readonly events: EventBus;
}

/** Setting up how the people of a tenant sign in through their organisation. */
export function ssoRoutes({ store, issuers, sso, identity, people, giving, events }: SsoRouteNeeds): readonly Route[] {
  const about = { path: '/sso', tag: 'Access', permission: 'access.sso', scope: 'tenant' } as const;
  const type = 'sso';
  const id = ({ tenant }: { readonly tenant: string }) => tenant;
  const before = async ({ tenant }: { readonly tenant: string }) => (await shown(tenant)).settings;
  return [
    defineRoute({
      ...about,
      method: 'GET',
      id: 'getSso',
      summary: 'Single sign-on of the tenant',
      description: 'The client secret is never shown.',
      response: answer,
      example: { response: example },
      handle: ({ tenant }) => shown(tenant),
    }),
    defineRoute({
      ...about,
      method: 'PUT',
      id: 'setSso',
      summary: 'Set up single sign-on',
      description:
        'The provider is asked at once whether it is one. Whoever may do this, and whoever runs the provider, can become any member of the tenant; sessions that it opened end when issuer or client change.',
      body: ssoInputSchema,
      bodyBytesMax: 16_384,
      response: answer,
      audit: { type, id, before, after: (result) => result.settings },
      example: { body: { ...settings, clientSecret: 'from the provider' }, response: example },
      handle: async ({ actor, tenant, access, body }) => {
        if (body.defaultRole !== null) await giving.check(actor, tenant, access, [wholly(body.defaultRole)]);
        const old = await store.find(tenant);
        const client = { ...body, tenant, clientSecret: secretFor(body, old) };
        await issuers.check(client).catch(refuse);
        if (body.required && !(await store.proven(client))) {
          throw new Fault('CONFLICT', 'Sign in this way once before you require it of everybody, so that nobody is locked out', {
            places: [{ field: 'required', expected: 'false until somebody has signed in this way' }],
          });
        }
        await store.put(client);
        if (old !== undefined && !sameClient(client, old)) await identity.endSsoSessions(tenant);
        changed(tenant);
        return await shown(tenant);
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      id: 'deleteSso',
      summary: 'Turn off single sign-on',
      description: 'Sessions that were opened by it end; who has no password can’t get in any more.',
      response: z.void(),
      status: 204,
      audit: { type, id, before },
      example: { response: undefined },
      handle: async ({ tenant }) => {
        if (!(await store.remove(tenant))) throw new Fault('NOT_FOUND', 'No single sign-on is set up');
        await identity.endSsoSessions(tenant);
        changed(tenant);
      },
    }),
  ];

  async function shown(tenant: string): Promise<z.input<typeof answer>> {
    const client = await store.find(tenant);
    const redirectUri = sso.redirectUri();
    if (client === undefined) return { redirectUri, settings: null, proven: false };
    return { redirectUri, settings: ssoSettingsSchema.parse(client), proven: await store.proven(client) };
  }

  function changed(tenant: string): void {
    people.forgetSessions();
    events.publish('access.changed', { tenant });
  }
}

function sameClient(a: Pick<SsoClient, 'issuer' | 'clientId'>, b: SsoClient): boolean {
  return a.issuer === b.issuer && a.clientId === b.clientId;
}

/** The secret is kept only for the provider that it was given for: nobody gets it sent somewhere else. */
function secretFor(body: SsoInput, old: SsoClient | undefined): string {
  if (body.clientSecret !== undefined) return body.clientSecret;
  if (old !== undefined && sameClient(body, old)) return old.clientSecret;
  throw new Fault('BAD_REQUEST', 'The client secret is missing', {
    places: [{ field: 'clientSecret', expected: 'the secret that the provider gave for this client' }],
  });
}

function refuse(error: unknown): never {
  if (!(error instanceof SsoFault)) throw error;
  throw new Fault('BAD_REQUEST', error.message, {
    places: [{ field: 'issuer', expected: 'the address of an OpenID provider that answers' }],
  });
}
