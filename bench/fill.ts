import { createFleet } from '#testing/simulator/fleet.ts';
import { pastBatches, pumpSource } from '#testing/simulator/source.ts';
import type { LoadSession } from './load/plan.ts';
import type { Platform } from './platform.ts';

const batchPointsMax = 1_000;
const periodMs = 100;
const fillTimeoutMs = 300_000;

/** Sends `points` seconds of each device's past as a pump measures it, over MQTT; returns the stretch that is filled. */
export async function fillPast(
  platform: Platform,
  devices: readonly LoadSession[],
  points: number,
): Promise<{ readonly fromMs: number; readonly toMs: number }> {
  const toMs = Math.floor(Date.now() / 1000) * 1000;
  const fromMs = toMs - points * 1000;
  await using fleet = createFleet({
    url: platform.mqttUrl,
    devices: devices.map((device, index) => {
      const source = pumpSource(index + 1);
      return { ...device, source, periodMs, past: pastBatches(source, { fromMs, toMs, stepMs: 1000 }, batchPointsMax) };
    }),
  });
  fleet.start();
  const all = points * devices.length;
  if (!(await fleet.until((s) => s.backfilledPoints === all, fillTimeoutMs)))
    throw new Error(`${all} points were not taken in ${fillTimeoutMs} ms`);
  await fleet.stop(fillTimeoutMs);
  const { sent, acked } = fleet.stats();
  if (acked < sent) throw new Error(`only ${acked} of ${sent} messages were acknowledged`);
  return { fromMs, toMs };
}
