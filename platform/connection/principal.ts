import type { DeviceRef } from '#core/device.ts';
import type { Dialect } from './dialect/dialect.ts';

/** A device, mounted at `devices/{device}/` of its tenant's topics: what it names is below that. */
export interface DevicePrincipal {
  readonly kind: 'device';
  readonly tenant: string;
  readonly name: string;
  readonly device: DeviceRef;
  readonly dialect: Dialect;
}

/** A program: it names topics in full, and what it may do with them changes while it is connected. */
export interface ApplicationPrincipal {
  readonly kind: 'application';
  readonly tenant: string;
  /** A service account, `key:<id>`, `jwt:<issuer>:<subject>` or `anonymous`. */
  readonly name: string;
  mayPublish(topic: string): boolean;
  /** True for a filter that may bring something; each topic is asked about by `mayReceive`. */
  maySubscribe(filter: string): boolean;
  mayReceive(topic: string): boolean;
  /** Grows when an answer of the others may have changed. */
  readonly rightsVersion: number;
}

export type Principal = DevicePrincipal | ApplicationPrincipal;

/** Reason codes of MQTT 5 that a login is refused with. */
type RefusalCode = 0x86 | 0x87 | 0x88 | 0x89 | 0x8c | 0x97;

export type Login =
  | {
      readonly ok: true;
      readonly principal: Principal;
      /** What let it in, as in `secret:<id>`, `certificate:<id>`, `jwt:<issuer>`, `key:<id>`: when that is revoked its connections end. */
      readonly credential: string;
      /** When the connection has to end, in ms since 1970. */
      readonly expiresAt?: number | undefined;
    }
  | {
      readonly ok: false;
      /** Counted by; of a small set of words. */
      readonly reason: string;
      readonly code: RefusalCode;
      /** Told to the peer; never whether a name exists. */
      readonly text?: string | undefined;
      /** The device that was refused, where one is known: for its diary. */
      readonly device?: DeviceRef | undefined;
    };

/** What is known of the other end of a connection: a `Peer` of the transport has it. */
export interface IntroducedPeer {
  readonly address: string;
  /** As presented, and proven by the TLS handshake; whom to trust is decided here. */
  readonly certificate: { readonly raw: Buffer; readonly fingerprint256: string; readonly chain: readonly Buffer[] } | undefined;
}

/** What a CONNECT tells before anything is checked. */
export interface Introduction {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: Buffer | undefined;
  readonly level: 3 | 4 | 5;
  readonly peer: IntroducedPeer;
}

/** Decides who is who. Both reject when those who know can't be asked. */
export interface Authenticator {
  login(introduction: Introduction): Promise<Login>;
  /** Enhanced authentication of MQTT 5 (§4.12); undefined for a method that is not offered. */
  exchange(method: string, introduction: Introduction): AuthExchange | undefined;
}

/** One enhanced authentication under way. */
export interface AuthExchange {
  /** Takes what the client sent, and gives what it is to be sent. */
  step(data: Buffer | undefined): Promise<AuthStep>;
}

export type AuthStep =
  | { readonly done: false; readonly data: Buffer }
  | { readonly done: true; readonly data?: Buffer | undefined; readonly login: Login };
