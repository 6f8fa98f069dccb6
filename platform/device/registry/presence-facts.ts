import type { DevicePresences } from '#core/ports/device-presence.ts';
import type { Presence } from './presence.ts';
import type { PresenceStore } from './presence-store.ts';

/** What is known of one device's presence: from memory what is newer there, else from the table. */
export function createPresenceFacts(store: PresenceStore, presence: Presence): DevicePresences {
  return {
    async presence(tenant, device) {
      const row = await store.find(tenant, device);
      if (row === undefined) return undefined;
      const memory = presence.of(tenant, device);
      return {
        disabled: row.disabled,
        online: memory?.online ?? row.online ?? false,
        seenAt: memory?.seenAt ?? row.seen_at?.getTime(),
        // Memory knows of no data that came before the program's start.
        activeAt: memory?.activeAt || row.active_at?.getTime(),
        reason: memory?.reason ?? row.reason ?? undefined,
      };
    },
  };
}
