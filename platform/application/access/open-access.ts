import type { Kysely } from 'kysely';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { ApplicationDirectory } from '#core/ports/application-directory.ts';
import { createIssuerFetch } from '../sso/issuer-fetch.ts';
import { createSpaceStore, type SpaceStore } from '../tenant/space-store.ts';
import { createSpaceTrees, type SpaceTrees } from '../tenant/space-trees.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import { ensureDefaultTenant } from '../tenant/tenant-store.ts';
import { createKeySets } from '../token/key-sets.ts';
import { createTokenIssuerStore, type TokenIssuerStore } from '../token/token-issuer-store.ts';
import { createTokens, type Tokens } from '../token/tokens.ts';
import { type ApiKeyStore, createApiKeyStore } from './api-key-store.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { createApplicationDirectory } from './application-directory.ts';
import { type Contexts, createContexts } from './contexts.ts';
import { createImpersonationStore, type ImpersonationStore } from './impersonation-store.ts';
import { createMembershipStore, type MembershipStore } from './membership-store.ts';
import { createRoleStore, type RoleStore } from './role-store.ts';
import { createShareStore, type ShareStore } from './share-store.ts';

/** Who may do what: what the HTTP API and the data plane both ask. */
export interface OpenAccess extends AsyncDisposable {
  readonly memberships: MembershipStore;
  readonly roles: RoleStore;
  readonly shares: ShareStore;
  readonly impersonations: ImpersonationStore;
  readonly contexts: Contexts;
  readonly keyStore: ApiKeyStore;
  readonly keys: ApiKeys;
  readonly spaceStore: SpaceStore;
  readonly spaces: SpaceTrees;
  readonly tokenIssuers: TokenIssuerStore;
  readonly tokens: Tokens;
  /** Programs as the data plane sees them. */
  readonly applications: ApplicationDirectory;
}

export interface AccessNeeds {
  readonly db: Kysely<unknown>;
  readonly tenantDb: TenantDb;
  readonly events: EventBus;
  readonly log: Logger;
  readonly now: () => number;
  /** Token issuers (`host` or `host:port`) that may be on the own network, as for single sign-on. */
  readonly internalHosts?: readonly string[] | undefined;
}

/** Opened before the platforms that ask it, so that it hears of changes before they do. */
export async function openAccess({ db, tenantDb, events, log, now, internalHosts = [] }: AccessNeeds): Promise<OpenAccess> {
  await ensureDefaultTenant(db);
  const memberships = createMembershipStore(db);
  const roles = createRoleStore(tenantDb);
  const shares = createShareStore(db, tenantDb);
  const impersonations = createImpersonationStore(db);
  const contexts = createContexts({ memberships, roles, shares, impersonations, events, now });
  const keyStore = createApiKeyStore(db, tenantDb);
  const keys = createApiKeys(keyStore, events, log, now);
  const spaceStore = createSpaceStore(tenantDb);
  const spaces = createSpaceTrees(spaceStore, events, now);
  const tokenIssuers = createTokenIssuerStore(tenantDb);
  const keySets = createKeySets(createIssuerFetch(new Set(internalHosts)), log, now);
  const tokens = createTokens({ store: tokenIssuers, keys: keySets, contexts, spaces, now });
  return {
    ...{ memberships, roles, shares, impersonations, contexts, keyStore, keys, spaceStore, spaces, tokenIssuers, tokens },
    applications: createApplicationDirectory(keys, contexts, spaces, tokens),
    [Symbol.asyncDispose]: () => keys[Symbol.asyncDispose](),
  };
}
