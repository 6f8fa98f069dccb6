import type { DeviceRef } from '#core/device.ts';
import type { DeviceValues, LastValue, LastValues } from '#core/ports/last-values.ts';
import type { Cell } from '#core/report-batch.ts';

/** Devices whose newest values are kept in memory; beyond it silent ones are forgotten and read from the table again. */
export const deviceStatesMax = 200_000;
/** A device that spoke within this time is not forgotten: its last rows may not be in the table yet. */
export const silentMs = 30_000;
/** Looks for a silent device per newcomer; when none is found the map grows. */
const looksMax = 4;

/** What the data plane remembers of a device that speaks: its newest values by property index, and its own clock. */
export interface DeviceState {
  readonly device: DeviceRef;
  readonly values: Cell[];
  /** Time of each value, µs. */
  readonly times: number[];
  /** Newest time given by the server, µs: each report gets a later one, so that (device, ts) names it. */
  serverTime: number;
  /** When it spoke or was asked for last, ms. */
  usedAt: number;
  /** Whether what the table knew from before has been merged in. */
  loaded: boolean;
  refusedSecond: number;
  refusedInSecond: number;
}

export interface DeviceStates extends LastValues {
  of(device: DeviceRef): DeviceState;
  readonly size: number;
}

/**
 * Newest values: in memory for devices that speak, completed from the table when somebody asks for the first time; again and again
 * while `complete` says that the table still lacks rows of an earlier run.
 */
export function createDeviceStates(
  fromTable: (device: DeviceRef) => Promise<DeviceValues>,
  complete: () => boolean,
  now: () => number = Date.now,
): DeviceStates {
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
    if (states.size >= deviceStatesMax) forgetSilent();
    const state: DeviceState = {
      device,
      values: [],
      times: [],
      serverTime: 0,
      usedAt: now(),
      loaded: false,
      refusedSecond: 0,
      refusedInSecond: 0,
    };
    states.set(device, state);
    return state;
  }

  /** Takes from the front of the map; who spoke lately goes to its back. */
  function forgetSilent(): void {
    const before = now() - silentMs;
    for (let looks = 0; looks < looksMax; looks++) {
      const [device, state] = states.entries().next().value as [DeviceRef, DeviceState];
      states.delete(device);
      if (state.usedAt >= before) states.set(device, state);
    }
  }

  async function read(device: DeviceRef): Promise<DeviceValues> {
    const state = of(device);
    if (!state.loaded) {
      const completed = complete();
      const stored = await fromTable(device);
      const { properties } = device.product.model;
      for (const [i, property] of properties.entries()) {
        const value = stored[property.id];
        if (value !== undefined) takeCell(state, i, value.value, value.ts * 1000);
      }
      state.loaded = completed;
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
