import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { invariant } from '#core/invariant.ts';
import type { Actor } from '#core/route.ts';
import type { IdentityPort } from '../identity/identity-port.ts';
import type { People, SignedIn } from '../identity/people.ts';
import { type Assignment, readAssignments } from './assignment.ts';
import { type InvitationRow, type InvitationStore, invitationsPerTenantMax } from './invitation-store.ts';
import type { MembershipStore } from './membership-store.ts';

/** An invitation that nobody answered ends after this time. */
export const invitationMs = 7 * 24 * 3_600_000;

export interface InvitationNeeds {
  readonly store: InvitationStore;
  readonly memberships: MembershipStore;
  readonly identity: IdentityPort;
  readonly people: People;
  readonly events: EventBus;
  readonly now: () => number;
}

export type Invitations = ReturnType<typeof createInvitations>;

/** Ways into a tenant: the link holds a secret that is known here only as its hash, and works once. */
export function createInvitations({ store, memberships, identity, people, events, now }: InvitationNeeds) {
  return { invite, look, accept, join };

  /** A new link; an earlier one to the same e-mail ends. */
  async function invite(by: Pick<Actor, 'name'>, tenant: string, email: string, assignments: readonly Assignment[]) {
    const [id, secret] = [randomBytes(8).toString('hex'), randomBytes(32).toString('base64url')];
    const person = await memberships.known(email);
    if (person !== undefined && (await memberships.member(tenant, person.id)) !== undefined) {
      throw new Fault('ALREADY_EXISTS', `${email} is a member already; change the roles there`, {
        places: [{ field: 'email', expected: 'somebody who is no member yet' }],
      });
    }
    const row = {
      tenant,
      id,
      email: email.toLowerCase(),
      hash: hashOf(secret),
      invited_by: by.name,
      created_at: new Date(now()),
      expires_at: new Date(now() + invitationMs),
    };
    if (!(await store.put({ ...row, assignments: JSON.stringify(assignments) }))) {
      throw new Fault('CONFLICT', `${invitationsPerTenantMax} invitations wait already; take some back first`);
    }
    return { row: { ...row, assignments: [...assignments] }, token: `${id}${secret}` };
  }

  /** Who invites whom; for whoever holds the link. */
  async function look(token: string) {
    const { tenant, label, email, invited_by: invitedBy, expires_at: expiresAt } = await valid(token);
    return { tenant, label, email, invitedBy, expiresAt, hasAccount: (await memberships.known(email)) !== undefined };
  }

  /** Makes the person and signs them in. */
  async function accept(token: string, name: string, password: string, caller: Parameters<People['signIn']>[2]): Promise<SignedIn> {
    const invitation = await valid(token);
    const { email } = invitation;
    if ((await memberships.known(email)) !== undefined) {
      throw new Fault('CONFLICT', `There is an account for ${email} already: sign in, then open the link again`);
    }
    await taken(invitation);
    const person = await identity.create(email, name, password, false);
    await admit(person.id, invitation);
    const answer = await people.signIn(email, password, caller);
    invariant('actor' in answer, 'a new account has no second factor');
    return answer;
  }

  /** Lets somebody with an account in; the link is for their e-mail only. */
  async function join(token: string, person: Pick<Actor, 'id'>): Promise<string> {
    const invitation = await valid(token);
    const invited = await memberships.known(invitation.email);
    if (invited?.id !== person.id) {
      throw new Fault('FORBIDDEN', `This invitation is for ${invitation.email}; sign in with that e-mail`);
    }
    await taken(invitation);
    await admit(person.id, invitation);
    return invitation.tenant;
  }

  async function admit(person: string, { tenant, assignments }: InvitationRow): Promise<void> {
    await memberships.add(person, tenant, readAssignments(assignments));
    events.publish('access.changed', { tenant });
  }

  async function taken({ id }: InvitationRow): Promise<void> {
    if (!(await store.take(id))) throw ended();
  }

  async function valid(token: string) {
    const [, id, secret] = /^([0-9a-f]{16})([A-Za-z0-9_-]{43})$/.exec(token) ?? [];
    const row = id === undefined ? undefined : await store.anywhere(id);
    // Compared in any case, so that the time taken tells nothing.
    const fits = timingSafeEqual(hashOf(secret ?? ''), row?.hash ?? hashOf(randomBytes(32).toString('hex')));
    if (row === undefined || !fits || row.expires_at.getTime() <= now()) throw ended();
    return row;
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function ended(): Fault {
  return new Fault('NOT_FOUND', 'This invitation is not valid any more: it was used, taken back or is too old; ask for a new one');
}
