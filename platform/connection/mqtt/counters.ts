/** Counts since the start; the maps count by reason. */
export interface MqttCounters {
  connections: number;
  accepted: number;
  publishes: number;
  acknowledged: number;
  bytesIn: number;
  /** Of connections that have ended. */
  bytesOut: number;
  delivered: number;
  /** QoS 0 publications that a quota of their tenant kept out. */
  overQuota: number;
  readonly dropped: Map<string, number>;
  readonly refusedLogins: Map<string, number>;
  readonly disconnects: Map<string, number>;
}

export function createCounters(): MqttCounters {
  return {
    connections: 0,
    accepted: 0,
    publishes: 0,
    acknowledged: 0,
    bytesIn: 0,
    bytesOut: 0,
    delivered: 0,
    overQuota: 0,
    dropped: new Map(),
    refusedLogins: new Map(),
    disconnects: new Map(),
  };
}

export function count(counts: Map<string, number>, reason: string, by = 1): void {
  counts.set(reason, (counts.get(reason) ?? 0) + by);
}
