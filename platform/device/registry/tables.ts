import type { ColumnType, Generated, Kysely } from 'kysely';
import type { ProductMode, Property } from '#core/thing-model.ts';

/** The registry's tables as SQL sees them. */
export type RegistryTables = {
  product: ProductTable;
  device: DeviceTable;
  device_presence: PresenceTable;
  registry_default: { tenant: string };
};

/** The tables as one tenant sees them: of its rows only, whatever the condition. */
export type TenantTables = (tenant: string) => Kysely<RegistryTables>;

export interface ProductTable {
  tenant: string;
  name: string;
  label: string | null;
  mode: ProductMode;
  properties: ColumnType<readonly Property[], string, string>;
  version: number;
  created_at: Date;
}

interface DeviceTable {
  tenant: string;
  name: string;
  product: string;
  label: string | null;
  space: string;
  labels: ColumnType<Readonly<Record<string, string>>, string, string>;
  disabled: Generated<boolean>;
  /** SHA-256 of the secret. */
  secret_hash: Buffer;
  created_at: Date;
}

interface PresenceTable {
  tenant: string;
  device: string;
  online: boolean;
  /** Epoch of the session that this row tells of; 0 where no session of this run did. Kept as text: bigint. */
  epoch: string;
  seen_at: Date | null;
  /** When it last sent data. */
  active_at: Date | null;
  /** Why it went offline last. */
  reason: string | null;
}
