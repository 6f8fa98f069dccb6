import type { Kysely } from 'kysely';
import type { EventBus } from '#core/events.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { Route } from '#core/route.ts';
import { apiKeyRoutes } from './access/api-key-routes.ts';
import type { ApiKeyStore } from './access/api-key-store.ts';
import type { ApiKeys } from './access/api-keys.ts';
import type { Givers } from './access/givers.ts';
import { createGiving } from './access/giving.ts';
import type { ImpersonationStore } from './access/impersonation-store.ts';
import { invitationRoutes } from './access/invitation-routes.ts';
import { createInvitationStore } from './access/invitation-store.ts';
import { createInvitations } from './access/invitations.ts';
import { memberRoutes } from './access/member-routes.ts';
import type { MembershipStore } from './access/membership-store.ts';
import { roleRoutes } from './access/role-routes.ts';
import type { RoleStore } from './access/role-store.ts';
import { serviceAccountRoutes } from './access/service-account-routes.ts';
import { createServiceAccountStore } from './access/service-account-store.ts';
import { shareRoutes } from './access/share-routes.ts';
import type { ShareStore } from './access/share-store.ts';
import type { IdentityPort } from './identity/identity-port.ts';
import { memberSecondFactorRoute } from './identity/member-second-factor-route.ts';
import type { People } from './identity/people.ts';
import type { SecondFactor } from './identity/second-factor.ts';
import { impersonationRoutes } from './operator/impersonation-routes.ts';
import { operatorRoutes } from './operator/operator-routes.ts';
import { createOperatorStore } from './operator/operator-store.ts';
import { tenantAdminRoutes } from './operator/tenant-admin-routes.ts';
import type { SingleSignOn } from './sso/single-sign-on.ts';
import { spaceRoutes } from './tenant/space-routes.ts';
import { createSpaceService } from './tenant/space-service.ts';
import type { SpaceStore } from './tenant/space-store.ts';
import type { TenantDb } from './tenant/tenant-db.ts';
import { tenantRoutes } from './tenant/tenant-routes.ts';
import { createTenantStore } from './tenant/tenant-store.ts';
import { tokenIssuerRoutes } from './token/token-issuer-routes.ts';
import { createTokenIssuerService } from './token/token-issuer-service.ts';
import type { TokenIssuerStore } from './token/token-issuer-store.ts';
import type { Tokens } from './token/tokens.ts';

export interface TenancyNeeds {
  readonly db: Kysely<unknown>;
  readonly tenantDb: TenantDb;
  readonly events: EventBus;
  readonly directory: DeviceDirectory;
  readonly identity: IdentityPort;
  readonly people: People;
  readonly secondFactor: SecondFactor;
  readonly singleSignOn: SingleSignOn;
  readonly memberships: MembershipStore;
  readonly roles: RoleStore;
  readonly shares: ShareStore;
  readonly impersonations: ImpersonationStore;
  readonly spaceStore: SpaceStore;
  readonly keys: ApiKeys;
  readonly keyStore: ApiKeyStore;
  readonly tokenIssuers: TokenIssuerStore;
  readonly tokens: Tokens;
  /** Where people reach the console. */
  readonly consoleUrl: () => string;
  readonly givers: Givers;
  readonly now: () => number;
}

/** The routes about tenants: who belongs to them, what they may do, where things stand, and who runs the platform. */
export function tenancyRoutes(needs: TenancyNeeds): readonly Route[] {
  const { db, tenantDb, events, directory, identity, people, memberships, roles, shares, impersonations, now } = needs;
  const tenants = createTenantStore(db);
  const accounts = createServiceAccountStore(tenantDb);
  const giving = createGiving(roles, accounts);
  const store = createInvitationStore(db, tenantDb);
  const invitations = createInvitations({ store, memberships, identity, people, events, now });
  const page = () => `${needs.consoleUrl()}/invitation`;
  const tenantExists = async (name: string) => (await tenants.find(name)) !== undefined;
  return [
    ...tenantRoutes(tenants, needs.givers),
    ...spaceRoutes(createSpaceService(needs.spaceStore, events)),
    ...memberRoutes(memberships, giving, events),
    memberSecondFactorRoute(needs.secondFactor, memberships, giving),
    ...invitationRoutes({ invitations, store, people, giving, page }),
    ...needs.singleSignOn.settingsRoutes(giving),
    ...roleRoutes(roles, giving, events),
    ...apiKeyRoutes(needs.keys, needs.keyStore, giving, now),
    ...serviceAccountRoutes(accounts, giving, events),
    ...tokenIssuerRoutes(createTokenIssuerService({ store: needs.tokenIssuers, tokens: needs.tokens, giving, events, now })),
    ...shareRoutes({ shares, giving, directory, tenantExists, events, now }),
    ...tenantAdminRoutes({ tenants, invitations, page }),
    ...operatorRoutes(createOperatorStore(db), memberships, events),
    ...impersonationRoutes({ impersonations, tenants, events, now }),
  ];
}
