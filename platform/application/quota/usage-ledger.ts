import type { Logger } from '#core/logger.ts';
import type { Meter } from './meter.ts';
import type { Meters } from './meters.ts';
import { dayOf, monthBounds, monthOf, msPerDay } from './quota.ts';
import type { DayUsage, UsageStore } from './usage-store.ts';

/** How often counts are written; what was counted since is lost when the program is killed. */
export const usageFlushMs = 5_000;
/** How long use is kept by day. */
export const usageKeptDays = 400;

/** Carries the meters' counts into the tables. */
export interface UsageLedger {
  /** Writes what was counted until now; rejects when that fails, and keeps it for the next time. */
  flush(): Promise<void>;
}

interface UsageLedgerNeeds {
  readonly meters: Meters;
  readonly store: UsageStore;
  readonly log: Logger;
  readonly now: () => number;
}

/** Begins where the tables say that this month stands. */
export async function openUsageLedger({ meters, store, log, now }: UsageLedgerNeeds): Promise<UsageLedger> {
  // By tenant and day; what could not be written stays here.
  const pending = new Map<string, DayUsage>();
  const peaks = new Map<Meter, { day: string; peak: number }>();
  let collectedAt = now();
  let writing: Promise<void> = Promise.resolve();
  for (const { tenant, messages, points } of await store.totals(dayOf(monthBounds(collectedAt).from))) {
    meters.meter(tenant).beginMonth(messages, points);
  }
  return { flush };

  function flush(): Promise<void> {
    writing = writing.catch(() => {}).then(write);
    return writing;
  }

  async function write(): Promise<void> {
    const before = collectedAt;
    collect();
    const rows = [...pending.values()];
    pending.clear();
    try {
      if (rows.length > 0) await store.add(rows);
    } catch (error) {
      for (const row of rows) merge(row);
      throw error;
    }
    if (dayOf(before) === dayOf(collectedAt)) return;
    await store.forgetBefore(dayOf(collectedAt - usageKeptDays * msPerDay)).catch((error) => {
      log.warn({ err: error }, 'old usage could not be deleted');
    });
  }

  /** What was counted since the last time belongs to the day that it began in: at most `usageFlushMs` stand on the wrong side of midnight. */
  function collect(): void {
    const day = dayOf(collectedAt);
    for (const meter of meters.all()) take(meter, day);
    const [last, at] = [collectedAt, now()];
    collectedAt = at;
    if (monthOf(last) !== monthOf(at)) for (const meter of meters.all()) meter.beginMonth(0, 0);
  }

  function take(meter: Meter, day: string): void {
    const counts = meter.drain();
    const refused = new Map(meter.refusals);
    meter.refusals.clear();
    const connectionsPeak = meter.connectionsPeak;
    meter.connectionsPeak = meter.connections;
    const known = peaks.get(meter);
    const peakKnown = known?.day === day && known.peak >= connectionsPeak;
    if (counts === undefined && refused.size === 0 && (peakKnown || connectionsPeak === 0)) return;
    peaks.set(meter, { day, peak: Math.max(connectionsPeak, known?.day === day ? known.peak : 0) });
    merge({ tenant: meter.tenant, day, ...(counts ?? noCounts), connectionsPeak, refused });
  }

  function merge(row: DayUsage): void {
    const key = `${row.day} ${row.tenant}`;
    const known = pending.get(key);
    if (known === undefined) {
      pending.set(key, row);
      return;
    }
    known.messages += row.messages;
    known.points += row.points;
    known.bytesIn += row.bytesIn;
    known.requests += row.requests;
    known.slowed += row.slowed;
    known.connectionsPeak = Math.max(known.connectionsPeak, row.connectionsPeak);
    for (const [quota, count] of row.refused) known.refused.set(quota, (known.refused.get(quota) ?? 0) + count);
  }
}

const noCounts = { messages: 0, points: 0, bytesIn: 0, requests: 0, slowed: 0 } as const;
