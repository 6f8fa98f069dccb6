import { type QuotaLimits, type QuotaName, type QuotaValues, quotaNames } from '#core/quota.ts';

/** From this share of a quota on, its tenant is warned. */
export const warningShare = 0.8;
/** Days whose use says how a month goes on. */
export const projectionDays = 7;
export const msPerDay = 24 * 3600 * 1000;

/** What the tenant has of its own wins over the platform's defaults; what neither bounds has no limit. */
export function limitsOf(own: QuotaValues, defaults: QuotaValues): QuotaLimits {
  const limits = quotaNames.map((name) => [name, (own[name] === undefined ? defaults[name] : own[name]) ?? Number.POSITIVE_INFINITY]);
  return Object.fromEntries(limits) as Record<QuotaName, number>;
}

/** As JSON tells it: null where there is no limit. */
export function limitOrNull(limit: number): number | null {
  return limit === Number.POSITIVE_INFINITY ? null : limit;
}

/** `2026-07-31` in UTC. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `2026-07` in UTC. */
export function monthOf(ms: number): string {
  return dayOf(ms).slice(0, 7);
}

/** The UTC month around a moment: [from, until). */
export function monthBounds(ms: number): { readonly from: number; readonly until: number } {
  const date = new Date(ms);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { from: Date.UTC(year, month), until: Date.UTC(year, month + 1) };
}

/** Use of one day, by its name. */
export interface DayUse {
  readonly day: string;
  readonly used: number;
}

/** Where a month ends if it goes on as in the last days. */
export interface Projection {
  /** Expected at the end of the month. */
  readonly used: number;
  /** When the limit is reached, ms; null when it is not reached this month. */
  readonly limitAt: number | null;
}

/**
 * What was used this month and, for the rest of it, the rate of the last `projectionDays` days and today: use of these days divided by the
 * time from the first of them that was used at all until now.
 */
export function projectMonth(now: number, used: number, days: readonly DayUse[], limit: number): Projection {
  const { until } = monthBounds(now);
  const first = dayOf(now - projectionDays * msPerDay);
  const recent = days.filter(({ day, used }) => day >= first && day <= dayOf(now) && used > 0);
  const since = recent.reduce((least, { day }) => Math.min(least, Date.parse(day)), now);
  const perMs = since >= now ? 0 : recent.reduce((sum, { used }) => sum + used, 0) / (now - since);
  const end = Math.round(used + perMs * (until - now));
  if (used >= limit) return { used: end, limitAt: now };
  return { used: end, limitAt: end >= limit && perMs > 0 ? Math.min(until, Math.ceil(now + (limit - used) / perMs)) : null };
}
