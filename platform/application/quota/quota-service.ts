import { Fault } from '#core/errors.ts';
import { type QuotaLimits, type QuotaValues, quotaNames, quotas } from '#core/quota.ts';
import type { Meters } from './meters.ts';
import { type DayUse, dayOf, limitOrNull, limitsOf, monthBounds, monthOf, msPerDay, projectMonth } from './quota.ts';
import type { TenantQuotas, Usage } from './quota-shape.ts';
import type { QuotaStore } from './quota-store.ts';
import type { UsageLedger } from './usage-ledger.ts';
import type { DayUsage, UsageStore } from './usage-store.ts';
import type { Warnings } from './warnings.ts';

/** Days that a tenant is shown. */
const usageDays = 31;

interface QuotaServiceNeeds {
  readonly meters: Meters;
  readonly quotaStore: QuotaStore;
  readonly usageStore: UsageStore;
  readonly ledger: UsageLedger;
  readonly warnings: Warnings;
  readonly defaults: QuotaValues;
  /** How many devices the tenant has now. */
  readonly countDevices: (tenant: string) => Promise<number>;
  readonly now: () => number;
}

export type QuotaService = ReturnType<typeof createQuotaService>;

/** What a tenant uses and may use, and setting the latter. */
export function createQuotaService(needs: QuotaServiceNeeds) {
  const { meters, quotaStore, usageStore, ledger, warnings, defaults, now } = needs;
  return { usage, usageOf, read, set };

  /** The same for the operator, who may mistype the name. */
  async function usageOf(tenant: string): Promise<Usage> {
    await assertTenant(tenant);
    return usage(tenant);
  }

  async function usage(tenant: string): Promise<Usage> {
    const meter = meters.meter(tenant);
    meter.observe('devices', await needs.countDevices(tenant));
    await ledger.flush();
    const at = now();
    const bounds = monthBounds(at);
    const first = dayOf(bounds.from);
    const days = await usageStore.days(tenant, dayOf(Math.min(at - usageDays * msPerDay, bounds.from)));
    const refused = new Map<string, number>();
    for (const row of days) if (row.day >= first) for (const [quota, n] of row.refused) refused.set(quota, (refused.get(quota) ?? 0) + n);
    const rows = quotaNames.map((quota) => {
      const { kind, unit, text, bound } = quotas[quota];
      const limit = meter.limits[quota];
      const used = meter.used(quota) ?? null;
      const projection = kind === 'month' ? projectMonth(at, used ?? 0, usesOf(quota, days), limit) : undefined;
      const limitAt = projection?.limitAt ?? null;
      return {
        ...{ quota, kind, unit, text, bound, limit: limitOrNull(limit), used: used === null ? null : rounded(used) },
        ...{ projected: projection?.used ?? null, limitAt: limitAt === null ? null : new Date(limitAt).toISOString() },
      };
    });
    return {
      tenant,
      month: monthOf(at),
      from: new Date(bounds.from).toISOString(),
      until: new Date(bounds.until).toISOString(),
      quotas: rows,
      refused: quotaNames.flatMap((quota) => (refused.has(quota) ? [{ quota, count: refused.get(quota) ?? 0 }] : [])),
      warnings: warnings.of(tenant).map(({ quota, used, limit, at }) => ({ quota, used, limit, at: new Date(at).toISOString() })),
      days: days.slice(-usageDays).map(({ tenant: _, refused, ...day }) => ({
        ...day,
        refused: [...refused.values()].reduce((sum, count) => sum + count, 0),
      })),
    };
  }

  async function read(tenant: string): Promise<TenantQuotas> {
    await assertTenant(tenant);
    return described(tenant, await quotaStore.own(tenant));
  }

  /** Replaces the tenant's own limits; they hold at once. */
  async function set(tenant: string, own: QuotaValues): Promise<TenantQuotas> {
    await assertTenant(tenant);
    await quotaStore.replace(tenant, own);
    // What is in the table, so that of two who set at once the same one wins in memory.
    const stored = await quotaStore.own(tenant);
    meters.setLimits(tenant, limitsOf(stored, defaults));
    await warnings.reconsider(tenant);
    return described(tenant, stored);
  }

  function described(tenant: string, own: QuotaValues): TenantQuotas {
    return { tenant, own, defaults: shown(limitsOf({}, defaults)), inForce: shown(limitsOf(own, defaults)) };
  }

  async function assertTenant(tenant: string): Promise<void> {
    if (!(await quotaStore.tenantExists(tenant))) throw new Fault('NOT_FOUND', `There is no tenant ${tenant}`);
  }
}

function shown(limits: QuotaLimits): TenantQuotas['inForce'] {
  return Object.fromEntries(quotaNames.map((name) => [name, limitOrNull(limits[name])])) as TenantQuotas['inForce'];
}

function usesOf(quota: string, days: readonly DayUsage[]): readonly DayUse[] {
  return days.map((row) => ({ day: row.day, used: quota === 'pointsPerMonth' ? row.points : row.messages }));
}

function rounded(used: number): number {
  return Number.isInteger(used) ? used : Math.round(used * 10) / 10;
}
