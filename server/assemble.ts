import type { Registry } from 'prom-client';
import { migrate } from '#adapters/postgres/migrate.ts';
import { TenantRoleError } from '#adapters/postgres/tenant-lock.ts';
import type { Logger } from '#core/logger.ts';
import { type QuotaValues, quotaNames } from '#core/quota.ts';
import { createAnalyticsPlatform } from '#platform/analytics/index.ts';
import { type ApplicationPlatform, createApplicationPlatform, openAccess, openQuotas } from '#platform/application/index.ts';
import { type ConnectionPlatform, createConnectionPlatform, openDiagnostics, openLimits } from '#platform/connection/index.ts';
import { createDevicePlatform } from '#platform/device/index.ts';
import type { Config } from './config.ts';
import type { ConfigName } from './config-keys.ts';
import { createDemoFleet, type DemoFleet } from './demo/demo-fleet.ts';
import type { Home } from './home.ts';
import { createMetrics } from './metrics.ts';
import { migrations } from './migrations.ts';
import type { MqttAddresses } from './mqtt-ports.ts';
import type { Ports } from './ports.ts';
import { createSetAside } from './set-aside.ts';
import { StartError } from './start-error.ts';
import { openTls } from './tls.ts';

/** Where people and devices reach us; ports are known once they are listened on. */
export interface Addresses extends MqttAddresses {
  readonly version: string;
  readonly startedAt: Date;
  readonly http: { url: string };
}

/** The running whole; disposing stops what is above the engines, in reverse order. */
export interface Assembly extends AsyncDisposable {
  readonly connection: ConnectionPlatform;
  readonly application: ApplicationPlatform;
  readonly demo: DemoFleet;
  readonly metrics: Registry;
}

/** Tenant that a fresh start has. */
const firstTenant = 'default';

/** Wires the four platforms over the ports: the same for embedded engines and for a cluster. */
export async function assemble(
  ports: Ports,
  config: Config,
  home: Home,
  addresses: Addresses,
  consoleFolder: string | undefined,
  log: Logger,
): Promise<Assembly> {
  const { db, tenantDb, events, telemetry } = ports;
  const now = Date.now;
  await migrate(db, migrations).catch(mendable);
  await using stack = new AsyncDisposableStack();

  const quotas = stack.use(await openQuotas({ db, tenantDb, events, defaults: quotaDefaults(config), log, now }));
  const { meters } = quotas;
  const access = stack.use(await openAccess({ db, tenantDb, events, log, now, internalHosts: config.ssoInternalHosts }));
  // The registry hears of changes first, so that everybody after it finds it up to date.
  const device = stack.use(createDevicePlatform({ db, tenantDb, events, quotas: meters, secret: home.secret, log, now }));
  const { directory } = device;
  const setAside = createSetAside(home.setAside, () => new Date());
  const analytics = stack.use(
    createAnalyticsPlatform({ engine: telemetry, log: ports.log, directory, events, quotas: meters, logger: log, now, setAside }),
  );
  const { ingest, lastValues } = analytics;
  const limits = stack.use(await openLimits({ db, tenantDb, events, log, now }));
  const diagnostics = stack.use(openDiagnostics({ db, tenantDb, directory, presences: device.presence, events, log, now }));
  const certificates = await openTls(config, home, log, now);
  if (certificates !== undefined) stack.defer(() => certificates.close());
  const connection = stack.use(
    createConnectionPlatform({
      db,
      directory,
      applications: access.applications,
      credentials: device.credentials,
      reach: device.reach,
      ingest,
      events,
      quotas: meters,
      limits,
      diagnostics,
      packetBytesMax: config.packetBytesMax,
      anonymousTenant: config.mqttAnonymous,
      certificates,
      proxies: config.proxyProtocolFrom,
      log,
      now,
    }),
  );
  const metrics = createMetrics(ports.log, analytics, connection, limits, diagnostics, certificates);
  const demo = stack.use(
    createDemoFleet({
      db,
      tenantDb,
      registry: { ensureProduct: device.ensure.product, ensureDevice: device.ensure.device },
      mqttUrl: () => addresses.mqtt.url,
      log,
      now,
    }),
  );
  const application = stack.use(
    await createApplicationPlatform({
      db,
      tenantDb,
      events,
      directory,
      lastValues,
      quotas,
      access,
      countDevices: device.countDevices,
      routes: [...device.routes, ...analytics.routes, ...connection.routes, ...limits.routes, ...diagnostics.routes, ...demo.routes],
      secret: home.secret,
      info: () => addresses,
      checks: {
        postgres: async () => ports.pingPostgres().then(() => 'up'),
        telemetry: () => telemetry.state(),
        log: () => ports.log.stats().blocked ?? 'ok',
      },
      metrics,
      log,
      now,
      proxies: config.proxyProtocolFrom,
      upgrades: config.mqttWs === 'on' ? [connection.webSocket] : [],
      consoleFolder,
      publicUrl: config.publicUrl,
      ssoInternalHosts: config.ssoInternalHosts,
      auditKeptDays: config.auditKeptDays,
    }),
  );
  await device.start();
  await connection.start();
  await device.ensureDefaults(firstTenant);
  const running = stack.move();
  return { connection, application, demo, metrics, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** What the configuration says of quotas; a key that is not set sets no limit. */
function quotaDefaults(config: Config): QuotaValues {
  return Object.fromEntries(quotaNames.map((name) => [name, config[`quota${name[0]?.toUpperCase()}${name.slice(1)}` as ConfigName]]));
}

function mendable(error: unknown): never {
  throw error instanceof TenantRoleError ? new StartError(`THALAMUS_POSTGRES_URL: ${error.message}`) : error;
}
