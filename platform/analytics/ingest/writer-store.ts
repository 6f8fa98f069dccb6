import type { ProductRef } from '#core/device.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { TelemetryStore } from '../store/telemetry-store.ts';
import type { RowsHeader } from './record.ts';
import { refusedTable } from './refused-rows.ts';

/** Prepares the table of a record and gives the statement for its rows; undefined when its product is not known. */
export interface PrepareTable {
  (header: RowsHeader): Promise<string | undefined>;
  /** Has the tables looked at again before the next insert. */
  forget(): void;
}

const fixedBefore = 3;

/** Columns of a record are the fixed ones, the properties as they were when it was written, and `extra`. */
export function createPrepareTable(store: TelemetryStore, directory: Pick<DeviceDirectory, 'product'>): PrepareTable {
  const prepare = async ({ tenant, table, columns }: RowsHeader): Promise<string | undefined> => {
    if (table === refusedTable) {
      await store.ensureTenant(tenant);
      return store.insertRefusedStatement(tenant);
    }
    const product: ProductRef | undefined = await directory.product(tenant, table);
    if (product === undefined) return undefined;
    await store.ensure(product);
    return store.insertStatement(
      product,
      columns.slice(fixedBefore, -1).map((id) => ({ id })),
    );
  };
  return Object.assign(prepare, { forget: () => store.forget() });
}
