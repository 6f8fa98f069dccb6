import type { Kysely } from 'kysely';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceCredentials } from '#core/ports/device-credentials.ts';
import type { Route } from '#core/route.ts';
import { createAuthorities } from '../authority/authorities.ts';
import { authorityRoutes } from '../authority/authority-routes.ts';
import { createAuthorityService } from '../authority/authority-service.ts';
import type { KeptSecrets } from '../registry/device-service.ts';
import type { Directory } from '../registry/directory.ts';
import { credentialRoutes } from './credential-routes.ts';
import { createCredentialService } from './credential-service.ts';
import { createCredentialStore } from './credential-store.ts';
import { createDeviceLogins } from './device-logins.ts';
import { createPasswords } from './password.ts';
import { createNobodysKeys } from './scram-verifier.ts';

/** Credentials whose time is over end their connections within this time. */
export const expiredCredentialsLookMs = 15_000;

export interface DeviceAccessNeeds {
  readonly db: Kysely<unknown>;
  readonly tenantDb: (tenant: string) => Kysely<unknown>;
  readonly directory: Directory;
  readonly events: EventBus;
  /** Random bytes that stay the same over restarts. */
  readonly secret: Uint8Array;
  readonly log: Logger;
  readonly now: () => number;
}

/** All that devices get in with besides the secret that they were made with. */
export interface DeviceAccess extends AsyncDisposable {
  readonly logins: DeviceCredentials;
  readonly secrets: KeptSecrets;
  readonly routes: readonly Route[];
  /** Begins to look for credentials whose time is over. */
  start(): void;
}

export function createDeviceAccess({ db, tenantDb, directory, events, secret, log, now }: DeviceAccessNeeds): DeviceAccess {
  const authorities = createAuthorities(db, tenantDb, now);
  const store = createCredentialStore(db, tenantDb);
  const passwords = createPasswords(now);
  const logins = createDeviceLogins({ store, authorities, directory, passwords, nobodysKeys: createNobodysKeys(secret), now });
  const service = createCredentialService({ store, logins, directory, passwords, events, now });
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  return {
    logins,
    secrets: service.secrets,
    routes: [...credentialRoutes(service), ...authorityRoutes(createAuthorityService(authorities, events, now))],
    start() {
      timer = setInterval(() => {
        looking = service.sweep().catch((error) => log.warn({ err: error }, 'ended credentials could not be looked for'));
      }, expiredCredentialsLookMs).unref();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
    },
  };
}
