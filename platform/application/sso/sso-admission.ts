import type { EventBus } from '#core/events.ts';
import { wholly } from '../access/assignment.ts';
import type { MembershipStore } from '../access/membership-store.ts';
import type { IdentityPort } from '../identity/identity-port.ts';
import type { Claims } from './issuers.ts';
import { SsoFault } from './sso-fault.ts';
import { domainOf } from './sso-settings.ts';
import type { SsoClient, SsoStore } from './sso-store.ts';

/** Longest name that is taken from a provider; the rest is cut. */
export const ssoNameCharsMax = 100;

export interface AdmissionNeeds {
  readonly store: SsoStore;
  readonly memberships: MembershipStore;
  readonly identity: IdentityPort;
  readonly events: EventBus;
}

/** Decides who somebody from a provider is here. Throws `SSO_DENIED` when nobody. */
export type Admit = (client: SsoClient, claims: Claims) => Promise<string>;

export function createAdmission({ store, memberships, identity, events }: AdmissionNeeds): Admit {
  return async (client, claims) => {
    const { subject, email } = claims;
    if (email === undefined) throw denied('no-email', 'The provider tells no e-mail address');
    if (!client.domains.includes(domainOf(email))) throw denied('domain', `${domainOf(email)} is not among the domains of this sign-in`);
    // An address that its owner never proved would open the account of whoever it belongs to.
    if (!claims.emailVerified && !client.emailTrusted)
      throw denied('email-unverified', 'The provider does not say that the e-mail address is verified');
    const linked = await store.linked(client, subject);
    if (linked !== undefined) {
      if ((await memberships.member(client.tenant, linked)) === undefined) throw denied('removed', 'This person is no member any more');
      return linked;
    }
    const person = await welcome(client, email, claims.name);
    await store.link(client, subject, person);
    return person;
  };

  async function welcome(client: SsoClient, email: string, name: string | undefined): Promise<string> {
    const known = await memberships.known(email);
    if (known !== undefined && (await memberships.member(client.tenant, known.id)) !== undefined) return known.id;
    if (client.defaultRole === null) throw denied('not-invited', 'Who is no member yet has to be invited first');
    const person = known ?? (await identity.createWithoutPassword(email, nameFor(name, email)));
    await memberships.add(person.id, client.tenant, [wholly(client.defaultRole)]);
    events.publish('access.changed', { tenant: client.tenant });
    return person.id;
  }
}

function nameFor(name: string | undefined, email: string): string {
  const clean = (name ?? '').replaceAll(/\p{Cc}+/gu, ' ').trim();
  return (clean === '' ? email : clean).slice(0, ssoNameCharsMax).toWellFormed();
}

function denied(reason: SsoFault['reason'], detail: string): SsoFault {
  return new SsoFault('SSO_DENIED', reason, detail);
}
