import type { DeviceRef } from '#core/device.ts';
import type { Refusal } from '#core/ports/ingest.ts';

/** What a CONNECT tells before anything is checked. */
export interface Introduction {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Buffer | undefined;
}

/** Who a CONNECT claims to be, and the secret that should prove it. */
export interface Claim {
  readonly tenant: string;
  readonly device: string;
  readonly secret: string;
}

/** How one family of devices speaks: from its CONNECT to canonical operations. */
export interface Dialect {
  readonly name: string;
  /** Whether a device that introduces itself so speaks this dialect; the first that matches is taken. */
  match(introduction: Introduction): boolean;
  /** Undefined when the introduction names no device. */
  claim(introduction: Introduction): Claim | undefined;
  /**
   * Turns a publication into operations; `bytes[start, end)` is valid only during the call. `wanted` tells whether somebody subscribed to
   * the topic, so that it has a use even if the dialect has none for it. Returns the refusal when nothing of it was taken.
   */
  onPublish(device: DeviceRef, topic: string, bytes: Buffer, start: number, end: number, wanted: boolean): Refusal | undefined;
}
