import type { Access } from '#core/access/access.ts';
import type { Action } from '#core/access/action.ts';
import { isEverything, isNothing, type Placed } from '#core/access/policy.ts';
import type { DeviceReach } from '#core/ports/device-reach.ts';

/** Devices that an application with limited rights may reach over MQTT; one that reaches more needs rights for the whole tenant. */
export const reachedDevicesMax = 100_000;

/** The devices that somebody may do something to, kept up to date by what happens to devices. */
export interface DeviceNames {
  has(device: string): boolean;
  readonly some: boolean;
  /** A device stands somewhere, anew or as before. Returns whether that changed the answer. */
  placed(thing: Placed): boolean;
  removed(device: string): boolean;
}

const all: DeviceNames = { has: () => true, some: true, placed: () => false, removed: () => false };
const none: DeviceNames = { has: () => false, some: false, placed: () => false, removed: () => false };

/** Limited rights that reach more devices than are kept track of. */
export class TooManyDevices extends Error {}

/** Reads them from the registry; needs no reading for who may do it to all devices, or to none. */
export function openDeviceNames(
  access: Access,
  action: Action,
  reached: (most: number) => Promise<readonly string[]>,
): { readonly names: DeviceNames; readonly ready: Promise<void> } {
  const reach = access.reach(action);
  if (isEverything(reach)) return { names: all, ready: Promise.resolve() };
  if (isNothing(reach)) return { names: none, ready: Promise.resolve() };
  const found = new Set<string>();
  // What happens while the registry is being read is newer than what it answers.
  let meanwhile: Map<string, boolean> | undefined = new Map();
  return { names: { has: (device) => found.has(device), some: true, placed, removed }, ready: read() };

  function placed(thing: Placed): boolean {
    return note(thing.name, access.may(action, thing));
  }

  function removed(device: string): boolean {
    return note(device, false);
  }

  function note(device: string, may: boolean): boolean {
    meanwhile?.set(device, may);
    const had = found.has(device);
    if (may) found.add(device);
    else found.delete(device);
    return had !== may;
  }

  async function read(): Promise<void> {
    const names = await reached(reachedDevicesMax + 1);
    if (names.length > reachedDevicesMax) throw new TooManyDevices(`it reaches more than ${reachedDevicesMax} devices`);
    for (const name of names) if (meanwhile?.get(name) !== false) found.add(name);
    meanwhile = undefined;
  }
}

/** A reader of one tenant's registry. */
export function reader(devices: DeviceReach, tenant: string, access: Access, action: Action) {
  return (most: number) => devices.names(tenant, access.reach(action), most);
}
