import type { DeviceRef } from '#core/device.ts';
import type { EventBus, Events } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { ReportBatch } from '#core/report-batch.ts';
import type { Seen } from './device-state.ts';
import type { Directory } from './directory.ts';
import { firstOf } from './lookup.ts';
import type { PresenceStore } from './presence-store.ts';

/** How long a change of presence waits for others to be written with it. */
const presenceWriteMs = 200;
/** Longest such wait, where writing is slow: it is then no more than a fifth of the time. */
const presenceWriteMaxMs = 2000;
/** How often at most one device's last-seen time is written while it reports. */
export const lastSeenWriteMs = 10_000;
/** Most devices of one write. */
const presenceRowsPerWriteMax = 2000;
/** Wait before writing again after a failure. */
const presenceRetryMs = 1000;
/** Most devices whose presence is held in memory; of more, only changes of presence are kept and last-seen times are not. */
const presenceEntriesMax = 250_000;
/** A device that is offline and silent for this long is known from the table only. */
const presenceForgetMs = 60_000;

interface Entry {
  online: boolean;
  epoch: number;
  seenAt: number;
  /** Last data; 0 where none came since the start. */
  activeAt: number;
  reason: string | null;
  writtenAt: number;
}

export interface Presence extends AsyncDisposable {
  /** What memory knows of a device; undefined where the table knows best. */
  of(tenant: string, name: string): (Seen & { readonly activeAt: number; readonly reason: string | null }) | undefined;
  /** Marks every device offline, as at a start of the platform. */
  reset(): Promise<void>;
  /** Writes what is waiting. */
  flush(): Promise<void>;
}

interface PresenceOptions {
  readonly store: PresenceStore;
  readonly directory: Directory;
  readonly events: EventBus;
  readonly log: Logger;
  readonly now: () => number;
}

/** Follows who is online and when each device was last heard; the table follows in batches. */
export function createPresence({ store, directory, events, log, now }: PresenceOptions): Presence {
  const entries = new Map<DeviceRef, Entry>();
  const dirty = new Set<DeviceRef>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;
  let sweptAt = now();
  let writeMs = presenceWriteMs;

  const unsubscribe = [
    events.on('device.presence', follow),
    events.on('reports.committed', hear),
    // What the model does not take shows all the same that the device is at work.
    events.on('report.refused', ({ device, at }) => sent(device, at)),
  ];

  return {
    of(tenant, name) {
      const ref = directory.peek(tenant, name);
      const entry = ref === undefined ? undefined : entries.get(ref);
      return entry === undefined
        ? undefined
        : { online: entry.online, seenAt: entry.seenAt, activeAt: entry.activeAt, reason: entry.reason };
    },
    reset: () => store.allOffline('platform-restart'),
    flush,
    async [Symbol.asyncDispose]() {
      for (const off of unsubscribe) off();
      closed = true;
      clearTimeout(timer);
      await flush().catch((error) => log.warn({ err: error }, 'the last presence could not be written'));
    },
  };

  function follow({ device, online, epoch, at, reason }: Events['device.presence']): void {
    const entry = entries.get(device);
    if (entry !== undefined && epoch < entry.epoch) return;
    if (entry === undefined && !isCurrent(device)) return;
    entries.set(device, {
      online,
      epoch,
      seenAt: Math.max(at, entry?.seenAt ?? 0),
      activeAt: entry?.activeAt ?? 0,
      reason: online ? (entry?.reason ?? null) : reason,
      writtenAt: entry?.writtenAt ?? 0,
    });
    mark(device);
  }

  // Runs for every batch of reports: one look-up per change of device, no allocation for a device that is known.
  function hear({ devices, rows, received }: ReportBatch): void {
    let last: DeviceRef | undefined;
    for (let row = 0; row < rows; row++) {
      const device = devices[row];
      if (device === undefined || device === last) continue;
      last = device;
      sent(device, received);
    }
  }

  function sent(device: DeviceRef, at: number): void {
    const entry = entries.get(device) ?? begin(device);
    if (entry === undefined) return;
    if (at > entry.seenAt) entry.seenAt = at;
    if (at > entry.activeAt) entry.activeAt = at;
    if (entry.seenAt - entry.writtenAt >= lastSeenWriteMs) mark(device);
  }

  function begin(device: DeviceRef): Entry | undefined {
    if (entries.size >= presenceEntriesMax || !isCurrent(device)) return undefined;
    const entry: Entry = { online: false, epoch: 0, seenAt: 0, activeAt: 0, reason: null, writtenAt: 0 };
    entries.set(device, entry);
    return entry;
  }

  // False for a removed device: the last words of its session must not become those of a new device of the same name.
  function isCurrent(device: DeviceRef): boolean {
    return directory.peek(device.tenant, device.name) === device;
  }

  function drop(device: DeviceRef): void {
    entries.delete(device);
    dirty.delete(device);
  }

  function mark(device: DeviceRef): void {
    dirty.add(device);
    schedule(writeMs);
  }

  function schedule(ms: number): void {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      flush().catch((error) => {
        log.warn({ err: error, devices: dirty.size }, 'presence could not be written yet');
        schedule(presenceRetryMs);
      });
    }, ms).unref();
  }

  function flush(): Promise<void> {
    const result = writing.then(writeAll);
    writing = result.catch(() => {});
    return result;
  }

  async function writeAll(): Promise<void> {
    const began = performance.now();
    while (dirty.size > 0) {
      const devices = firstOf(dirty, presenceRowsPerWriteMax);
      for (const device of devices) if (!isCurrent(device)) drop(device);
      const rows = devices.flatMap((device) => {
        const entry = entries.get(device);
        if (entry === undefined) return [];
        const { online, epoch, seenAt, activeAt, reason } = entry;
        return [{ tenant: device.tenant, device: device.name, online, epoch, seenAt, activeAt, reason }];
      });
      for (const device of devices) dirty.delete(device);
      try {
        await store.write(rows);
      } catch (error) {
        for (const device of devices) if (entries.has(device)) dirty.add(device);
        throw error;
      }
      for (const device of devices) written(device);
    }
    writeMs = Math.min(presenceWriteMaxMs, Math.max(presenceWriteMs, 4 * (performance.now() - began)));
    sweep();
  }

  function written(device: DeviceRef): void {
    const entry = entries.get(device);
    if (entry !== undefined) entry.writtenAt = now();
  }

  function sweep(): void {
    const at = now();
    if (at - sweptAt < presenceForgetMs) return;
    sweptAt = at;
    for (const [device, entry] of entries) {
      if (!entry.online && !dirty.has(device) && at - entry.seenAt > presenceForgetMs) drop(device);
    }
  }
}
