import type { Access } from '../access/access.ts';

/** A program that proved who it is, and what it may do in its tenant at this moment. */
export interface ApplicationGrant {
  readonly tenant: string;
  /** Its service account; `key:<id>` for a key without one, `jwt:<issuer>:<subject>` for a token. */
  readonly name: string;
  /** What let it in, as in `key:<id>`: when that is revoked its connections end. */
  readonly credential: string;
  readonly access: Access;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
}

/** Why a program was refused; told to operators, never in detail to the peer. */
export type ApplicationRefusal = 'unknown-key' | 'wrong-key' | 'expired-key' | 'account-disabled' | 'address' | 'other-account';

export type ApplicationLogin =
  | { readonly ok: true; readonly grant: ApplicationGrant }
  | { readonly ok: false; readonly reason: ApplicationRefusal };

/** Why a token was refused; told to operators, never in detail to the peer. */
export type TokenRefusal =
  | 'unknown-issuer'
  | 'issuer-disabled'
  | 'issuer-unreachable'
  | 'token-signature'
  | 'token-expired'
  | 'token-claims'
  | 'token-role';

/** Whom a signed token names: a device, which the registry still has to know, or a program. */
export type TokenLogin =
  | {
      readonly ok: true;
      readonly kind: 'device';
      readonly device: string;
      /** `jwt:<issuer>` */
      readonly credential: string;
      readonly expiresAt: number;
    }
  | { readonly ok: true; readonly kind: 'application'; readonly grant: ApplicationGrant }
  | { readonly ok: false; readonly reason: TokenRefusal };

/** What the data plane asks about programs: who is this, and what may it do. Throws `ENGINE_DOWN` when that can't be asked. */
export interface ApplicationDirectory {
  /** True for what has the form of an API key. */
  isKey(password: string): boolean;
  /** Checks an API key that is used from an address, in constant time; `account` is undefined where the caller names only its tenant. */
  login(tenant: string, account: string | undefined, key: string, address: string): Promise<ApplicationLogin>;
  /** Checks a JSON web token of one of the tenant's issuers. */
  token(tenant: string, token: string): Promise<TokenLogin>;
  /** The same grant as it is now; undefined when what let it in does not hold any more. */
  renew(grant: ApplicationGrant, address: string): Promise<ApplicationGrant | undefined>;
}
