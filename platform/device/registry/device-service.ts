import type { Kysely } from 'kysely';
import type { Access } from '#core/access/access.ts';
import { Forbidden } from '#core/access/forbidden.ts';
import { isEverything, type Placed } from '#core/access/policy.ts';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { readFilter } from '#core/filter/filter.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import type { Expected } from '#core/version.ts';
import { decodeCursor } from './cursor.ts';
import {
  type Credentials,
  countedDevicesMax,
  credentialsOf,
  type Device,
  type DeviceChange,
  type DeviceListQuery,
  mayOnDevice,
  type NewDevice,
  type NewDevices,
  numberedNames,
  type Placement,
  type Registered,
} from './device.ts';
import { deviceVocabulary } from './device-filter.ts';
import { type DeviceList, placeCursor } from './device-list.ts';
import { stateOf } from './device-state.ts';
import { type DeviceRow, type DeviceStore, sqlState } from './device-store.ts';
import type { Presence } from './presence.ts';
import { noProduct } from './product-service.ts';
import { hashSecret, makeSecret, secretCredential } from './secret.ts';

interface DeviceServiceOptions {
  readonly devices: DeviceStore;
  readonly lists: DeviceList;
  readonly quotas: Quotas;
  readonly presence: Presence;
  readonly secrets: KeptSecrets;
  readonly events: EventBus;
  readonly now: () => number;
}

/** Where old secrets go that are to be valid for a while yet. */
export interface KeptSecrets {
  keep(trx: Kysely<unknown>, tenant: string, device: string, stored: Buffer, until: Date): Promise<void>;
  changed(tenant: string, device: string): void;
}

export type DeviceService = ReturnType<typeof createDeviceService>;

/** Taken names that an error lists; of the others it says how many. */
const takenNamesShownMax = 5;

/** What can be done with devices. */
export function createDeviceService({ devices, lists, quotas, presence, secrets, events, now }: DeviceServiceOptions) {
  return { list, get, create, createNumbered, update, rotateSecret, remove };

  /** Those that the caller may see. */
  async function list(
    tenant: string,
    access: Access,
    { limit, cursor, filter: text, space, sort, total: wanted, ...rest }: DeviceListQuery,
  ) {
    const reach = access.reach('device.read');
    const filter = {
      ...rest,
      filter: text === undefined ? undefined : readFilter(text, deviceVocabulary),
      space: space === undefined ? undefined : access.spaces.below(space),
      reach: isEverything(reach) ? undefined : reach,
    };
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const most = wanted === 'bounded' ? countedDevicesMax + 1 : undefined;
    const [rows, counted] = await Promise.all([
      lists.page(tenant, filter, sort, after, limit + 1),
      wanted === 'none' ? null : lists.count(tenant, filter, most),
    ]);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const next = rows.length > limit && last !== undefined ? placeCursor(last) : null;
    const totalIsLeast = counted !== null && counted === most;
    const total = totalIsLeast ? countedDevicesMax : counted;
    return { items: items.map((row) => toDevice(tenant, row, access)), next, total, totalIsLeast };
  }

  async function get(tenant: string, access: Access, name: string): Promise<Device & { readonly version: string }> {
    const row = await devices.find(tenant, name);
    if (row === undefined) throw noDevice(name);
    access.need('device.read', row);
    return { ...toDevice(tenant, row, access), version: row.version };
  }

  async function create(tenant: string, access: Access, { name, product, label, ...placement }: NewDevice): Promise<Registered> {
    const [made] = await register(tenant, access, product, placement, [name], label ?? null);
    if (made === undefined) throw noDevice(name);
    return made;
  }

  /** Makes NAME-1 … NAME-count, all or none. */
  async function createNumbered(
    tenant: string,
    access: Access,
    { name, product, count, ...placement }: NewDevices,
  ): Promise<readonly Registered[]> {
    return register(tenant, access, product, placement, numberedNames(name, count), null);
  }

  async function register(
    tenant: string,
    access: Access,
    product: string,
    { space, labels }: Placement,
    names: readonly string[],
    label: string | null,
  ): Promise<readonly Registered[]> {
    if (!access.spaces.has(space)) throw noSpace(space);
    for (const name of names) needToWrite(access, { name, space, labels });
    const at = new Date(now());
    const made = names.map((name) => ({ name, label, secret: makeSecret() }));
    const rows = made.map(({ secret, ...row }) => ({ ...row, secretHash: hashSecret(secret) }));
    const meter = quotas.meter(tenant);
    const done = await devices.insert(tenant, product, { space, labels }, rows, at, meter.limit('devices')).catch((error) => {
      throw sqlState(error) !== '23503' ? error : isAboutSpace(error) ? noSpace(space) : noProduct(product);
    });
    if (done.devices !== undefined) meter.observe('devices', done.devices);
    if (done.outcome === 'full') throw meter.exceeded('devices');
    if (done.outcome === 'taken') throw alreadyThere(await devices.taken(tenant, names));
    for (const device of names) events.publish('device.registered', { tenant, product, device, space, labels });
    return made.map(({ name, secret }) => ({
      name,
      label,
      product,
      space,
      labels,
      state: 'inactive',
      lastSeenAt: null,
      createdAt: at.toISOString(),
      may: mayOnDevice(access, { name, space, labels }),
      credentials: credentialsOf(tenant, name, secret),
    }));
  }

  /** Where it is moved or labelled anew, the caller may write to it before and after. */
  async function update(tenant: string, access: Access, name: string, change: DeviceChange, expected: Expected) {
    const row = await devices.find(tenant, name);
    if (row === undefined) throw noDevice(name);
    access.need('device.write', row);
    if (change.space !== undefined && !access.spaces.has(change.space)) throw noSpace(change.space);
    needToWrite(access, { name, space: change.space ?? row.space, labels: change.labels ?? row.labels });
    const { label, disabled, space, labels } = change;
    const set = {
      ...(label === undefined ? {} : { label }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(space === undefined ? {} : { space }),
      ...(labels === undefined ? {} : { labels }),
    };
    const done = await devices.update(tenant, name, set, expected);
    if (done === undefined) throw noDevice(name);
    if (done.placed) events.publish('device.placed', { tenant, device: name, space: space ?? row.space, labels: labels ?? row.labels });
    if (done.switched) events.publish('device.credentials', { tenant, device: name });
    return get(tenant, access, name);
  }

  /** The old secret ends at once, and with it the sessions that it opened; or it is kept for a while, for a device that must be told first. */
  async function rotateSecret(tenant: string, name: string, keepOldMs = 0): Promise<Credentials> {
    const secret = makeSecret();
    const until = new Date(now() + keepOldMs);
    const old = await devices.setSecret(tenant, name, hashSecret(secret), async (stored, trx) => {
      if (keepOldMs > 0) await secrets.keep(trx, tenant, name, stored, until);
    });
    if (old === undefined) throw noDevice(name);
    secrets.changed(tenant, name);
    if (keepOldMs === 0) events.publish('credential.revoked', { tenant, device: name, credential: secretCredential(old) });
    return credentialsOf(tenant, name, secret);
  }

  async function remove(tenant: string, name: string, expected: Expected): Promise<void> {
    const removed = await devices.remove(tenant, name, expected);
    if (removed === undefined) throw noDevice(name);
    events.publish('device.removed', { tenant, device: name, ...removed });
  }

  function toDevice(tenant: string, row: DeviceRow, access: Access): Device {
    // Memory is ahead of the table by at most one write.
    const seen = presence.of(tenant, row.name) ?? { online: row.online ?? false, seenAt: row.seen_at?.getTime() };
    return {
      name: row.name,
      label: row.label,
      product: row.product,
      space: row.space,
      labels: row.labels,
      state: stateOf(row.disabled, seen),
      lastSeenAt: seen.seenAt === undefined ? null : new Date(seen.seenAt).toISOString(),
      createdAt: row.created_at.toISOString(),
      may: mayOnDevice(access, row),
    };
  }
}

// What would stand where the caller may not write isn't there yet: nothing to hide, so it is said what is missing.
function needToWrite(access: Access, device: Placed): void {
  if (!access.may('device.write', device)) throw new Forbidden('device.write', ` in the space ${device.space}`);
}

function isAboutSpace(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && String(error.constraint).includes('space');
}

function noSpace(space: string): Fault {
  return new Fault('BAD_REQUEST', `There is no space ${space}`, { places: [{ field: 'space', expected: 'a space of this tenant' }] });
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
