import type { FastifyInstance } from 'fastify';
import type { Kysely } from 'kysely';
import type { Registry } from 'prom-client';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { LastValues } from '#core/ports/last-values.ts';
import type { Route } from '#core/route.ts';
import { createAuthenticate } from './access/authenticate.ts';
import { createGivers } from './access/givers.ts';
import type { OpenAccess } from './access/open-access.ts';
import { deriveKey } from './access/secrets.ts';
import type { HealthCheck } from './api/health.ts';
import { createIdempotency } from './api/idempotency.ts';
import { createIdempotencyStore } from './api/idempotency-store.ts';
import { type PlatformInfo, platformRoute } from './api/platform-route.ts';
import { createApiServer } from './api/server.ts';
import { createAuditRecorder } from './audit/audit-recorder.ts';
import { startAuditRetention } from './audit/audit-retention.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { createAuditStore } from './audit/audit-store.ts';
import { createAuditWriter } from './audit/audit-writer.ts';
import { createRefusalBound } from './audit/refusal-bound.ts';
import { ensureFirstAdmin, type FirstAdmin, type FirstAdminWish, operatorPasswordSet } from './identity/first-admin.ts';
import { createIdentity } from './identity/identity.ts';
import { createThrottle, wrongKeysPerMinuteMax } from './identity/throttle.ts';
import { mountLiveEvents } from './live/live-events.ts';
import { createLiveHub } from './live/live-hub.ts';
import { mountLiveSocket, type Upgrade } from './live/live-socket.ts';
import type { OpenQuotas } from './quota/open-quotas.ts';
import { registerQuotaMetrics } from './quota/quota-metrics.ts';
import { quotaRoutes } from './quota/quota-routes.ts';
import { createQuotaService } from './quota/quota-service.ts';
import { createRequestRate } from './quota/request-rate.ts';
import { createSingleSignOn } from './sso/single-sign-on.ts';
import { createSsoStore } from './sso/sso-store.ts';
import { tenancyRoutes } from './tenancy.ts';
import type { TenantDb } from './tenant/tenant-db.ts';

export interface ApplicationNeeds {
  /** Migrated with the migrations of all platforms; for what belongs to no tenant, or to several. */
  readonly db: Kysely<unknown>;
  /** For what one tenant asks. */
  readonly tenantDb: TenantDb;
  readonly events: EventBus;
  readonly directory: DeviceDirectory;
  readonly lastValues: LastValues;
  readonly quotas: OpenQuotas;
  /** Who may do what, which others ask before this platform is made; disposed of by who opened it. */
  readonly access: OpenAccess;
  /** How many devices a tenant has. */
  readonly countDevices: (tenant: string) => Promise<number>;
  /** Routes of the other platforms. */
  readonly routes: readonly Route[];
  /** At least 32 random bytes from the key file; sessions and kept answers are lost when it changes. */
  readonly secret: Uint8Array;
  readonly info: () => PlatformInfo;
  /** Parts that `GET /health` asks, by name: `up` and `ok` are well. */
  readonly checks: Readonly<Record<string, HealthCheck>>;
  readonly metrics: Registry;
  readonly log: Logger;
  readonly now: () => number;
  /** What else than the live stream speaks WebSocket on the same port. */
  readonly upgrades?: readonly Upgrade[] | undefined;
  /** The built console; without it there is the API only. */
  readonly consoleFolder?: string | undefined;
  /** The address people use, where a proxy stands before us; with https the cookies are for HTTPS only. */
  readonly publicUrl?: string | undefined;
  /** Addresses and ranges of proxies whose X-Forwarded-For is believed. */
  readonly proxies?: readonly string[] | undefined;
  /** Providers of single sign-on (`host` or `host:port`) that may be on the own network; others must be public and speak HTTPS. */
  readonly ssoInternalHosts?: readonly string[] | undefined;
  /** How long the audit log is kept; a year and some weeks where left out. */
  readonly auditKeptDays?: number | undefined;
}

const auditKeptDaysDefault = 400;

export interface ApplicationPlatform extends AsyncDisposable {
  /** Ready to listen. */
  readonly app: FastifyInstance;
  /** All routes, for the documents. */
  readonly routes: readonly Route[];
  /** See `ensureFirstAdmin`: what the program prints, undefined when there is nothing to print. */
  firstAdmin(wish?: FirstAdminWish): Promise<FirstAdmin | undefined>;
  operatorPasswordSet(): Promise<boolean>;
}

/** What applications stand on: people and keys, the HTTP API with its documents, and the live stream. */
export async function createApplicationPlatform(needs: ApplicationNeeds): Promise<ApplicationPlatform> {
  const { db, tenantDb, events, log, now, publicUrl } = needs;
  const { memberships, roles, shares, impersonations, contexts, keyStore, keys, spaceStore, spaces, tokenIssuers, tokens } = needs.access;
  const secureCookies = publicUrl?.startsWith('https:') ?? false;
  const ssoKey = deriveKey(needs.secret, 'sso');
  const ssoStore = createSsoStore(db, tenantDb, ssoKey);
  const ssoRequiredFor = ssoStore.requiredFor;
  const consoleUrl = () => publicUrl ?? needs.info().http.url;
  const identity = createIdentity({
    db,
    secret: deriveKey(needs.secret, 'sessions'),
    secureCookies,
    memberships,
    contexts,
    ssoRequiredFor,
    log,
    now,
  });
  const singleSignOn = createSingleSignOn({
    ...{
      store: ssoStore,
      key: ssoKey,
      secureCookies,
      identity: identity.port,
      people: identity.people,
      memberships,
      events,
      consoleUrl,
      log,
      now,
    },
    internalHosts: needs.ssoInternalHosts ?? [],
  });
  const authenticate = createAuthenticate(identity.people, keys, contexts, createThrottle(wrongKeysPerMinuteMax, now));
  const idempotency = createIdempotency(createIdempotencyStore(db, tenantDb), deriveKey(needs.secret, 'idempotency'), log, now);
  const auditStore = createAuditStore(db, tenantDb);
  const auditWriter = createAuditWriter(auditStore, needs.metrics, log);
  const retention = startAuditRetention(auditStore, needs.auditKeptDays ?? auditKeptDaysDefault, log);
  const givers = createGivers(memberships);
  registerQuotaMetrics(needs.metrics, needs.quotas.meters, events);
  const routes = [
    ...identity.routes,
    ...singleSignOn.signInRoutes,
    ...tenancyRoutes({
      ...{
        db,
        tenantDb,
        events,
        identity: identity.port,
        people: identity.people,
        secondFactor: identity.secondFactor,
        singleSignOn,
        memberships,
        roles,
        shares,
        impersonations,
        spaceStore,
        keys,
        keyStore,
        tokenIssuers,
        tokens,
        now,
      },
      directory: needs.directory,
      givers,
      consoleUrl,
    }),
    ...auditRoutes(auditStore),
    ...quotaRoutes(createQuotaService({ ...needs.quotas, countDevices: needs.countDevices, now })),
    platformRoute(needs.info),
    ...needs.routes,
  ];
  const app = await createApiServer({
    routes,
    authenticate,
    idempotency,
    spaces,
    directory: needs.directory,
    requestRate: createRequestRate(needs.quotas.meters, now),
    givers,
    audit: createAuditRecorder(auditWriter, createRefusalBound(now), now),
    publicUrl,
    version: needs.info().version,
    checks: needs.checks,
    metrics: needs.metrics,
    consoleFolder: needs.consoleFolder,
    proxies: needs.proxies ?? [],
    log,
  });
  const hub = createLiveHub({ events, directory: needs.directory, lastValues: needs.lastValues, log, now });
  const socket = mountLiveSocket(app.server, { hub, authenticate, spaces, publicUrl, others: needs.upgrades ?? [], log });
  mountLiveEvents(app, { hub, authenticate, spaces });
  // Open streams would keep the server from closing.
  app.addHook('preClose', async () => {
    socket.close();
    hub.close();
  });

  return {
    app,
    routes,
    firstAdmin: (wish = {}) => ensureFirstAdmin(db, identity.port, memberships, wish),
    operatorPasswordSet: () => operatorPasswordSet(memberships),
    async [Symbol.asyncDispose]() {
      await app.close();
      await retention[Symbol.asyncDispose]();
      await auditWriter[Symbol.asyncDispose]();
      await idempotency[Symbol.asyncDispose]();
    },
  };
}
