import type { DeviceReach } from '#core/ports/device-reach.ts';
import { deviceFilterSql } from './device-filter.ts';
import type { TenantTables } from './tables.ts';

/** Answers from the table which devices a condition holds for. */
export function createDeviceReach(of: TenantTables): DeviceReach {
  return {
    async names(tenant, reach, max) {
      const rows = await of(tenant)
        .selectFrom('device as d')
        .select('d.name')
        .where('d.tenant', '=', tenant)
        .where(deviceFilterSql(reach))
        .limit(max)
        .execute();
      return rows.map(({ name }) => name);
    },
  };
}
