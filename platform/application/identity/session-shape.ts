import { z } from 'zod';
import { actionNames } from '#core/access/action.ts';
import { mayAnywhere } from '#core/access/policy.ts';
import { Fault } from '#core/errors.ts';
import type { AuditActor, Call } from '#core/route.ts';
import type { Contexts, TenantChoice } from '../access/contexts.ts';
import type { Caller } from './identity-port.ts';
import type { SignedIn } from './people.ts';

/** Longest text that is kept of the program somebody signs in with. */
export const userAgentCharsMax = 256;

/** Who is signed in, as the API shows it. */
export const sessionSchema = z
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
    through: z.enum(['password', 'sso', 'key']).describe('How you came; after `sso` your own account can’t be changed'),
    passwordChangeRequired: z
      .boolean()
      .describe('True until a one-time password was replaced; until then all else answers PASSWORD_CHANGE_REQUIRED'),
  })
  .meta({ id: 'Session' });
/** A password as it is typed. */
export const password = z.string().min(1).max(128);
/** An example of a session. */
export const sessionExample = {
  person: { email: 'admin@thalamus.local', name: 'Administrator' },
  tenant: 'default',
  roles: ['owner'],
  permissions: ['device.read', 'device.write'],
  operator: true,
  via: 'member' as const,
  tenants: [{ name: 'default', label: null, via: 'member' as const, until: null }],
  through: 'password' as const,
  passwordChangeRequired: false,
};

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'actor' | 'address' | 'requestHeader' | 'setHeader'>;

/** The resource of an entry about whoever acts. */
export function own({ actor }: { readonly actor: AuditActor }): string {
  return actor.id === '' ? actor.name : actor.id;
}

/** Gives the session to the browser, and tells whose it is. */
export async function openSession(call: Pick<AnyCall, 'setHeader'>, signedIn: SignedIn, contexts: Contexts) {
  call.setHeader('set-cookie', signedIn.setCookies);
  return shownSession(signedIn, await contexts.tenants(signedIn.actor.id, signedIn.door));
}

/** A session with the tenants that one may act in. */
export function shownSession(
  { actor, email, passwordChangeRequired, door }: SignedIn,
  tenants: readonly TenantChoice[],
): z.input<typeof sessionSchema> {
  return {
    person: { email, name: actor.name },
    tenant: actor.tenant,
    roles: [...actor.roles],
    permissions: actionNames.filter((action) => mayAnywhere(actor.policy, action)),
    operator: actor.operator,
    via: actor.via ?? 'member',
    tenants: tenants.map(({ until, ...choice }) => ({ ...choice, until: until?.toISOString() ?? null })),
    through: actor.kind === 'key' ? 'key' : door.only === undefined ? 'password' : 'sso',
    passwordChangeRequired,
  };
}

export function cookiesOf(call: Pick<AnyCall, 'requestHeader'>): string {
  return call.requestHeader('cookie') ?? '';
}

export function callerOf(call: Pick<AnyCall, 'address' | 'requestHeader'>): Caller {
  return { address: call.address, userAgent: call.requestHeader('user-agent')?.slice(0, userAgentCharsMax) };
}

/** The cookies of a person; keys have no account. Throws `FORBIDDEN`. */
export function personCookies(call: Pick<AnyCall, 'actor' | 'requestHeader'>): string {
  if (call.actor.kind === 'key') throw new Fault('FORBIDDEN', 'An API key has no account; sign in');
  return cookiesOf(call);
}
