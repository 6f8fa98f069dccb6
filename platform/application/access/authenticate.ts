import { Fault } from '#core/errors.ts';
import type { Actor } from '#core/route.ts';
import type { People } from '../identity/people.ts';
import type { Throttle } from '../identity/throttle.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Contexts } from './contexts.ts';

/** Who is calling, by which means; only a cookie can be sent by a browser that another site's page drives. */
export interface Authenticated {
  readonly actor: Actor;
  readonly by: 'cookie' | 'key';
  readonly passwordChangeRequired: boolean;
  readonly setCookies: readonly string[];
}

export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly address: string;
  /** The tenant that the caller wants to act in; their first one where left out. */
  readonly tenant?: string | undefined;
}

/** Undefined when nobody in particular is calling. Throws `UNAUTHENTICATED` for a bearer token that is no valid key, `FORBIDDEN` for a tenant that is not the caller's. */
export type Authenticate = (credentials: Credentials) => Promise<Authenticated | undefined>;

export function createAuthenticate(people: People, keys: ApiKeys, contexts: Contexts, wrongKeys: Throttle): Authenticate {
  return async ({ authorization, cookie, address, tenant }) => {
    if (authorization !== undefined) return await byKey(authorization, address, tenant);
    if (cookie === undefined || !cookie.includes('thalamus.')) return undefined;
    const session = await people.session(cookie);
    if (session === undefined) return undefined;
    const { passwordChangeRequired, setCookies, door } = session;
    // Asked again, as what somebody may do changes while their session goes on.
    return { actor: await contexts.person(session.actor, tenant, door), by: 'cookie', passwordChangeRequired, setCookies };
  };

  async function byKey(authorization: string, address: string, tenant: string | undefined): Promise<Authenticated> {
    wrongKeys.check(address);
    const token = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization)?.[1];
    const key = token === undefined ? undefined : await keys.identify(token, address);
    if (key !== undefined) return { actor: await contexts.key(key, tenant), by: 'key', passwordChangeRequired: false, setCookies: [] };
    wrongKeys.failed(address);
    throw new Fault('UNAUTHENTICATED', 'This API key is not valid: it may be mistyped, expired or deleted');
  }
}
