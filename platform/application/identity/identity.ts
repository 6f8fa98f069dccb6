import type { Kysely } from 'kysely';
import type { Logger } from '#core/logger.ts';
import type { Route } from '#core/route.ts';
import type { Contexts } from '../access/contexts.ts';
import type { MembershipStore } from '../access/membership-store.ts';
import { createAttempts } from './attempts.ts';
import { openBetterAuth } from './better-auth.ts';
import { createBetterAuthIdentity } from './better-auth-identity.ts';
import { createBetterAuthSecondFactor } from './better-auth-second-factor.ts';
import type { IdentityPort } from './identity-port.ts';
import { createPeople, type People } from './people.ts';
import { personSessionRoutes } from './person-session-routes.ts';
import { createPersonSessions } from './person-sessions.ts';
import { createSecondFactor, type SecondFactor } from './second-factor.ts';
import { secondFactorRoutes } from './second-factor-routes.ts';
import { createSecondFactorStore } from './second-factor-store.ts';
import { sessionRoutes } from './session-routes.ts';
import { createThrottle, wrongPasswordsPerMinuteMax } from './throttle.ts';

export interface IdentityNeeds {
  readonly db: Kysely<unknown>;
  /** 32 bytes of its own; sessions and second factors are lost when it changes. */
  readonly secret: Uint8Array;
  /** True where people come over HTTPS only. */
  readonly secureCookies: boolean;
  readonly memberships: MembershipStore;
  readonly contexts: Contexts;
  /** The tenant that people with this e-mail get into through its provider only. */
  readonly ssoRequiredFor: (email: string) => Promise<string | undefined>;
  readonly log: Logger;
  readonly now: () => number;
}

/** Everything about who people are; what they may do is not decided here. */
export interface Identity {
  readonly port: IdentityPort;
  readonly people: People;
  readonly secondFactor: SecondFactor;
  readonly routes: readonly Route[];
}

export function createIdentity({ db, secret, secureCookies, memberships, contexts, ssoRequiredFor, log, now }: IdentityNeeds): Identity {
  const auth = openBetterAuth({ db, secret, secureCookies, log });
  const port = createBetterAuthIdentity(auth);
  const attempts = createAttempts(createThrottle(wrongPasswordsPerMinuteMax, now));
  const people = createPeople({ identity: port, memberships, contexts, attempts, ssoRequiredFor, now });
  const secondFactor = createSecondFactor({
    port: createBetterAuthSecondFactor(auth),
    store: createSecondFactorStore(db),
    identity: port,
    people,
    attempts,
  });
  const sessions = createPersonSessions(port, people);
  return {
    port,
    people,
    secondFactor,
    routes: [
      ...sessionRoutes(people, contexts),
      ...secondFactorRoutes(secondFactor, people, contexts),
      ...personSessionRoutes(sessions, people, contexts),
    ],
  };
}
