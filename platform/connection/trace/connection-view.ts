import type { DeviceRef } from '#core/device.ts';

/** A live connection, read when somebody looks. */
export interface ConnectionView {
  /** Stays the same while it lives; no other connection ever has it. */
  readonly id: string;
  readonly tenant: string;
  readonly kind: 'device' | 'application';
  /** Name of the device or application. */
  readonly owner: string;
  /** The device, where it is one. */
  readonly device: DeviceRef | undefined;
  readonly clientId: string;
  /** 3 is MQTT 3.1, 4 is 3.1.1, 5 is 5.0. */
  readonly level: number;
  readonly listener: string;
  readonly address: string;
  /** What let it in, as in `secret`. */
  readonly credential: string;
  /** ms since the epoch */
  readonly connectedAt: number;
  readonly keepAliveSeconds: number;
  readonly cleanStart: boolean;
  readonly expirySeconds: number;
  readonly subscriptions: number;
  readonly inflight: number;
  readonly queued: number;
  readonly dropped: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly unsentBytes: number;
  /** Why it is not read at the moment. */
  readonly paused: readonly string[];
  /** When it last published something, ms since the epoch; 0 when it never did. Pings are no activity. */
  readonly lastActiveAt: number;
  end(reason: string): void;
}

/** What a session is subscribed to. */
export interface SubscriptionView {
  readonly filter: string;
  readonly qos: number;
}

/** What diagnostics asks of the gateway. */
export interface LiveConnections {
  connections(): Iterable<ConnectionView>;
  /** Undefined when there is no such connection. */
  subscriptionsOf(id: string): readonly SubscriptionView[] | undefined;
}
