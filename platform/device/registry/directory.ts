import type { DeviceRef, ProductRef } from '#core/device.ts';
import type { EventBus } from '#core/events.ts';
import { deviceName, productName, tenantName } from '#core/names.ts';
import type { DeviceDirectory, LoginResult } from '#core/ports/device-directory.ts';
import type { DeviceStore, LoginRow } from './device-store.ts';
import { createLookup } from './lookup.ts';
import { modelOf, type ProductRow, type ProductStore } from './product-store.ts';
import { RefCache } from './ref-cache.ts';
import { secretCredential, secretMatches } from './secret.ts';

/** Devices and products kept in memory though nobody holds them; beyond it the longest unasked are read again when asked for. */
const devicesCachedMax = 200_000;
const productsCachedMax = 10_000;
/** How long an answer is believed without asking the table, for a device that exists and for one that doesn't. */
export const loginCachedMs = 30_000;
export const unknownCachedMs = 2000;
/** Unknown names remembered. */
const unknownCachedMax = 10_000;

/** The directory as the registry itself uses it. */
export interface Directory extends DeviceDirectory {
  /** The device's object if anybody has it in memory. */
  peek(tenant: string, name: string): DeviceRef | undefined;
  /** A device as logins know it; undefined when there is none. */
  standing(tenant: string, name: string): Promise<Standing | undefined>;
  /** What devices get in with changed: it is read again before the next login. */
  forget(tenant: string, name: string): void;
  /** Takes in a product as it now is: its one object carries the newest model. */
  learn(row: ProductRow): ProductRef;
}

interface DirectoryOptions {
  readonly devices: DeviceStore;
  readonly products: ProductStore;
  readonly events: EventBus;
  readonly now: () => number;
}

export interface Standing {
  readonly device: DeviceRef;
  readonly disabled: boolean;
  /** When it was registered, in ms. */
  readonly since: number;
}

interface Known extends Standing {
  /** The one it was made with first. */
  readonly secrets: readonly { readonly hash: Buffer; readonly expiresAt: number }[];
  readonly until: number;
}

/** Answers who a device is from memory, and from the tables in one query for all who ask in the same tick. */
export function createDirectory({ devices, products, events, now }: DirectoryOptions): Directory {
  const deviceRefs = new RefCache<DeviceRef>(devicesCachedMax);
  const productRefs = new RefCache<ProductRef>(productsCachedMax);
  // By the object: a login's record goes when its device does.
  const records = new WeakMap<DeviceRef, Known>();
  const unknown = new Map<string, number>();
  const deviceLookup = createLookup(findDevices, settleDevice);
  const productLookup = createLookup(findProducts, (_, row: ProductRow | undefined) => (row === undefined ? undefined : learn(row)));

  events.on('device.registered', ({ tenant, device }) => forget(keyOf(tenant, device), false));
  events.on('device.credentials', ({ tenant, device }) => forget(keyOf(tenant, device), false));
  events.on('credential.revoked', ({ tenant, device }) => {
    if (device !== undefined) forget(keyOf(tenant, device), false);
  });
  events.on('device.placed', ({ tenant, device, space, labels }) => {
    const ref = deviceRefs.peek(keyOf(tenant, device));
    if (ref !== undefined) Object.assign(ref, { space, labels });
    forget(keyOf(tenant, device), false);
  });
  events.on('device.removed', ({ tenant, device }) => forget(keyOf(tenant, device), true));

  return {
    ...{ login, products: allProducts, device, product, standing, learn },
    peek: (tenant, name) => deviceRefs.peek(keyOf(tenant, name)),
    forget: (tenant, name) => forget(keyOf(tenant, name), false),
  };

  async function login(tenant: string, name: string, secret: string): Promise<LoginResult> {
    const key = keyOf(tenant, name);
    // Only who is not in memory has a name that must be looked at: a storm of logins is of known ones.
    const known = inMemory(key) ?? (isDeviceKey(tenant, name) ? await knownOf(key) : undefined);
    // Compared first and always, so that the time taken tells nothing.
    const matches = (known?.secrets ?? [undefined]).filter((each) => secretMatches(secret, each?.hash));
    if (known === undefined) return { ok: false, reason: 'unknown-device' };
    const found = matches.find((each) => each !== undefined && each.expiresAt > now());
    if (found === undefined) return { ok: false, reason: 'wrong-secret', device: known.device };
    if (known.disabled) return { ok: false, reason: 'disabled', device: known.device };
    const expiresAt = found.expiresAt === Number.POSITIVE_INFINITY ? undefined : found.expiresAt;
    return { ok: true, device: known.device, credential: secretCredential(found.hash), expiresAt };
  }

  async function standing(tenant: string, name: string): Promise<Standing | undefined> {
    return isDeviceKey(tenant, name) ? await knownOf(keyOf(tenant, name)) : undefined;
  }

  async function device(tenant: string, name: string): Promise<DeviceRef | undefined> {
    if (!isDeviceKey(tenant, name)) return undefined;
    // Asked of the record, not of the reference alone: where a device stands decides who may see it, so it must not be older than that.
    return (await knownOf(keyOf(tenant, name)))?.device;
  }

  async function product(tenant: string, name: string): Promise<ProductRef | undefined> {
    if (!tenantName.safeParse(tenant).success || !productName.safeParse(name).success) return undefined;
    const key = keyOf(tenant, name);
    return productRefs.get(key) ?? productLookup.ask(key);
  }

  async function allProducts(): Promise<readonly ProductRef[]> {
    return (await products.all()).map(learn);
  }

  function inMemory(key: string): Known | undefined {
    const ref = deviceRefs.get(key);
    const record = ref === undefined ? undefined : records.get(ref);
    return record !== undefined && record.until > now() ? record : undefined;
  }

  async function knownOf(key: string): Promise<Known | undefined> {
    const record = inMemory(key);
    if (record !== undefined) return record;
    if ((unknown.get(key) ?? 0) > now()) return undefined;
    return deviceLookup.ask(key);
  }

  async function findDevices(keys: readonly string[]): Promise<ReadonlyMap<string, { row: LoginRow; product: ProductRef }>> {
    const rows = await devices.forLogin(keys.map(splitKey));
    const found = new Map<string, { row: LoginRow; product: ProductRef }>();
    await Promise.all(
      [...Map.groupBy(rows, (row) => keyOf(row.tenant, row.product))].map(async ([key, ofProduct]) => {
        const ref = productRefs.get(key) ?? (await productLookup.ask(key));
        for (const row of ofProduct) if (ref !== undefined) found.set(keyOf(row.tenant, row.name), { row, product: ref });
      }),
    );
    return found;
  }

  async function findProducts(keys: readonly string[]): Promise<ReadonlyMap<string, ProductRow>> {
    const rows = await products.named(keys.map(splitKey));
    return new Map(rows.map((row) => [keyOf(row.tenant, row.name), row]));
  }

  function settleDevice(key: string, found: { row: LoginRow; product: ProductRef } | undefined): Known | undefined {
    if (found === undefined) {
      if (unknown.size >= unknownCachedMax) unknown.clear();
      unknown.set(key, now() + unknownCachedMs);
      return undefined;
    }
    const { row, product } = found;
    let ref = deviceRefs.get(key);
    if (ref === undefined || ref.product !== product) {
      ref = { tenant: row.tenant, name: row.name, product, space: row.space, labels: row.labels };
      deviceRefs.set(key, ref);
    } else {
      ref.space = row.space;
      ref.labels = row.labels;
    }
    const more = row.more_secrets.map(({ hash, expires }) => ({
      hash: Buffer.from(hash, 'hex'),
      expiresAt: expires ?? Number.POSITIVE_INFINITY,
    }));
    const secrets = [{ hash: row.secret_hash, expiresAt: Number.POSITIVE_INFINITY }, ...more];
    const record = { device: ref, secrets, disabled: row.disabled, since: row.created_at.getTime(), until: now() + loginCachedMs };
    records.set(ref, record);
    return record;
  }

  function learn(row: ProductRow): ProductRef {
    const key = keyOf(row.tenant, row.name);
    const known = productRefs.get(key);
    if (known !== undefined) {
      // What was read before a change may arrive after it.
      if (row.version > known.model.version) known.model = modelOf(row);
      return known;
    }
    const ref = { tenant: row.tenant, name: row.name, model: modelOf(row) };
    productRefs.set(key, ref);
    return ref;
  }

  function forget(key: string, removed: boolean): void {
    const ref = deviceRefs.peek(key);
    if (ref !== undefined) records.delete(ref);
    if (removed) deviceRefs.delete(key);
    unknown.delete(key);
    deviceLookup.changed(key);
  }
}

function isDeviceKey(tenant: string, name: string): boolean {
  return tenantName.safeParse(tenant).success && deviceName.safeParse(name).success;
}

function keyOf(tenant: string, name: string): string {
  return `${tenant}/${name}`;
}

// A tenant's name holds no slash.
function splitKey(key: string): { tenant: string; name: string } {
  const at = key.indexOf('/');
  return { tenant: key.slice(0, at), name: key.slice(at + 1) };
}
