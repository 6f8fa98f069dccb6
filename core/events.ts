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
  /** The device's secret changed or it was disabled: its live sessions end. */
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
