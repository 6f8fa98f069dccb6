import type { ProductRef } from '#core/device.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import type { Property, ThingModel } from '#core/thing-model.ts';
import { quoteName } from './literal.ts';
import { keepDays } from './retention.ts';
import { productStatements, refusedColumns, refusedTableOf, tableOf, tenantStatements } from './tables.ts';

/** The tables of tenants and products: made and extended before anything is written to them. */
export interface TelemetryStore {
  /** Makes the tenant's database and its system tables; free when done already. */
  ensureTenant(tenant: string): Promise<void>;
  /** Makes or extends the product's tables to its present model and retention; free when done already, one at a time per product. */
  ensure(product: ProductRef): Promise<void>;
  /** Makes every table be looked at again: somebody dropped one. */
  forget(): void;
  /** The statement for rows of TSV with these columns in order: device, ts, received, the properties, extra. */
  insertStatement(product: ProductRef, properties: readonly Pick<Property, 'id'>[]): string;
  /** The statement for rows of TSV with the columns `refusedColumns`. */
  insertRefusedStatement(tenant: string): string;
}

export interface TelemetryStoreOptions {
  readonly engine: TelemetryEngine;
  /** Points of a tenant that are older than this are deleted; `Infinity`, or none at all, keeps everything. */
  readonly retentionDays?: (tenant: string) => number;
}

// A part that holds a key twice is as right as two parts that hold it: readers merge. Merging on insert doubles an insert's cost.
const insertSettings = 'SETTINGS optimize_on_insert=0 FORMAT TSV';

/** Tables are remembered per engine process: one that was replaced is asked again. */
export function createTelemetryStore({ engine, retentionDays = () => Number.POSITIVE_INFINITY }: TelemetryStoreOptions): TelemetryStore {
  let tenants = new Map<string, Promise<void>>();
  let ensured = new WeakMap<ProductRef, { readonly model: ThingModel; readonly days: number }>();
  const tails = new Map<string, Promise<void>>();
  engine.onState((state) => {
    if (state !== 'up') forget();
  });

  return {
    ensureTenant,
    ensure,
    forget,
    insertStatement: (product, properties) =>
      insertInto(tableOf(product), ['device', 'ts', 'received', ...properties.map(({ id }) => id), 'extra']),
    insertRefusedStatement: (tenant) => insertInto(refusedTableOf(tenant), refusedColumns),
  };

  function forget(): void {
    tenants = new Map();
    ensured = new WeakMap();
  }

  function ensureTenant(tenant: string): Promise<void> {
    const known = tenants.get(tenant);
    if (known !== undefined) return known;
    const remembered = tenants;
    const made = run(tenantStatements(tenant));
    remembered.set(tenant, made);
    made.catch(() => remembered.delete(tenant));
    return made;
  }

  async function ensure(product: ProductRef): Promise<void> {
    const known = ensured.get(product);
    if (known?.model === product.model && known.days === retentionDays(product.tenant)) return;
    const key = `${product.tenant}/${product.name}`;
    const mine = (tails.get(key) ?? Promise.resolve()).then(() => ensureNow(product));
    const tail = mine.catch(() => {});
    tails.set(key, tail);
    try {
      await mine;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  }

  async function ensureNow(product: ProductRef): Promise<void> {
    const { model } = product;
    const days = retentionDays(product.tenant);
    const remembered = ensured;
    const known = remembered.get(product);
    if (known?.model !== model) {
      await ensureTenant(product.tenant);
      await run(productStatements(product));
    }
    if (known?.days !== days) await keepDays(engine, product, days);
    remembered.set(product, { model, days });
  }

  async function run(statements: readonly string[]): Promise<void> {
    for (const statement of statements) await engine.exec(statement);
  }
}

function insertInto(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.map(quoteName).join(', ')}) ${insertSettings}`;
}
