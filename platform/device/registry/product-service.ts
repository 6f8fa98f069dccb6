import type { Access } from '#core/access/access.ts';
import { isEverything } from '#core/access/policy.ts';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { readFilter } from '#core/filter/filter.ts';
import { type Expected, needVersion } from '#core/version.ts';
import { changeModel, firstModel } from '../model/model.ts';
import { cutPage, decodeCursor } from './cursor.ts';
import type { Directory } from './directory.ts';
import { defaultProduct, type NewProduct, type Product, type ProductChange, type ProductListQuery } from './product.ts';
import { productVocabulary } from './product-filter.ts';
import { type CountedProductRow, modelOf, type ProductRow, type ProductStore } from './product-store.ts';

interface ProductServiceOptions {
  readonly products: ProductStore;
  readonly directory: Directory;
  readonly events: EventBus;
  readonly now: () => number;
}

export type ProductService = ReturnType<typeof createProductService>;

/** What can be done with products. */
export function createProductService({ products, directory, events, now }: ProductServiceOptions) {
  return { list, get, create, update, ensureDefaults };

  async function list(tenant: string, access: Access, { limit, cursor, filter: text }: ProductListQuery) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const selection = { filter: text === undefined ? undefined : readFilter(text, productVocabulary), reach: reachIn(access) };
    const [rows, total] = await Promise.all([products.list(tenant, selection, after, limit + 1), products.count(tenant, selection)]);
    const { items, next } = cutPage(rows, limit);
    return { items: items.map(toProduct), next, total };
  }

  async function get(tenant: string, access: Access, name: string): Promise<Product> {
    const row = await products.find(tenant, name, reachIn(access));
    if (row === undefined) throw noProduct(name);
    return toProduct(row);
  }

  async function create(tenant: string, wanted: NewProduct): Promise<Product> {
    firstModel(wanted.mode, wanted.properties);
    const row = await products.insert(tenant, wanted, new Date(now()));
    if (row === undefined) throw new Fault('ALREADY_EXISTS', `There is a product ${wanted.name} already; choose another name`);
    announce(row);
    return toProduct({ ...row, devices: 0 });
  }

  async function update(tenant: string, access: Access, name: string, change: ProductChange, expected: Expected): Promise<Product> {
    let changed = false;
    const row = await products.change(tenant, name, (before) => {
      needVersion(expected, before.version, name);
      const old = modelOf(before);
      const model = changeModel(old, change);
      const label = change.label === undefined ? before.label : change.label;
      changed = model !== old || label !== before.label;
      if (!changed) return undefined;
      return { label, model: { ...model, version: before.version + 1 } };
    });
    if (row === undefined) throw noProduct(name);
    if (changed) announce(row);
    return get(tenant, access, name);
  }

  /** Gives a fresh tenant its first product; later calls do nothing, whatever became of it. */
  async function ensureDefaults(tenant: string): Promise<void> {
    const row = await products.insertDefault(tenant, defaultProduct, new Date(now()));
    if (row !== undefined) announce(row);
  }

  function announce(row: ProductRow): void {
    events.publish('product.changed', { product: directory.learn(row) });
  }
}

/** The fault of naming a product that the tenant does not have. */
export function noProduct(name: string, field = 'product'): Fault {
  return new Fault('NOT_FOUND', `There is no product ${name}`, { places: [{ field, expected: 'a product of this tenant' }] });
}

function reachIn(access: Access) {
  const reach = access.reach('device.read');
  return isEverything(reach) ? undefined : reach;
}

function toProduct(row: CountedProductRow): Product {
  return {
    name: row.name,
    label: row.label,
    mode: row.mode,
    version: row.version,
    properties: [...row.properties],
    devices: row.devices,
    createdAt: row.created_at.toISOString(),
  };
}
