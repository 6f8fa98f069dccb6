import { createHash } from 'node:crypto';
import { Fault } from '#core/errors.ts';
import type { Actor } from '#core/route.ts';
import type { Contexts, Door } from '../access/contexts.ts';
import type { MembershipStore } from '../access/membership-store.ts';
import type { Attempts } from './attempts.ts';
import type { Caller, IdentityPort, KnownSession, PersonSession } from './identity-port.ts';

/** How long a session is believed without asking the database; ending it here ends it at once. */
export const sessionCacheMs = 10_000;
/** Sessions kept in memory; beyond it the oldest is asked for again. */
export const sessionCacheMax = 5_000;

export interface SignedIn {
  readonly actor: Actor;
  readonly email: string;
  readonly passwordChangeRequired: boolean;
  /** Which of the person's tenants this session opens. */
  readonly door: Door;
  readonly setCookies: readonly string[];
}

/** The password was right; the cookies say that a second factor has to follow. */
export interface SecondFactorNeeded {
  readonly secondFactorRequired: true;
  readonly setCookies: readonly string[];
}

/** People who sign in, and who a request's cookies belong to. */
export interface People {
  signIn(email: string, password: string, caller: Caller): Promise<SignedIn | SecondFactorNeeded>;
  /** Whoever just proved to the identity's side who they are. Throws `SSO_REQUIRED` when a password opens none of their tenants. */
  signedIn(session: PersonSession): Promise<SignedIn>;
  session(cookies: string): Promise<SignedIn | undefined>;
  /** The person with this e-mail, whether or not they are the one who types it. */
  known(email: string): Promise<Actor | undefined>;
  signOut(cookies: string): Promise<readonly string[]>;
  changePassword(cookies: string, current: string, next: string, caller: Caller): Promise<SignedIn>;
  rename(cookies: string, name: string): Promise<SignedIn>;
  /** Asks again for every session: some have ended, or are somebody else's by name. */
  forgetSessions(): void;
}

export interface PeopleNeeds {
  readonly identity: IdentityPort;
  readonly memberships: MembershipStore;
  readonly contexts: Contexts;
  readonly attempts: Attempts;
  /** The tenant that people with this e-mail get into through its provider only. */
  readonly ssoRequiredFor: (email: string) => Promise<string | undefined>;
  readonly now: () => number;
}

export function createPeople({ identity, memberships, contexts, attempts, ssoRequiredFor, now }: PeopleNeeds): People {
  const cache = new Map<string, { readonly until: number; readonly signedIn: SignedIn }>();
  // A look-up that was under way while sessions ended must not put the old answer back.
  let generation = 0;
  return { signIn, signedIn, session, known, signOut, changePassword, rename, forgetSessions };

  async function signIn(email: string, password: string, caller: Caller): Promise<SignedIn | SecondFactorNeeded> {
    const names = [`address ${caller.address}`, `email ${email.toLowerCase()}`];
    return await attempts(names, async () => {
      const answer = await identity.signIn(email, password, caller);
      if ('person' in answer) return await signedIn(answer).catch((error: unknown) => turnAway(answer, error));
      await doorOf({ person: answer.secondFactorOf });
      return { secondFactorRequired: true, setCookies: answer.setCookies };
    });
  }

  /** The session that was opened for somebody who is not let in ends before anybody had it. */
  async function turnAway({ setCookies }: PersonSession, error: unknown): Promise<never> {
    await identity.signOut(setCookies.map((line) => line.split(';', 1)[0]).join('; '));
    throw error;
  }

  async function changePassword(cookies: string, current: string, next: string, caller: Caller): Promise<SignedIn> {
    const { person } = await ownAccount(identity, cookies);
    const names = [`address ${caller.address}`, `email ${person.email}`];
    const changed = await attempts(names, async () => signedIn(await identity.changePassword(cookies, current, next, caller)));
    forgetSessions();
    return changed;
  }

  async function rename(cookies: string, name: string): Promise<SignedIn> {
    const own = await ownAccount(identity, cookies);
    await identity.rename(own.person.id, name);
    forgetSessions();
    return await signedIn({ ...own, person: { ...own.person, name } });
  }

  async function session(cookies: string): Promise<SignedIn | undefined> {
    const key = createHash('sha256').update(cookies).digest('base64');
    const known = cache.get(key);
    if (known !== undefined && known.until > now()) return known.signedIn;
    cache.delete(key);
    const began = generation;
    const found = await identity.session(cookies);
    if (found === undefined) return undefined;
    const person = await signedIn(found).catch(nobodyWhenTurnedAway);
    if (person === undefined) return undefined;
    if (began === generation) remember(key, { ...person, setCookies: [] });
    return person;
  }

  async function signOut(cookies: string): Promise<readonly string[]> {
    const setCookies = await identity.signOut(cookies);
    forgetSessions();
    return setCookies;
  }

  async function signedIn(session: PersonSession): Promise<SignedIn> {
    const { person, setCookies } = session;
    const door = await doorOf(session);
    return {
      actor: await contexts.person(person, undefined, door),
      email: person.email,
      // Who came through their organisation has no use for it, and could not change it.
      passwordChangeRequired: person.oneTimePassword && session.ssoTenant === undefined,
      door,
      setCookies,
    };
  }

  async function doorOf({ person, ssoTenant }: Pick<PersonSession, 'person' | 'ssoTenant'>): Promise<Door> {
    if (ssoTenant !== undefined) return { only: ssoTenant };
    const except = await ssoRequiredFor(person.email);
    if (except === undefined) return {};
    const { tenant, operator } = await contexts.person(person, undefined, { except });
    if (tenant === '' && !operator)
      throw new Fault('SSO_REQUIRED', 'Your organisation wants you to sign in through it, not with a password');
    return { except };
  }

  async function known(email: string): Promise<Actor | undefined> {
    const person = await memberships.known(email);
    return person === undefined ? undefined : await contexts.person(person);
  }

  function remember(key: string, signedIn: SignedIn): void {
    cache.set(key, { until: now() + sessionCacheMs, signedIn });
    for (const oldest of cache.keys()) {
      if (cache.size <= sessionCacheMax) break;
      cache.delete(oldest);
    }
  }

  function forgetSessions(): void {
    generation++;
    cache.clear();
  }
}

function nobodyWhenTurnedAway(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'SSO_REQUIRED') return undefined;
  throw error;
}

/**
 * The session of somebody who showed a password of ours. Whoever runs a tenant's provider can come in as any of its members, so that
 * way opens nothing of the account itself. Throws `FORBIDDEN`.
 */
export async function ownAccount(identity: IdentityPort, cookies: string): Promise<KnownSession> {
  const session = await identity.session(cookies);
  if (session === undefined) throw new Fault('UNAUTHENTICATED', 'The session has ended; sign in again');
  if (session.ssoTenant !== undefined)
    throw new Fault('FORBIDDEN', 'You came through your organisation; your account here is changed after signing in with your password');
  return session;
}
