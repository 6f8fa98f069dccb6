import type { Caller, Person, PersonSession } from './identity-port.ts';

/** What an authenticator needs; shown once. */
export interface Enrolment {
  /** `otpauth://totp/…`, for a QR code. */
  readonly uri: string;
  /** The same secret in Base32, for typing. */
  readonly secret: string;
}

export interface SecondFactorState {
  readonly enabled: boolean;
  readonly recoveryCodesLeft: number;
}

/**
 * Codes of an authenticator (RFC 6238) and recovery codes that open once. Whether somebody may guess again, and whether a code was used
 * before, is decided by the caller. Where cookies are asked for they are the session's, but for `pending` and `complete`.
 */
export interface SecondFactorPort {
  state(person: string): Promise<SecondFactorState>;
  /** Whose half-done sign-in the cookies remember; undefined when there is none or it took too long. */
  pending(cookies: string): Promise<Person | undefined>;
  /** The second step of a sign-in: a session that was not there before. Throws `WRONG_CODE`, or `UNAUTHENTICATED` when one has to begin anew. */
  complete(cookies: string, code: string, caller: Caller): Promise<PersonSession>;
  /** Begins an enrolment; one that was not finished is forgotten. Throws `WRONG_PASSWORD`, or `CONFLICT` when there is a second factor. */
  enrol(cookies: string, password: string): Promise<Enrolment>;
  /** Ends the enrolment with the first code; the session goes on under another cookie. Throws `WRONG_CODE`. */
  activate(cookies: string, code: string): Promise<PersonSession>;
  /** The recovery codes that are left. */
  recoveryCodes(person: string): Promise<readonly string[]>;
  /** Checks password and code of somebody who is signed in; a recovery code is used up. Throws `WRONG_PASSWORD` or `WRONG_CODE`. */
  confirm(cookies: string, password: string, code: string): Promise<void>;
  /** Replaces the recovery codes. */
  renewRecoveryCodes(cookies: string, password: string): Promise<void>;
  /** Forgets the second factor; the session goes on under another cookie. */
  turnOff(cookies: string, password: string): Promise<PersonSession>;
  /** The same from the inside, for somebody who lost everything. */
  reset(person: string): Promise<void>;
}
