import { underLoad } from './background.ts';
import { fillPast } from './fill.ts';
import { startPlatform } from './platform.ts';
import { awaitRows, storedRows } from './stored.ts';
import { ms, table, whole } from './table.ts';

const dayPoints = 86_400;
const pixels = 1000;
const warmQueries = 10;
const tableTimeoutMs = 60_000;
/** Warm time of the chart query that must be kept, µs. */
const warmUsMax = 100_000;

/** How long the chart of one device's day takes while other devices report. */
export async function benchHistory(folder: string, seconds: number, say: (line: string) => void): Promise<unknown> {
  await using platform = await startPlatform(folder);
  const devices = await platform.createDevices('day', 1);
  const { fromMs, toMs } = await fillPast(platform, devices, dayPoints);
  const stored = await awaitRows(() => storedRows(platform.api, 'day', 1, fromMs, toMs), dayPoints, tableTimeoutMs);
  say(`${whole(stored.rows)} points of one device stored`);

  const chart = async (properties: readonly string[]): Promise<number> => {
    const began = performance.now();
    const answer = await platform.api.queryHistory({ devices: ['day-1'], properties, from: fromMs, to: toMs, pixels });
    const us = (performance.now() - began) * 1000;
    const points = answer.series[0]?.points.length ?? 0;
    if (points < pixels || points > pixels * 4) throw new Error(`a chart of ${pixels} pixels got ${points} points`);
    return us;
  };
  const measure = async (properties: readonly string[], forSeconds: number): Promise<number[]> => {
    for (let query = 0; query < warmQueries; query++) await chart(properties);
    const times: number[] = [];
    const until = performance.now() + forSeconds * 1000;
    while (performance.now() < until) times.push(await chart(properties));
    return times.sort((a, b) => a - b);
  };
  const idle = await measure(['temperature'], seconds / 2);
  const { result, load } = await underLoad(platform, seconds * 2, async () => ({
    one: await measure(['temperature'], seconds * 0.8),
    three: await measure(['temperature', 'pressure', 'rpm'], seconds * 0.8),
  }));
  const rows = [
    { name: '1 property, idle', times: idle },
    { name: '1 property, under load', times: result.one },
    { name: '3 properties, under load', times: result.three },
  ].map(({ name, times }) => ({ name, queries: times.length, p50Us: quantile(times, 0.5), p95Us: quantile(times, 0.95) }));
  say(`load meanwhile: ${whole(load.perSecond)} msg/s`);
  say(
    table(
      ['day of 86 400 points, 1000 px', 'queries', 'p50', 'p95', 'asked'],
      rows.map((row) => [
        row.name,
        String(row.queries),
        ms(row.p50Us),
        ms(row.p95Us),
        `≤ ${ms(warmUsMax)}: ${row.p95Us <= warmUsMax ? 'kept' : 'MISSED'}`,
      ]),
    ),
  );
  return { loadPerSecond: load.perSecond, rows };
}

/** The quantile of sorted values. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0;
}
