import type { EventBus, Events } from '#core/events.ts';
import type { DeviceSubscription } from './device-subscription.ts';
import type { FleetSubscription } from './fleet-subscription.ts';

interface TenantWatch {
  readonly devices: Map<string, Set<DeviceSubscription>>;
  readonly fleet: Set<FleetSubscription>;
}

export interface WatchList {
  add(tenant: string, subscription: DeviceSubscription | FleetSubscription): void;
  remove(tenant: string, subscription: DeviceSubscription | FleetSubscription): void;
  /** Goes on with all devices of a subscription but this one. */
  leave(tenant: string, subscription: DeviceSubscription, device: string): void;
  online(tenant: string, device: string): boolean;
  close(): void;
}

/** Who watches what, by device: an event nobody watches costs one look-up. `changed` hears of every subscription that got something. */
export function createWatchList(events: EventBus, changed: (subscription: DeviceSubscription | FleetSubscription) => void): WatchList {
  const tenants = new Map<string, TenantWatch>();
  // Devices that are online, with the epoch of the session that says so; all sessions begin after this list.
  const present = new Map<string, number>();

  const stops = [
    events.on('reports.committed', (batch) => {
      const watch = tenants.get(batch.product.tenant);
      if (watch === undefined || watch.devices.size === 0) return;
      for (let row = 0; row < batch.rows; row++) {
        const watchers = watch.devices.get(batch.devices[row]?.name ?? '');
        if (watchers === undefined) continue;
        for (const watcher of watchers) {
          watcher.collect(batch, row);
          changed(watcher);
        }
      }
    }),
    events.on('device.presence', presence),
    events.on('report.refused', (refused) => {
      for (const watcher of tenants.get(refused.device.tenant)?.devices.get(refused.device.name) ?? []) {
        watcher.collectRefusal(refused);
        changed(watcher);
      }
    }),
    events.on('device.registered', (device) => fleet(device, true)),
    events.on('device.removed', (device) => {
      present.delete(`${device.tenant}/${device.device}`);
      fleet(device, false);
    }),
  ];
  return { add, remove, leave, online: (tenant, device) => present.has(`${tenant}/${device}`), close };

  function presence(event: Events['device.presence']): void {
    const { tenant, name } = event.device;
    const key = `${tenant}/${name}`;
    if ((present.get(key) ?? 0) > event.epoch) return;
    if (event.online) present.set(key, event.epoch);
    else present.delete(key);
    const watch = tenants.get(tenant);
    if (watch === undefined) return;
    for (const watcher of [...(watch.devices.get(name) ?? []), ...watch.fleet]) {
      watcher.collectPresence(event);
      changed(watcher);
    }
  }

  function fleet({ tenant, device, space, labels }: Events['device.registered'], registered: boolean): void {
    for (const watcher of tenants.get(tenant)?.fleet ?? []) {
      watcher.collectDevice({ name: device, space, labels }, registered);
      changed(watcher);
    }
  }

  function add(tenant: string, subscription: DeviceSubscription | FleetSubscription): void {
    const watch = tenants.get(tenant) ?? { devices: new Map(), fleet: new Set() };
    tenants.set(tenant, watch);
    if (!('devices' in subscription)) {
      watch.fleet.add(subscription);
      return;
    }
    for (const device of subscription.devices) {
      const watchers = watch.devices.get(device);
      if (watchers === undefined) watch.devices.set(device, new Set([subscription]));
      else watchers.add(subscription);
    }
  }

  function remove(tenant: string, subscription: DeviceSubscription | FleetSubscription): void {
    const watch = tenants.get(tenant);
    if (watch === undefined) return;
    if (!('devices' in subscription)) watch.fleet.delete(subscription);
    else {
      for (const device of subscription.devices) drop(watch, subscription, device);
    }
    if (watch.devices.size === 0 && watch.fleet.size === 0) tenants.delete(tenant);
  }

  function leave(tenant: string, subscription: DeviceSubscription, device: string): void {
    const watch = tenants.get(tenant);
    if (watch !== undefined) drop(watch, subscription, device);
  }

  function drop(watch: TenantWatch, subscription: DeviceSubscription, device: string): void {
    const watchers = watch.devices.get(device);
    watchers?.delete(subscription);
    if (watchers?.size === 0) watch.devices.delete(device);
  }

  function close(): void {
    for (const stop of stops) stop();
  }
}
