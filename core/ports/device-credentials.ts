import type { DeviceRef } from '../device.ts';

/** Why a device was refused; told to operators, never in detail to the peer. */
export type CredentialRefusal =
  | 'unknown-device'
  | 'disabled'
  | 'unknown-user'
  | 'wrong-password'
  | 'credential-disabled'
  | 'credential-expired'
  | 'unknown-certificate'
  | 'certificate-expired'
  | 'certificate-name'
  | 'certificate-of-two-tenants'
  | 'authority-disabled'
  | 'other-device';

export type CredentialLogin =
  | { readonly ok: true; readonly device: DeviceRef; readonly credential: string; readonly expiresAt: number | undefined }
  | { readonly ok: false; readonly reason: CredentialRefusal; readonly device?: DeviceRef | undefined };

/** A certificate as the TLS handshake proved it, with what its owner sent along: all in DER. */
export interface PresentedCertificate {
  readonly raw: Uint8Array;
  readonly chain: readonly Uint8Array[];
}

/** What SCRAM-SHA-256 needs of a name (RFC 5802 §3); a name that is not known has it too. */
export interface ScramVerifier {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
  /** Whose it is, once the proof fits. */
  login(): Promise<CredentialLogin>;
}

/** Who a device is by other means than its name and secret. Each throws `ENGINE_DOWN` when the registry can't be asked. */
export interface DeviceCredentials {
  /** Throws `OVERLOADED` when too many wait for it. */
  password(tenant: string, user: string, password: string): Promise<CredentialLogin>;
  /** Without a tenant it must be known to one tenant only; a device that is named must be the one that it belongs to. */
  certificate(presented: PresentedCertificate, tenant: string | undefined, device: string | undefined): Promise<CredentialLogin>;
  scram(tenant: string, user: string): Promise<ScramVerifier>;
  /** A device that something else has vouched for. */
  vouched(tenant: string, device: string, credential: string, expiresAt: number | undefined): Promise<CredentialLogin>;
}
