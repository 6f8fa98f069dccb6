import type { Kysely } from 'kysely';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceCredentials } from '#core/ports/device-credentials.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { DevicePresences } from '#core/ports/device-presence.ts';
import type { DeviceReach } from '#core/ports/device-reach.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import type { Route } from '#core/route.ts';
import { createDeviceAccess } from './credential/device-access.ts';
import { createDeviceList } from './registry/device-list.ts';
import { createDeviceReach } from './registry/device-reach.ts';
import { deviceRoutes } from './registry/device-routes.ts';
import { createDeviceService } from './registry/device-service.ts';
import { createDeviceStore } from './registry/device-store.ts';
import { createDirectory } from './registry/directory.ts';
import { createEnsure, type Ensure } from './registry/ensure.ts';
import { createPresence } from './registry/presence.ts';
import { createPresenceFacts } from './registry/presence-facts.ts';
import { createPresenceStore } from './registry/presence-store.ts';
import { productRoutes } from './registry/product-routes.ts';
import { createProductService } from './registry/product-service.ts';
import { createProductStore } from './registry/product-store.ts';
import type { RegistryTables } from './registry/tables.ts';

export interface DevicePlatformOptions {
  /** For what concerns all tenants at once: logins, presence, the directory. */
  readonly db: Kysely<unknown>;
  /** For what one tenant asks. */
  readonly tenantDb: (tenant: string) => Kysely<unknown>;
  readonly events: EventBus;
  readonly quotas: Quotas;
  /** Random bytes that stay the same over restarts. */
  readonly secret: Uint8Array;
  readonly log: Logger;
  readonly now?: () => number;
}

export interface DevicePlatform extends AsyncDisposable {
  readonly directory: DeviceDirectory;
  readonly credentials: DeviceCredentials;
  readonly reach: DeviceReach;
  readonly presence: DevicePresences;
  readonly routes: readonly Route[];
  readonly ensure: Ensure;
  /** Marks every device offline; to be called once, after the migrations and before the first device connects. */
  start(): Promise<void>;
  /** Resolves when the table has the presence that memory has. */
  flush(): Promise<void>;
  /** How many devices a tenant has. */
  countDevices(tenant: string): Promise<number>;
  /** Gives a fresh tenant the product `pump`, once in the tenant's life. */
  ensureDefaults(tenant: string): Promise<void>;
}

/** What devices there are, what they are, and what state they are in. */
export function createDevicePlatform({ db, tenantDb, events, quotas, secret, log, now = Date.now }: DevicePlatformOptions): DevicePlatform {
  const tables = db.withTables<RegistryTables>();
  const of = (tenant: string) => tenantDb(tenant).withTables<RegistryTables>();
  const devices = createDeviceStore(tables, of);
  const products = createProductStore(tables, of);
  // First to hear of a change, so that whoever hears of it later finds a directory that knows.
  const directory = createDirectory({ devices, products, events, now });
  const access = createDeviceAccess({ db, tenantDb, directory, events, secret, log, now });
  const presenceStore = createPresenceStore(tables, of);
  const presence = createPresence({ store: presenceStore, directory, events, log, now });
  const productService = createProductService({ products, directory, events, now });
  const deviceService = createDeviceService({
    devices,
    quotas,
    lists: createDeviceList(of),
    presence,
    secrets: access.secrets,
    events,
    now,
  });
  return {
    directory,
    credentials: access.logins,
    reach: createDeviceReach(of),
    presence: createPresenceFacts(presenceStore, presence),
    routes: [...productRoutes(productService), ...deviceRoutes(deviceService), ...access.routes],
    ensure: createEnsure(productService, deviceService),
    async start() {
      await presence.reset();
      access.start();
    },
    flush: () => presence.flush(),
    countDevices: devices.countAll,
    ensureDefaults: productService.ensureDefaults,
    async [Symbol.asyncDispose]() {
      await access[Symbol.asyncDispose]();
      await presence[Symbol.asyncDispose]();
    },
  };
}
