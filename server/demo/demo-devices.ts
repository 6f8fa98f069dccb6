import type { z } from 'zod';
import type { propertySchema } from '#core/thing-model.ts';
import { loadSeries, type RecordedSeries } from '#testing/simulator/series.ts';
import { pumpSource, type Source, seriesSource } from '#testing/simulator/source.ts';

/** Devices of the demo fleet. */
const demoPumps = 20;
/** Every demo device reports this often. */
const livePeriodMs = 1_000;
/** Pumps begin with this much of their past. */
const hourMs = 3_600_000;

/** A product that the demo needs; it is made when there is none of that name, and otherwise left as it is. */
export interface DemoProduct {
  readonly name: string;
  readonly label: string;
  readonly properties: readonly z.input<typeof propertySchema>[];
}

/** A device of the demo: what it measures, how often, and how much of its past is filled in. */
export interface DemoDevice {
  readonly name: string;
  readonly label: string;
  readonly product: string;
  readonly source: Source;
  readonly periodMs: number;
  readonly pastMs: number;
}

/** `pump` exists from the first start; its properties are named here for tenants that removed them from theirs. */
export const demoProducts: readonly DemoProduct[] = [
  {
    name: 'pump',
    label: 'Pump',
    properties: [
      { id: 'temperature', type: 'double', unit: '°C' },
      { id: 'pressure', type: 'double', unit: 'kPa' },
      { id: 'rpm', type: 'int32', unit: '1/min' },
    ],
  },
  {
    name: 'machine_temperature',
    label: 'Industrial machine (recorded)',
    properties: [{ id: 'temperature', name: 'Temperature of an internal component', type: 'double', unit: '°F' }],
  },
  {
    name: 'ambient_temperature',
    label: 'Office climate (recorded)',
    properties: [{ id: 'temperature', name: 'Ambient temperature', type: 'double', unit: '°F' }],
  },
];

/** Twenty pumps and two recordings; a recording's last value falls at `anchorMs`, one recorded step takes a second. */
export async function demoDevices(anchorMs: number): Promise<readonly DemoDevice[]> {
  const pumps = Array.from({ length: demoPumps }, (_, index): DemoDevice => {
    const number = String(index + 1).padStart(2, '0');
    return {
      name: `demo-pump-${number}`,
      label: `Demo pump ${number}`,
      product: 'pump',
      source: pumpSource(index + 1),
      periodMs: livePeriodMs,
      pastMs: hourMs,
    };
  });
  return [
    ...pumps,
    await recording('demo-machine', 'Machine before and after its failure', 'machine_temperature', anchorMs, 6 * hourMs),
    await recording('demo-office', 'Office with a failing climate system', 'ambient_temperature', anchorMs, 2 * hourMs),
  ];
}

async function recording(
  name: string,
  label: string,
  product: 'machine_temperature' | 'ambient_temperature',
  anchorMs: number,
  pastMs: number,
): Promise<DemoDevice> {
  const file: RecordedSeries = `${product}_system_failure`;
  const source = seriesSource(await loadSeries(file), 'temperature', anchorMs, livePeriodMs);
  return { name, label, product, source, periodMs: livePeriodMs, pastMs };
}
