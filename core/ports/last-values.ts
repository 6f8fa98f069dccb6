import type { DeviceRef } from '../device.ts';

/** The newest value of one property: `ts` is the time it was measured, ms since the epoch. */
export interface LastValue {
  readonly value: number | string | boolean;
  readonly ts: number;
}

export type DeviceValues = Readonly<Record<string, LastValue>>;

/** The newest value of every property of a device; in memory for devices that speak, from the table for those that do not. */
export interface LastValues {
  read(device: DeviceRef): Promise<DeviceValues>;
}
