import type { EventBus, Events } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { ApplicationDirectory, ApplicationGrant } from '#core/ports/application-directory.ts';
import type { DeviceReach } from '#core/ports/device-reach.ts';
import type { ApplicationPrincipal } from '../principal.ts';
import { openRights } from './application-rights.ts';
import { LiveApplication } from './live-application.ts';

/** After this time rights are asked for again that could not be read; until then they allow nothing. */
const renewAgainMs = 1_000;

/** Makes principals of programs, and keeps what they may do up to date for as long as anybody holds them. */
export interface Applications {
  /** The principal of a grant. Rejects with `TooManyDevices` where its limited rights reach too many devices. */
  principal(grant: ApplicationGrant, address: string): Promise<ApplicationPrincipal>;
}

export interface ApplicationsNeeds {
  readonly directory: ApplicationDirectory;
  readonly reach: DeviceReach;
  readonly events: EventBus;
  readonly log: Logger;
}

interface Open {
  grant: ApplicationGrant;
  readonly address: string;
  readonly application: WeakRef<LiveApplication>;
  renewal: 'none' | 'running' | 'again';
}

export function createApplications({ directory, reach, events, log }: ApplicationsNeeds): Applications {
  const open = new Set<Open>();
  const gone = new FinalizationRegistry<Open>((entry) => open.delete(entry));
  const renewAll = ({ tenant }: { readonly tenant: string }) => {
    for (const entry of open) if (entry.grant.tenant === tenant) void renew(entry);
  };
  const placed = ({ tenant, device: name, space, labels }: Events['device.placed']) =>
    each(tenant, (application) => application.placed({ name, space, labels }));
  events.on('access.changed', renewAll);
  events.on('space.changed', renewAll);
  events.on('credential.revoked', ({ tenant, credential }) => {
    for (const entry of open)
      if (entry.grant.tenant === tenant && entry.grant.credential === credential && isItself(entry.grant)) close(entry);
  });
  events.on('device.placed', placed);
  events.on('device.registered', placed);
  events.on('device.removed', ({ tenant, device }) => each(tenant, (application) => application.removed(device)));
  return { principal };

  async function principal(grant: ApplicationGrant, address: string): Promise<ApplicationPrincipal> {
    const { rights, ready } = openRights(grant.tenant, grant.access, reach);
    const application = new LiveApplication(grant.tenant, grant.name, rights);
    const entry: Open = { grant, address, application: new WeakRef(application), renewal: 'none' };
    open.add(entry);
    gone.register(application, entry);
    await ready;
    return application;
  }

  function close(entry: Open): void {
    open.delete(entry);
    entry.application.deref()?.close();
  }

  function each(tenant: string, what: (application: LiveApplication) => void): void {
    for (const entry of open) {
      const application = entry.grant.tenant === tenant ? entry.application.deref() : undefined;
      if (application !== undefined) what(application);
    }
  }

  async function renew(entry: Open): Promise<void> {
    if (entry.renewal !== 'none') {
      entry.renewal = 'again';
      return;
    }
    do {
      entry.renewal = 'running';
      await renewOnce(entry);
    } while (isAskedAgain(entry));
    entry.renewal = 'none';
  }

  async function renewOnce(entry: Open): Promise<void> {
    const application = entry.application.deref();
    if (application === undefined || !open.has(entry)) return;
    try {
      const grant = await directory.renew(entry.grant, entry.address);
      if (grant === undefined) {
        close(entry);
        const { tenant, name, credential } = entry.grant;
        events.publish('credential.revoked', { tenant, application: name, credential });
        return;
      }
      entry.grant = grant;
      const { rights, ready } = openRights(grant.tenant, grant.access, reach);
      application.prepare(rights);
      await ready;
      application.take();
    } catch (error) {
      application.close();
      log.warn({ err: error, tenant: entry.grant.tenant, application: entry.grant.name }, 'the rights of an application could not be read');
      setTimeout(() => void renew(entry), renewAgainMs).unref();
    }
  }
}

// Nobody else has its kept sessions: they get nothing more. A service account may come back with another key.
function isItself({ name, credential }: ApplicationGrant): boolean {
  return name === credential || name.startsWith(`${credential}:`);
}

// Read anew after an await, which the compiler does not know.
function isAskedAgain({ renewal }: Open): boolean {
  return renewal === 'again';
}
