import { unrestricted } from '#core/access/access.ts';
import type { ApplicationPrincipal, Login } from '../principal.ts';
import { openRights } from './application-rights.ts';

const noReading = { names: async () => [] };

/** Whoever sends neither name nor password, where that is allowed: a program that may use all topics of one tenant. */
export function anonymousLogin(tenant: string): Login {
  const { mayPublish, maySubscribe, mayReceive } = openRights(tenant, unrestricted, noReading).rights;
  const principal: ApplicationPrincipal = {
    kind: 'application',
    tenant,
    name: 'anonymous',
    mayPublish,
    maySubscribe,
    mayReceive,
    rightsVersion: 1,
  };
  return { ok: true, principal, credential: 'anonymous' };
}
