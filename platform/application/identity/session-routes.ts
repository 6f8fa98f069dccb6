import { z } from 'zod';
import { actionNames } from '#core/access/action.ts';
import { mayAnywhere } from '#core/access/policy.ts';
import { Fault } from '#core/errors.ts';
import { type Actor, type AuditActor, type Call, defineRoute, type Route } from '#core/route.ts';
import type { Contexts, TenantChoice } from '../access/contexts.ts';
import type { People, SignedIn } from './people.ts';

const sessionSchema = z
  .object({
    person: z.object({ email: z.string().describe('Empty for an API key'), name: z.string() }),
    tenant: z.string(),
    roles: z.array(z.string()),
    permissions: z.array(z.string()).describe('Actions that you may do to something at least'),
    operator: z.boolean().describe('You run the platform'),
    via: z.enum(['member', 'share', 'impersonation']).describe('By what right you act in this tenant'),
    tenants: z
      .array(
        z.object({
          name: z.string(),
          label: z.string().nullable(),
          via: z.enum(['member', 'share', 'impersonation']),
          until: z.iso.datetime().nullable().describe('When an impersonation ends'),
        }),
      )
      .describe('Where you may act; name one in the header Thalamus-Tenant'),
    passwordChangeRequired: z
      .boolean()
      .describe('True until a one-time password was replaced; until then all else answers PASSWORD_CHANGE_REQUIRED'),
  })
  .meta({ id: 'Session' });
const password = z.string().min(1).max(128);
const example = {
  person: { email: 'admin@thalamus.local', name: 'Administrator' },
  tenant: 'default',
  roles: ['owner'],
  permissions: ['device.read', 'device.write'],
  operator: true,
  via: 'member' as const,
  tenants: [{ name: 'default', label: null, via: 'member' as const, until: null }],
  passwordChangeRequired: false,
};

/** Routes that a person with a one-time password may use before replacing it. */
export const openBeforePasswordChange: ReadonlySet<string> = new Set(['getSession', 'signOut', 'changePassword']);

/** Signing in and out, and one's own password. */
export function sessionRoutes(people: People, contexts: Contexts): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/session',
      id: 'signIn',
      tag: 'Session',
      summary: 'Sign in',
      description: 'Sets the session cookie. After ten wrong passwords in a minute, per address and per e-mail, RATE_LIMITED.',
      permission: 'public',
      scope: 'none',
      body: z.strictObject({ email: z.string().trim().min(1).max(254), password }),
      bodyBytesMax: 4096,
      response: sessionSchema,
      audit: { type: 'person', id: own, actor: async ({ body }, done) => signer(body.email, await people.known(body.email), done) },
      example: { body: { email: 'admin@thalamus.local', password: 'correct horse battery staple' }, response: example },
      handle: async (call) =>
        await answer(
          call,
          await people.signIn(call.body.email, call.body.password, {
            address: call.address,
            userAgent: call.requestHeader('user-agent')?.slice(0, 256),
          }),
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/session',
      id: 'getSession',
      tag: 'Session',
      summary: 'Who am I?',
      permission: 'signed-in',
      scope: 'none',
      response: sessionSchema,
      example: { response: example },
      handle: async (call) => {
        const { actor } = call;
        if (actor.kind === 'key') return shown({ actor, email: '', passwordChangeRequired: false, setCookies: [] }, []);
        const session = await people.session(cookies(call));
        if (session === undefined) throw new Fault('UNAUTHENTICATED', 'The session has ended; sign in again');
        // The call's own actor: it may act in another tenant than the session began in.
        return shown({ ...session, actor }, await contexts.tenants(actor.id));
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/session',
      id: 'signOut',
      tag: 'Session',
      summary: 'Sign out',
      permission: 'signed-in',
      scope: 'none',
      response: z.void(),
      status: 204,
      audit: { type: 'person', id: own },
      example: { response: undefined },
      handle: async (call) => {
        call.setHeader('set-cookie', await people.signOut(cookies(call)));
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/session/password',
      id: 'changePassword',
      tag: 'Session',
      summary: 'Change your password',
      description: 'Ends all your other sessions.',
      permission: 'signed-in',
      scope: 'none',
      // Done once, the old password is no longer right; and an answer kept for repetition would lack the new cookie.
      repeat: 'never',
      body: z.strictObject({ current: password, next: z.string().min(8, '8 to 128 characters').max(128, '8 to 128 characters') }),
      bodyBytesMax: 4096,
      response: sessionSchema,
      audit: { type: 'person', id: own, after: () => ({ password: 'another' }) },
      example: { body: { current: 'abcd efgh', next: 'correct horse battery staple' }, response: example },
      handle: async (call) => {
        const { current, next } = call.body;
        if (call.actor.kind === 'key') throw new Fault('FORBIDDEN', 'An API key has no password; sign in');
        if (current === next)
          throw new Fault('BAD_REQUEST', 'That is the old password', { places: [{ field: 'next', expected: 'another password' }] });
        return await answer(call, await people.changePassword(cookies(call), current, next, call.address));
      },
    }),
  ];

  async function answer(call: Pick<Call<unknown, unknown, unknown>, 'setHeader'>, signedIn: SignedIn) {
    call.setHeader('set-cookie', signedIn.setCookies);
    return shown(signedIn, await contexts.tenants(signedIn.actor.id));
  }
}

/** Who a sign-in is by: the person once the password was right, before that nobody who named an account. */
function signer(typed: string, account: Actor | undefined, done: boolean): AuditActor {
  if (done && account !== undefined) return account;
  // What does not look like an e-mail may be a password typed into the wrong field.
  const name = /^[^\s@]+@[^\s@]+$/.test(typed) ? typed.toLowerCase() : 'not an e-mail';
  return { kind: 'nobody', id: account?.id ?? '', name, tenant: account?.tenant ?? '', roles: [] };
}

function own({ actor }: { readonly actor: AuditActor }): string {
  return actor.id === '' ? actor.name : actor.id;
}

function shown({ actor, email, passwordChangeRequired }: SignedIn, tenants: readonly TenantChoice[]): z.input<typeof sessionSchema> {
  return {
    person: { email, name: actor.name },
    tenant: actor.tenant,
    roles: [...actor.roles],
    permissions: actionNames.filter((action) => mayAnywhere(actor.policy, action)),
    operator: actor.operator,
    via: actor.via ?? 'member',
    tenants: tenants.map(({ until, ...choice }) => ({ ...choice, until: until?.toISOString() ?? null })),
    passwordChangeRequired,
  };
}

function cookies(call: Pick<Call<unknown, unknown, unknown>, 'requestHeader'>): string {
  return call.requestHeader('cookie') ?? '';
}
