/** disabled: may not connect; online: has a session; offline: was seen before; inactive: never seen. */
export const deviceStates = ['inactive', 'online', 'offline', 'disabled'] as const;
export type DeviceState = (typeof deviceStates)[number];

/** What is known of a device's presence. */
export interface Seen {
  readonly online: boolean;
  /** ms since the epoch; undefined when it never was. */
  readonly seenAt: number | undefined;
}

export function stateOf(disabled: boolean, { online, seenAt }: Seen): DeviceState {
  if (disabled) return 'disabled';
  if (online) return 'online';
  return seenAt === undefined ? 'inactive' : 'offline';
}
