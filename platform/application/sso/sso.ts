import type { Logger } from '#core/logger.ts';
import type { Caller, IdentityPort } from '../identity/identity-port.ts';
import type { People, SignedIn } from '../identity/people.ts';
import { createThrottle } from '../identity/throttle.ts';
import type { AttemptCookie } from './attempt-cookie.ts';
import type { Issuers } from './issuers.ts';
import type { Admit } from './sso-admission.ts';
import { SsoFault } from './sso-fault.ts';
import { domainOf } from './sso-settings.ts';
import type { SsoClient, SsoStore } from './sso-store.ts';

/** Where a browser goes next, and the cookies that it takes along. */
export interface Step {
  readonly location: string;
  readonly setCookies: readonly string[];
}

/** Signing in through the provider of one's organisation. */
export interface Sso {
  /** To the provider of a tenant, or of the domain of an e-mail address. Throws `SSO_FAILED`. */
  begin(by: { readonly tenant?: string | undefined; readonly email?: string | undefined }, next: string): Promise<Step>;
  /** Back from there, with the query that the provider sent. Throws `SSO_FAILED` or `SSO_DENIED`. */
  finish(cookies: string, query: URLSearchParams, caller: Caller): Promise<Step & { readonly signedIn: SignedIn }>;
  /** The tenant whose sign-in is under way in this browser. */
  tenantIn(cookies: string): string | undefined;
  /** Where providers send browsers back to; to be registered there. */
  redirectUri(): string;
}

/** Failed returns from providers per address within a minute; each may cost the provider a question. */
export const failedReturnsPerMinuteMax = 30;

export interface SsoNeeds {
  readonly store: SsoStore;
  readonly issuers: Issuers;
  readonly admit: Admit;
  readonly identity: IdentityPort;
  readonly people: People;
  readonly cookie: AttemptCookie;
  /** Where people reach the console. */
  readonly consoleUrl: () => string;
  readonly log: Logger;
  readonly now: () => number;
}

export function createSso({ store, issuers, admit, identity, people, cookie, consoleUrl, log, now }: SsoNeeds): Sso {
  const failedReturns = createThrottle(failedReturnsPerMinuteMax, now);
  return { begin, finish, tenantIn: (cookies) => cookie.read(cookies)?.tenant, redirectUri };

  async function begin(by: { tenant?: string | undefined; email?: string | undefined }, next: string): Promise<Step> {
    const tenant = by.tenant ?? (by.email === undefined ? undefined : await store.tenantOf(domainOf(by.email)));
    const client = await clientOf(tenant);
    const { attempt, setCookie } = cookie.begin(client.tenant, client.issuer, localPath(next));
    const location = await issuers.signInUrl(client, attempt, redirectUri());
    return { location: location.href, setCookies: [setCookie] };
  }

  async function finish(cookies: string, query: URLSearchParams, caller: Caller) {
    const attempt = cookie.read(cookies);
    if (attempt === undefined) throw new SsoFault('SSO_FAILED', 'expired', 'No sign-in is under way in this browser, or it took too long');
    const client = await clientOf(attempt.tenant);
    if (client.issuer !== attempt.issuer) throw new SsoFault('SSO_FAILED', 'expired', 'The provider was changed meanwhile; begin again');
    const callback = new URL(redirectUri());
    callback.search = query.toString();
    const name = `address ${caller.address}`;
    failedReturns.check(name);
    const claims = await issuers.claims(client, attempt, callback).catch((error: unknown) => {
      failedReturns.failed(name);
      if (error instanceof SsoFault) log.warn({ tenant: client.tenant, reason: error.reason }, `single sign-on failed: ${error.message}`);
      throw error;
    });
    const person = await admit(client, claims);
    const signedIn = await people.signedIn(await identity.openSession(person, client.tenant, caller));
    return { location: attempt.next, setCookies: [cookie.clear, ...signedIn.setCookies], signedIn };
  }

  async function clientOf(tenant: string | undefined): Promise<SsoClient> {
    const client = tenant === undefined ? undefined : await store.find(tenant);
    if (client === undefined) throw new SsoFault('SSO_FAILED', 'not-set-up', 'There is no single sign-on for this');
    return client;
  }

  function redirectUri(): string {
    return `${consoleUrl().replace(/\/+$/, '')}/api/v1/session/sso/callback`;
  }
}

/** A page of ours; anything else, such as another site, becomes the first page. */
function localPath(text: string): string {
  const base = 'http://localhost';
  const url = text.startsWith('/') ? URL.parse(text, base) : null;
  // `/.//example.org` has no host, its path is one all the same.
  if (url === null || url.origin !== base || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}
