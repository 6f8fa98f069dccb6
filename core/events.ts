import type { DeviceRef, ProductRef } from './device.ts';
import type { Refusal } from './ports/ingest.ts';
import type { QuotaName } from './quota.ts';
import type { ReportBatch } from './report-batch.ts';

/** A device that came or went, with where it stands. */
export interface RegisteredDevice {
  readonly tenant: string;
  readonly product: string;
  readonly device: string;
  readonly space: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What platforms tell each other. Handlers run in order, synchronously, and must not throw or block. */
export interface Events {
  /** A product was made or its model changed; tables follow. */
  'product.changed': { readonly product: ProductRef };
  /** A tenant's tree of spaces changed. */
  'space.changed': { readonly tenant: string };
  /** What somebody may do changed: assignments, roles, shares, impersonations. Live streams and caches ask again. */
  'access.changed': { readonly tenant: string };
  /** A device was moved to another space, or its labels changed. */
  'device.placed': Omit<RegisteredDevice, 'product'>;
  'device.registered': RegisteredDevice;
  'device.removed': RegisteredDevice;
  /** The device was disabled or enabled: its live sessions end. */
  'device.credentials': { readonly tenant: string; readonly device: string };
  /**
   * A credential ended: connections that it let in end. Without `credential` all of the device's or application's; with neither device nor
   * application all that it let in, as in `jwt:<issuer>`.
   */
  'credential.revoked': {
    readonly tenant: string;
    readonly device?: string | undefined;
    readonly application?: string | undefined;
    readonly credential?: string | undefined;
  };
  /** `epoch` grows with every session of the platform, so that a late offline can't override a newer online. */
  'device.presence': {
    readonly device: DeviceRef;
    readonly online: boolean;
    readonly epoch: number;
    readonly at: number;
    readonly reason: string;
  };
  /** A client breaks off all the time, or two with the same credentials take a session from each other; `until` when it is banned for that. */
  'connection.flapping': {
    readonly tenant: string;
    readonly kind: 'device' | 'application';
    readonly name: string;
    readonly clientId: string;
    readonly cause: 'flapping' | 'duplicate-client';
    readonly addresses: readonly string[];
    readonly disconnects: number;
    readonly until: number | undefined;
    readonly at: number;
  };
  /** Somebody is kept out from now on, of this tenant or (undefined) at an address: live connections that are meant end. */
  'ban.added': { readonly tenant: string | undefined };
  /** How overloaded the program is: 0 not at all, 1 who sends most is slowed, 2 new connections are refused, 3 QoS 0 is dropped. */
  'overload.changed': {
    readonly level: 0 | 1 | 2 | 3;
    readonly before: 0 | 1 | 2 | 3;
    readonly delayMs: number;
    readonly memoryShare: number;
    readonly at: number;
  };
  'reports.committed': ReportBatch;
  'report.refused': { readonly device: DeviceRef; readonly refusal: Refusal; readonly at: number; readonly topic: string };
  /** The limits of a tenant are others now. */
  'quota.changed': { readonly tenant: string };
  /** A tenant has used four fifths of a quota: told once per quota and period (a month, or a day for what has no month). */
  'quota.warning': {
    readonly tenant: string;
    readonly quota: QuotaName;
    readonly used: number;
    readonly limit: number;
    readonly at: number;
  };
}

export type EventName = keyof Events;

export interface EventBus {
  publish<N extends EventName>(name: N, event: Events[N]): void;
  /** Returns the unsubscriber. */
  on<N extends EventName>(name: N, handler: (event: Events[N]) => void): () => void;
}
