import type { DeviceRef } from '#core/device.ts';

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

/** How one family of devices speaks: from its CONNECT to canonical operations, and its topic rights. */
export interface Dialect {
  readonly name: string;
  /** Whether a device that introduces itself so speaks this dialect; the first that matches is taken. */
  match(introduction: Introduction): boolean;
  /** Undefined when the introduction names no device. */
  claim(introduction: Introduction): Claim | undefined;
  maySubscribe(device: DeviceRef, filter: string): boolean;
  /** Turns a publication into operations; `bytes[start, end)` is valid only during the call. */
  onPublish(device: DeviceRef, topic: string, bytes: Buffer, start: number, end: number): void;
}
