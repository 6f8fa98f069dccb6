import { setTimeout as delay } from 'node:timers/promises';
import type { Client, History } from '@thalamus/sdk';

const devicesPerQueryMax = 50;
const dayMs = 86_400_000;
const pollMs = 250;

/** Rows that the tables hold of `<prefix>-1 … <prefix>-<count>`, asked through the history API. */
export async function storedRows(api: Client, prefix: string, count: number, fromMs: number, toMs: number): Promise<number> {
  let rows = 0;
  for (let first = 1; first <= count; first += devicesPerQueryMax) {
    const devices = Array.from({ length: Math.min(devicesPerQueryMax, count - first + 1) }, (_, index) => `${prefix}-${first + index}`);
    let cursor: string | undefined;
    do {
      const answer: History = await api.queryHistory({
        devices,
        properties: ['rpm'],
        from: fromMs,
        to: toMs,
        bucket: dayMs,
        aggregates: ['count'],
        cursor,
      });
      for (const series of answer.series) {
        const column = series.columns.indexOf('count');
        for (const point of series.points) rows += Number(point[column] ?? 0);
      }
      cursor = answer.next ?? undefined;
    } while (cursor !== undefined);
  }
  return rows;
}

/** Asks until the tables hold `expected` rows or more, or the time is over; returns the last count and when it was seen. */
export async function awaitRows(
  count: () => Promise<number>,
  expected: number,
  timeoutMs: number,
): Promise<{ readonly rows: number; readonly atMs: number }> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const rows = await count();
    if (rows >= expected || Date.now() > until) return { rows, atMs: Date.now() };
    await delay(pollMs);
  }
}
