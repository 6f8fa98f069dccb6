import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { Route } from '#core/route.ts';
import type { Giving } from '../access/giving.ts';
import type { MembershipStore } from '../access/membership-store.ts';
import type { IdentityPort } from '../identity/identity-port.ts';
import type { People } from '../identity/people.ts';
import { createAttemptCookie } from './attempt-cookie.ts';
import { createIssuerFetch } from './issuer-fetch.ts';
import { createIssuers } from './issuers.ts';
import { createSso } from './sso.ts';
import { createAdmission } from './sso-admission.ts';
import { ssoRoutes } from './sso-routes.ts';
import { ssoSignInRoutes } from './sso-sign-in-routes.ts';
import type { SsoStore } from './sso-store.ts';

export interface SingleSignOnNeeds {
  readonly store: SsoStore;
  /** 32 bytes that seal what a browser keeps while it is away. */
  readonly key: Uint8Array;
  /** True where people come over HTTPS only. */
  readonly secureCookies: boolean;
  readonly identity: IdentityPort;
  readonly people: People;
  readonly memberships: MembershipStore;
  readonly events: EventBus;
  /** Where people reach the console. */
  readonly consoleUrl: () => string;
  /** Providers (`host` or `host:port`) that may be on the own network, also without HTTPS. */
  readonly internalHosts: readonly string[];
  readonly log: Logger;
  readonly now: () => number;
}

/** Signing in through the OpenID provider of a tenant. */
export interface SingleSignOn {
  readonly signInRoutes: readonly Route[];
  settingsRoutes(giving: Giving): readonly Route[];
}

export function createSingleSignOn(needs: SingleSignOnNeeds): SingleSignOn {
  const { store, key, secureCookies, identity, people, memberships, events, consoleUrl, internalHosts, log, now } = needs;
  const issuers = createIssuers(createIssuerFetch(new Set(internalHosts)), now);
  const admit = createAdmission({ store, memberships, identity, events });
  const cookie = createAttemptCookie(key, secureCookies, now);
  const sso = createSso({ store, issuers, admit, identity, people, cookie, consoleUrl, log, now });
  return {
    signInRoutes: ssoSignInRoutes(sso, people),
    settingsRoutes: (giving) => ssoRoutes({ store, issuers, sso, identity, people, giving, events }),
  };
}
