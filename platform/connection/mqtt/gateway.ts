import type { Logger } from '#core/logger.ts';
import type { Ingest } from '#core/ports/ingest.ts';
import type { LoginThrottle } from '../limits/login-throttle.ts';
import type { Authenticator } from '../principal.ts';
import type { Channels } from '../session/channels.ts';

/** Counts since the start; `disconnects` and `refusedLogins` by reason. */
export interface MqttCounters {
  connections: number;
  accepted: number;
  publishes: number;
  acknowledged: number;
  bytesIn: number;
  delivered: number;
  dropped: number;
  /** QoS 0 publications that a quota of their tenant kept out. */
  overQuota: number;
  readonly refusedLogins: Map<string, number>;
  readonly disconnects: Map<string, number>;
}

/** What every MQTT session shares. */
export interface MqttGateway {
  readonly ingest: Ingest;
  readonly authenticator: Authenticator;
  readonly channels: Channels;
  readonly throttle: LoginThrottle;
  readonly packetBytesMax: number;
  readonly counters: MqttCounters;
  readonly log: Logger;
  readonly clock: () => number;
  /** Coarse clock in ms, moved once per sweep: reading it costs nothing. */
  now: number;
}

export function createCounters(): MqttCounters {
  return {
    connections: 0,
    accepted: 0,
    publishes: 0,
    acknowledged: 0,
    bytesIn: 0,
    delivered: 0,
    dropped: 0,
    overQuota: 0,
    refusedLogins: new Map(),
    disconnects: new Map(),
  };
}

export function count(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}
