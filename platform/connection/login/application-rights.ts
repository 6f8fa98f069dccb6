import type { Access } from '#core/access/access.ts';
import type { Placed } from '#core/access/policy.ts';
import type { DeviceReach } from '#core/ports/device-reach.ts';
import { isSystem, placeOf, reachOfFilter } from './application-topics.ts';
import { type DeviceNames, openDeviceNames, reader } from './device-names.ts';

/** What an application may do with topics, at one moment. */
export interface ApplicationRights {
  mayPublish(topic: string): boolean;
  maySubscribe(filter: string): boolean;
  mayReceive(topic: string): boolean;
  /** A device stands somewhere, anew or as before. Returns whether that changed an answer. */
  placed(thing: Placed): boolean;
  removed(device: string): boolean;
}

/** Makes rights of somebody's access; `ready` when the devices that they reach are known. */
export function openRights(
  tenant: string,
  access: Access,
  devices: DeviceReach,
): { readonly rights: ApplicationRights; readonly ready: Promise<unknown> } {
  const read = openDeviceNames(access, 'message.read', reader(devices, tenant, access, 'message.read'));
  const send = openDeviceNames(access, 'message.send', reader(devices, tenant, access, 'message.send'));
  const rights = rightsOf(read.names, send.names, access.mayAnywhere('topic.read'), access.mayAnywhere('topic.write'));
  return { rights, ready: Promise.all([read.ready, send.ready]) };
}

function rightsOf(read: DeviceNames, send: DeviceNames, readsFree: boolean, writesFree: boolean): ApplicationRights {
  return {
    mayPublish(topic) {
      const place = placeOf(topic);
      if (place === undefined) return false;
      if (place.kind === 'free') return writesFree;
      // `up/…` are the device's own words: nobody else says them.
      return place.rest.startsWith('down/') && send.has(place.device);
    },
    maySubscribe(filter) {
      if (isSystem(filter)) return readsFree;
      const reach = reachOfFilter(filter);
      if (reach.free && readsFree) return true;
      return reach.devices && (reach.device === undefined ? read.some : read.has(reach.device));
    },
    mayReceive(topic) {
      if (isSystem(topic)) return readsFree;
      const place = placeOf(topic);
      if (place === undefined) return false;
      return place.kind === 'free' ? readsFree : read.has(place.device);
    },
    placed: (thing) => [read.placed(thing), send.placed(thing)].includes(true),
    removed: (device) => [read.removed(device), send.removed(device)].includes(true),
  };
}
