import { setTimeout as delay } from 'node:timers/promises';
import { runGenerator } from './generator.ts';
import type { LoadResult } from './load/plan.ts';
import type { Platform } from './platform.ts';

const connections = 100;
const warmupSeconds = 3;

/** The steady load that freshness and history are measured under, messages per second. */
const backgroundRate = 20_000;

/** Runs `work` while the background load comes in from devices of its own; returns what both gave. */
export async function underLoad<T>(platform: Platform, seconds: number, work: () => Promise<T>): Promise<{ result: T; load: LoadResult }> {
  const sessions = await platform.createDevices('background', connections);
  const load = runGenerator({
    host: '127.0.0.1',
    port: platform.mqttPort,
    topic: 'up/properties',
    sessions,
    inflight: 1000,
    warmupSeconds,
    seconds,
    ratePerSecond: backgroundRate,
    time: 'server',
  });
  // Both are awaited together so that a failure of one is not left without a handler.
  const [result, done] = await Promise.all([delay(warmupSeconds * 1000).then(work), load]);
  return { result, load: done };
}
