import { createAccess } from '#core/access/access.ts';
import type { ApplicationDirectory, ApplicationGrant, ApplicationLogin } from '#core/ports/application-directory.ts';
import type { SpaceTrees } from '../tenant/space-trees.ts';
import type { Tokens } from '../token/tokens.ts';
import { parseApiKey } from './api-key.ts';
import type { ApiKeys } from './api-keys.ts';
import { applicationOf, keyCredential } from './application-name.ts';
import type { Contexts, KeyIdentity } from './contexts.ts';

/** Programs as the data plane sees them: an API key acts in its own tenant only, with the rights that it has over HTTP. */
export function createApplicationDirectory(keys: ApiKeys, contexts: Contexts, spaces: SpaceTrees, tokens: Tokens): ApplicationDirectory {
  return { isKey: (password) => parseApiKey(password) !== undefined, login, token: tokens.login, renew };

  async function login(tenant: string, account: string | undefined, token: string, address: string): Promise<ApplicationLogin> {
    const judgement = await keys.judge(token, address);
    if (!judgement.ok) return judgement;
    const { key } = judgement;
    if (key.tenant !== tenant || (account !== undefined && key.account !== account)) return { ok: false, reason: 'other-account' };
    return { ok: true, grant: await granted(key) };
  }

  async function renew(grant: ApplicationGrant, address: string): Promise<ApplicationGrant | undefined> {
    const { tenant, credential } = grant;
    if (!credential.startsWith(keyCredential(''))) return await tokens.renew(grant);
    const judgement = await keys.standing(credential.slice(keyCredential('').length), address);
    return judgement.ok && judgement.key.tenant === tenant ? await granted(judgement.key) : undefined;
  }

  async function granted(key: KeyIdentity): Promise<ApplicationGrant> {
    const { id, tenant, account, expiresAt } = key;
    const [{ policy }, tree] = await Promise.all([contexts.key(key), spaces(tenant)]);
    return {
      tenant,
      name: applicationOf(id, account),
      credential: keyCredential(id),
      access: createAccess(policy, tree),
      expiresAt: expiresAt?.getTime(),
    };
  }
}
