import type { Kysely } from 'kysely';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { Route } from '#core/route.ts';
import { addressBanRoutes } from './address-ban-routes.ts';
import { banRoutes } from './ban-routes.ts';
import { createBans } from './bans.ts';
import { limitRoutes } from './limit-routes.ts';
import { createLimits, type Limits } from './limits.ts';
import { createLimitsStore } from './limits-store.ts';

interface OpenLimitsNeeds {
  readonly db: Kysely<unknown>;
  readonly tenantDb: (tenant: string) => Kysely<unknown>;
  readonly events: EventBus;
  readonly log: Logger;
  readonly now: () => number;
}

/** Limits with what was set of them, and their routes. */
export interface OpenLimits extends Limits {
  readonly routes: readonly Route[];
}

/** To be called after the migrations and before anybody is let in. */
export async function openLimits({ db, tenantDb, events, log, now }: OpenLimitsNeeds): Promise<OpenLimits> {
  const store = createLimitsStore(db, tenantDb);
  const limits = createLimits({ events, log, now, set: await store.limits() });
  const at = new Date(now());
  for (const ban of await store.bans(at)) limits.bans.add(ban);
  for (const ban of await store.addressBans(at)) limits.bans.addAddress(ban);
  const bans = createBans({ list: limits.bans, store, events, now });
  const routes = [...limitRoutes(limits, store), ...banRoutes(bans), ...addressBanRoutes(bans)];
  return Object.assign(limits, { routes });
}
