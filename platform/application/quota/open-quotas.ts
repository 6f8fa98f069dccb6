import type { Kysely } from 'kysely';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { QuotaValues } from '#core/quota.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import { createMeters, type Meters } from './meters.ts';
import { limitsOf } from './quota.ts';
import { createQuotaStore, type QuotaStore } from './quota-store.ts';
import { openUsageLedger, type UsageLedger, usageFlushMs } from './usage-ledger.ts';
import { createUsageStore, type UsageStore } from './usage-store.ts';
import { openWarnings, type Warnings } from './warnings.ts';

interface QuotaNeeds {
  readonly db: Kysely<unknown>;
  readonly tenantDb: TenantDb;
  readonly events: EventBus;
  /** Limits of tenants that have none of their own. */
  readonly defaults: QuotaValues;
  readonly log: Logger;
  readonly now: () => number;
}

/** Quotas at work: everybody on the way of data and calls asks `meters`; disposing writes what was counted. */
export interface OpenQuotas extends AsyncDisposable {
  readonly meters: Meters;
  readonly defaults: QuotaValues;
  readonly quotaStore: QuotaStore;
  readonly usageStore: UsageStore;
  readonly ledger: UsageLedger;
  readonly warnings: Warnings;
}

/** To be called after the migrations and before anything is taken in. */
export async function openQuotas({ db, tenantDb, events, defaults, log, now }: QuotaNeeds): Promise<OpenQuotas> {
  const quotaStore = createQuotaStore(db, tenantDb);
  const usageStore = createUsageStore(db, tenantDb);
  const own = await quotaStore.all();
  const meters = createMeters((tenant) => limitsOf(own.get(tenant) ?? {}, defaults), events, now);
  for (const tenant of own.keys()) meters.meter(tenant);
  const ledger = await openUsageLedger({ meters, store: usageStore, log, now });
  const warnings = await openWarnings({ meters, store: usageStore, events, log, now });
  let turn: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    turn = turn.then(carry);
  }, usageFlushMs).unref();

  return {
    meters,
    defaults,
    quotaStore,
    usageStore,
    ledger,
    warnings,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      meters[Symbol.dispose]();
      await turn;
      await carry();
    },
  };

  async function carry(): Promise<void> {
    try {
      await ledger.flush();
      await warnings.look();
    } catch (error) {
      log.warn({ err: error }, 'the use of tenants could not be written; it is kept in memory');
    }
  }
}
