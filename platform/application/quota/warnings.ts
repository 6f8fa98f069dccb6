import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import { type QuotaName, quotaNames, quotas } from '#core/quota.ts';
import type { Meter } from './meter.ts';
import type { Meters } from './meters.ts';
import { dayOf, monthOf, warningShare } from './quota.ts';
import type { UsageStore, Warning } from './usage-store.ts';

/** Tells each tenant once per quota and period that four fifths are used. */
export interface Warnings {
  /** Looks at all meters; a warning that can't be written is not given, and tried again at the next look. */
  look(): Promise<void>;
  /** Warnings of the present periods. */
  of(tenant: string): readonly Warning[];
  /** Takes back the warnings of a tenant that do not hold under its new limits. */
  reconsider(tenant: string): Promise<void>;
}

interface WarningNeeds {
  readonly meters: Meters;
  readonly store: UsageStore;
  readonly events: EventBus;
  readonly log: Logger;
  readonly now: () => number;
}

/** Begins with those that the last run gave. */
export async function openWarnings({ meters, store, events, log, now }: WarningNeeds): Promise<Warnings> {
  const given = new Map<string, Warning>();
  for (const warning of await store.warnings([dayOf(now()), monthOf(now())])) given.set(keyOf(warning.tenant, warning.quota), warning);
  return { look, of, reconsider };

  async function look(): Promise<void> {
    for (const meter of meters.all()) {
      meter.look();
      for (const quota of quotaNames) {
        const used = nearlyUsed(meter, quota);
        if (used !== undefined && !isPresent(given.get(keyOf(meter.tenant, quota)))) await warn(meter, quota, used);
      }
    }
  }

  async function warn({ tenant, limits }: Meter, quota: QuotaName, used: number): Promise<void> {
    const warning = { tenant, quota, period: periodOf(quota), used: Math.round(used), limit: limits[quota], at: now() };
    // Another process may have given it.
    const first = await store.warn(warning);
    given.set(keyOf(tenant, quota), warning);
    if (!first) return;
    log.warn({ tenant, quota, used: warning.used, limit: warning.limit }, 'a tenant has used 80 % of a quota');
    events.publish('quota.warning', { tenant, quota, used: warning.used, limit: warning.limit, at: warning.at });
  }

  function of(tenant: string): readonly Warning[] {
    return quotaNames.map((quota) => given.get(keyOf(tenant, quota))).filter(isPresent);
  }

  async function reconsider(tenant: string): Promise<void> {
    for (const { quota, period } of of(tenant)) {
      if (nearlyUsed(meters.meter(tenant), quota) !== undefined) continue;
      given.delete(keyOf(tenant, quota));
      await store.unwarn(tenant, quota, period);
    }
  }

  function isPresent(warning: Warning | undefined): warning is Warning {
    return warning !== undefined && warning.period === periodOf(warning.quota);
  }

  function periodOf(quota: QuotaName): string {
    return quotas[quota].kind === 'month' ? monthOf(now()) : dayOf(now());
  }
}

/** How much is used where that is much. */
function nearlyUsed(meter: Meter, quota: QuotaName): number | undefined {
  const limit = meter.limits[quota];
  if (limit === Number.POSITIVE_INFINITY) return undefined;
  const used = meter.used(quota);
  return used !== undefined && used > 0 && used >= limit * warningShare ? used : undefined;
}

function keyOf(tenant: string, quota: QuotaName): string {
  return `${tenant}/${quota}`;
}
