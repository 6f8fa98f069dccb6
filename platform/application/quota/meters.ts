import type { EventBus } from '#core/events.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import type { QuotaLimits } from '#core/quota.ts';
import { Meter } from './meter.ts';

/** How often buckets of limited tenants are filled and waiting connections get their turn. */
export const refillMs = 50;

/** The meters of all tenants that anybody asked for. */
export interface Meters extends Quotas, Disposable {
  meter(tenant: string): Meter;
  all(): Iterable<Meter>;
  /** The limits of a tenant are these from now on. */
  setLimits(tenant: string, limits: QuotaLimits): void;
  /** Fills the buckets; a timer does so while anybody has a rate. */
  tick(): void;
}

/** One meter per tenant; `limitsOf` says with what limits it begins. Points are counted when they are durable. */
export function createMeters(limitsOf: (tenant: string) => QuotaLimits, events: EventBus, now: () => number): Meters {
  const meters = new Map<string, Meter>();
  const limited = new Set<Meter>();
  let timer: NodeJS.Timeout | undefined;
  const unsubscribe = events.on('reports.committed', (batch) => meter(batch.product.tenant).stored(batch.rows));
  return {
    meter,
    all: () => meters.values(),
    setLimits,
    tick,
    [Symbol.dispose]() {
      clearInterval(timer);
      unsubscribe();
    },
  };

  function meter(tenant: string): Meter {
    const known = meters.get(tenant);
    if (known !== undefined) return known;
    const made = new Meter(tenant, limitsOf(tenant), now);
    meters.set(tenant, made);
    watch(made);
    return made;
  }

  function setLimits(tenant: string, limits: QuotaLimits): void {
    const changed = meter(tenant);
    changed.setLimits(limits);
    watch(changed);
    events.publish('quota.changed', { tenant });
  }

  /** Buckets without a rate are always full: only the others need the timer. */
  function watch(meter: Meter): void {
    const { messagesPerSecond, bytesPerSecond } = meter.limits;
    if (Math.min(messagesPerSecond, bytesPerSecond) === Number.POSITIVE_INFINITY) limited.delete(meter);
    else limited.add(meter);
    if (limited.size > 0) timer ??= setInterval(tick, refillMs).unref();
    else {
      clearInterval(timer);
      timer = undefined;
    }
  }

  function tick(): void {
    for (const meter of limited) meter.tick();
  }
}
