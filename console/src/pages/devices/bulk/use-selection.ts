import type { Device } from '@thalamus/sdk';
import { useState } from 'react';
import { mayOn } from '../../../access/may.ts';

/** Most devices that are chosen at once: a bulk act is a call for each. */
export const selectedMax = 1000;

/** Devices chosen for a bulk act, over all pages of the list; only those that the person may change. */
export interface Selection {
  readonly devices: ReadonlyMap<string, Device>;
  readonly toggle: (devices: readonly Device[], chosen: boolean) => void;
  readonly clear: () => void;
}

export function selectable(device: Device): boolean {
  return mayOn(device, 'device.write');
}

export function useSelection(): Selection {
  const [devices, setDevices] = useState<ReadonlyMap<string, Device>>(new Map());
  return {
    devices,
    clear: () => setDevices(new Map()),
    toggle: (changed, chosen) =>
      setDevices((before) => {
        const next = new Map(before);
        for (const device of changed) {
          if (!chosen) next.delete(device.name);
          else if (selectable(device) && next.size < selectedMax) next.set(device.name, device);
        }
        return next;
      }),
  };
}
