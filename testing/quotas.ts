import { createMemoryBus } from '#adapters/bus/memory.ts';
import type { EventBus } from '#core/events.ts';
import type { QuotaValues } from '#core/quota.ts';
import { createMeters, limitsOf } from '#platform/application/index.ts';

type Meters = ReturnType<typeof createMeters>;

/** The platform's own meters, without tables: nobody is bounded where `values` says nothing. */
export function testMeters(
  options: { readonly values?: QuotaValues; readonly now?: () => number; readonly events?: EventBus } = {},
): Meters {
  const events = options.events ?? createMemoryBus({ info() {}, warn() {}, error() {} });
  return createMeters(() => limitsOf(options.values ?? {}, {}), events, options.now ?? Date.now);
}
