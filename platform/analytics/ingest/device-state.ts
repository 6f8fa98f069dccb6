import type { DeviceRef } from '#core/device.ts';
import type { DeviceValues, LastValue, LastValues } from '#core/ports/last-values.ts';
import type { Cell } from '#core/report-batch.ts';

/** Devices whose newest values are kept in memory; beyond it those silent for longest are read from the table again. */
export const deviceStatesMax = 200_000;

/** What the data plane remembers of a device that speaks: its newest values by property index, and its own clock. */
export interface DeviceState {
  readonly device: DeviceRef;
  readonly values: Cell[];
  /** Time of each value, µs. */
  readonly times: number[];
  /** Newest time given by the server, µs: each report gets a later one, so that (device, ts) names it. */
  serverTime: number;
  /** Whether what the table knew from before has been merged in. */
  loaded: boolean;
  refusedSecond: number;
  refusedInSecond: number;
}

export interface DeviceStates extends LastValues {
  of(device: DeviceRef): DeviceState;
  /** Takes a committed cell when it is not older than what is known. */
  readonly size: number;
}

/** Newest values: in memory for devices that speak, completed from the table when somebody asks for the first time. */
export function createDeviceStates(fromTable: (device: DeviceRef) => Promise<DeviceValues>): DeviceStates {
  const states = new Map<DeviceRef, DeviceState>();
  return {
    of,
    read,
    get size() {
      return states.size;
    },
  };

  function of(device: DeviceRef): DeviceState {
    const known = states.get(device);
    if (known !== undefined) return known;
    const state: DeviceState = { device, values: [], times: [], serverTime: 0, loaded: false, refusedSecond: 0, refusedInSecond: 0 };
    states.set(device, state);
    // The oldest entry may still have rows on their way to the table; half of the map is a margin of hours, not seconds.
    if (states.size > deviceStatesMax) states.delete(states.keys().next().value as DeviceRef);
    return state;
  }

  async function read(device: DeviceRef): Promise<DeviceValues> {
    const state = of(device);
    if (!state.loaded) {
      const stored = await fromTable(device);
      const { properties } = device.product.model;
      for (const [i, property] of properties.entries()) {
        const value = stored[property.id];
        if (value !== undefined) takeCell(state, i, value.value, value.ts * 1000);
      }
      state.loaded = true;
    }
    const values: Record<string, LastValue> = {};
    for (const [i, property] of device.product.model.properties.entries()) {
      const value = state.values[i];
      if (value !== undefined) values[property.id] = { value, ts: (state.times[i] as number) / 1000 };
    }
    return values;
  }
}

/** Takes a cell when it is not older than the known one, so that late data never hides newer. */
export function takeCell(state: DeviceState, index: number, value: Cell, ts: number): void {
  if (value === undefined || ts < (state.times[index] ?? Number.NEGATIVE_INFINITY)) return;
  state.values[index] = value;
  state.times[index] = ts;
}
