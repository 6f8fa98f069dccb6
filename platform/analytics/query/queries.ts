import type { Access } from '#core/access/access.ts';
import type { DeviceRef } from '#core/device.ts';
import { Fault } from '#core/errors.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { DeviceValues } from '#core/ports/last-values.ts';
import { type HistoryNeeds, readHistory } from './history.ts';
import type { HistoryQuery, HistoryResult } from './history-shape.ts';
import { type Message, type PageBefore, type RefusedMessage, readLatest, readMessages, readRefused } from './messages.ts';

/** What people and applications may ask of the tables. A device of another tenant is `NOT_FOUND`, as one that is not there. */
export interface Queries {
  device(tenant: string, name: string): Promise<DeviceRef>;
  history(tenant: string, access: Access, query: HistoryQuery, signal?: AbortSignal): Promise<HistoryResult>;
  messages(tenant: string, device: string, page: PageBefore, signal?: AbortSignal): Promise<readonly Message[]>;
  refused(tenant: string, device: string, page: PageBefore, signal?: AbortSignal): Promise<readonly RefusedMessage[]>;
  /** The newest values as the tables have them: for a `LastValues` that keeps the speaking devices in memory. */
  latestFromTable(device: DeviceRef): Promise<DeviceValues>;
}

export function createQueries(needs: HistoryNeeds): Queries {
  return {
    device: (tenant, name) => existingDevice(needs.directory, tenant, name),
    history: (tenant, access, query, signal) => readHistory(needs, tenant, access, query, signal),
    messages: async (tenant, name, page, signal) => readMessages(needs, await existingDevice(needs.directory, tenant, name), page, signal),
    refused: async (tenant, name, page, signal) => readRefused(needs, await existingDevice(needs.directory, tenant, name), page, signal),
    latestFromTable: (ref) => readLatest(needs, ref),
  };
}

/** The device of this tenant by that name, or `NOT_FOUND`. */
async function existingDevice(directory: DeviceDirectory, tenant: string, name: string): Promise<DeviceRef> {
  const found = await directory.device(tenant, name);
  if (found === undefined) throw new Fault('NOT_FOUND', `There is no device “${name}”.`);
  return found;
}
