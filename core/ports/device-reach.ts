import type { Checked } from '../filter/checked.ts';

/** Which devices a condition on `name`, `space` and `labels.*` holds for. */
export interface DeviceReach {
  /** At most `max` names, in no order. */
  names(tenant: string, reach: Checked, max: number): Promise<readonly string[]>;
}
