import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { readFilter } from '#core/filter/filter.ts';
import { cutPage, decodeCursor } from './cursor.ts';
import {
  type Credentials,
  credentialsOf,
  type Device,
  type DeviceChange,
  type DeviceListQuery,
  type NewDevice,
  numberedNames,
  type Registered,
} from './device.ts';
import { deviceVocabulary } from './device-filter.ts';
import { stateOf } from './device-state.ts';
import { type DeviceRow, type DeviceStore, sqlState } from './device-store.ts';
import type { Presence } from './presence.ts';
import { noProduct } from './product-service.ts';
import { hashSecret, makeSecret } from './secret.ts';

interface DeviceServiceOptions {
  readonly devices: DeviceStore;
  readonly presence: Presence;
  readonly events: EventBus;
  readonly now: () => number;
}

export type DeviceService = ReturnType<typeof createDeviceService>;

/** Taken names that an error lists; of the others it says how many. */
const takenNamesShownMax = 5;

/** What can be done with devices. */
export function createDeviceService({ devices, presence, events, now }: DeviceServiceOptions) {
  return { list, get, create, createNumbered, update, rotateSecret, remove };

  async function list(tenant: string, { limit, cursor, filter: text, ...rest }: DeviceListQuery) {
    const filter = { ...rest, filter: text === undefined ? undefined : readFilter(text, deviceVocabulary) };
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const [rows, total] = await Promise.all([devices.list(tenant, filter, after, limit + 1), devices.count(tenant, filter)]);
    const { items, next } = cutPage(rows, limit);
    return { items: items.map((row) => toDevice(tenant, row)), next, total };
  }

  async function get(tenant: string, name: string): Promise<Device> {
    const row = await devices.find(tenant, name);
    if (row === undefined) throw noDevice(name);
    return toDevice(tenant, row);
  }

  async function create(tenant: string, { name, product, label }: NewDevice): Promise<Registered> {
    const [made] = await register(tenant, product, [name], label ?? null);
    if (made === undefined) throw noDevice(name);
    return made;
  }

  /** Makes NAME-1 … NAME-count, all or none. */
  async function createNumbered(tenant: string, name: string, product: string, count: number): Promise<readonly Registered[]> {
    return register(tenant, product, numberedNames(name, count), null);
  }

  async function register(tenant: string, product: string, names: readonly string[], label: string | null): Promise<readonly Registered[]> {
    const at = new Date(now());
    const made = names.map((name) => ({ name, label, secret: makeSecret() }));
    const rows = made.map(({ secret, ...row }) => ({ ...row, secretHash: hashSecret(secret) }));
    const done = await devices.insert(tenant, product, rows, at).catch((error) => {
      throw sqlState(error) === '23503' ? noProduct(product) : error;
    });
    if (!done) throw alreadyThere(await devices.taken(tenant, names));
    for (const device of names) events.publish('device.registered', { tenant, product, device });
    return made.map(({ name, secret }) => ({
      name,
      label,
      product,
      state: 'inactive',
      lastSeenAt: null,
      createdAt: at.toISOString(),
      credentials: credentialsOf(tenant, name, secret),
    }));
  }

  async function update(tenant: string, name: string, { label, disabled }: DeviceChange): Promise<Device> {
    const change = { ...(label === undefined ? {} : { label }), ...(disabled === undefined ? {} : { disabled }) };
    const done = await devices.update(tenant, name, change);
    if (done === undefined) throw noDevice(name);
    if (done.switched) events.publish('device.credentials', { tenant, device: name });
    return get(tenant, name);
  }

  /** The old secret ends at once, and with it the device's sessions. */
  async function rotateSecret(tenant: string, name: string): Promise<Credentials> {
    const secret = makeSecret();
    if (!(await devices.setSecret(tenant, name, hashSecret(secret)))) throw noDevice(name);
    events.publish('device.credentials', { tenant, device: name });
    return credentialsOf(tenant, name, secret);
  }

  async function remove(tenant: string, name: string): Promise<void> {
    const product = await devices.remove(tenant, name);
    if (product === undefined) throw noDevice(name);
    events.publish('device.removed', { tenant, product, device: name });
  }

  function toDevice(tenant: string, row: DeviceRow): Device {
    // Memory is ahead of the table by at most one write.
    const seen = presence.of(tenant, row.name) ?? { online: row.online ?? false, seenAt: row.seen_at?.getTime() };
    return {
      name: row.name,
      label: row.label,
      product: row.product,
      state: stateOf(row.disabled, seen),
      lastSeenAt: seen.seenAt === undefined ? null : new Date(seen.seenAt).toISOString(),
      createdAt: row.created_at.toISOString(),
    };
  }
}

function noDevice(name: string): Fault {
  return new Fault('NOT_FOUND', `There is no device ${name}`);
}

function alreadyThere(taken: readonly string[]): Fault {
  const shown = taken.slice(0, takenNamesShownMax).join(', ');
  const rest = taken.length > takenNamesShownMax ? ` and ${taken.length - takenNamesShownMax} more` : '';
  return new Fault('ALREADY_EXISTS', `Taken already: ${shown}${rest}. Nothing was made; choose another name`, {
    places: [{ field: 'name', expected: 'a name that no device of this tenant has' }],
  });
}
