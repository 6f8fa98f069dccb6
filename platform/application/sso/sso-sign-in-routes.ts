import { z } from 'zod';
import type { Fault } from '#core/errors.ts';
import { type AuditActor, defineRoute, type Route } from '#core/route.ts';
import type { People } from '../identity/people.ts';
import { callerOf, cookiesOf, own } from '../identity/session-shape.ts';
import type { Sso } from './sso.ts';
import { SsoFault } from './sso-fault.ts';

/** Longest code or state of a provider. */
const providerCharsMax = 4096;
const fromProvider = z.string().max(providerCharsMax).optional();

/** What a browser opens to sign in through an organisation: pages for people, so they lead somewhere whatever happens. */
export function ssoSignInRoutes(sso: Sso, people: People): readonly Route[] {
  const about = { method: 'GET', tag: 'Session', permission: 'public', scope: 'none', status: 302, otherwise: signInPage } as const;
  return [
    defineRoute({
      ...about,
      path: '/session/sso',
      id: 'beginSso',
      summary: 'Sign in through your organisation',
      description:
        'A page to open, not to call: leads to the provider of the tenant, or of the e-mail’s domain. What goes wrong leads to `/sign-in?error=…&reason=…`.',
      query: z.object({
        tenant: z.string().max(64).optional(),
        email: z.string().max(254).optional(),
        next: z.string().max(2048).default('/').describe('The page of the console to come back to'),
      }),
      response: z.unknown(),
      example: { response: undefined },
      handle: async ({ query: { next, ...by }, setHeader }) => {
        const { location, setCookies } = await sso.begin(by, next);
        setHeader('set-cookie', setCookies);
        setHeader('location', location);
      },
    }),
    defineRoute({
      ...about,
      path: '/session/sso/callback',
      id: 'finishSso',
      summary: 'Come back from your organisation',
      description: 'The address to register at the provider (redirect URI).',
      // Providers add what they like.
      query: z.looseObject({ code: fromProvider, state: fromProvider, iss: fromProvider, error: fromProvider }),
      response: z.object({ email: z.string() }),
      audit: {
        type: 'person',
        id: own,
        actor: async (_call, _done, result) => (result === undefined ? nobody : ((await people.known(result.email)) ?? nobody)),
        tenant: (call) => sso.tenantIn(cookiesOf(call)),
      },
      example: { response: { email: 'ada@example.org' } },
      handle: async (call) => {
        const { code, state, iss, error } = call.query;
        const given = Object.entries({ code, state, iss, error }).filter((each): each is [string, string] => each[1] !== undefined);
        const query = new URLSearchParams(given);
        const { location, setCookies, signedIn } = await sso.finish(cookiesOf(call), query, callerOf(call));
        call.setHeader('set-cookie', setCookies);
        call.setHeader('location', location);
        return { email: signedIn.email };
      },
    }),
  ];
}

const nobody: AuditActor = { kind: 'nobody', id: '', name: 'single sign-on', tenant: '', roles: [] };

/** The page that explains why somebody is not signed in. */
function signInPage(fault: Fault): string {
  const query = new URLSearchParams({ error: fault.code });
  if (fault instanceof SsoFault) query.set('reason', fault.reason);
  return `/sign-in?${query}`;
}
