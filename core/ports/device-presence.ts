/** What the registry knows of a device's comings and goings: separate facts, none of which stands for another. Times in ms since the epoch. */
export interface DevicePresence {
  readonly disabled: boolean;
  /** It has a session. */
  readonly online: boolean;
  /** When there was last any sign of it: it came, went, or sent something. */
  readonly seenAt: number | undefined;
  /** When it last sent data; connecting and pings are no data. */
  readonly activeAt: number | undefined;
  /** Why its last session ended. */
  readonly reason: string | undefined;
}

/** Asked by who explains why a device is offline. */
export interface DevicePresences {
  /** Undefined when there is no such device. */
  presence(tenant: string, device: string): Promise<DevicePresence | undefined>;
}
