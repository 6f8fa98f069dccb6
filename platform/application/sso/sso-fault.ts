import { Fault } from '#core/errors.ts';

/** Why signing in through an organisation ended without a session; the sign-in page explains each. */
export type SsoReason =
  | 'not-set-up'
  | 'expired'
  | 'cancelled'
  | 'provider'
  | 'unreachable'
  | 'no-email'
  | 'email-unverified'
  | 'domain'
  | 'not-invited'
  | 'removed';

/** A fault of single sign-on that also says the reason as a word. */
export class SsoFault extends Fault {
  readonly reason: SsoReason;

  constructor(code: 'SSO_FAILED' | 'SSO_DENIED', reason: SsoReason, detail: string, cause?: unknown) {
    super(code, detail, cause === undefined ? {} : { cause });
    this.reason = reason;
  }
}

/** The fault of ours behind what a library threw. */
export function ssoFaultIn(error: unknown): SsoFault | undefined {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    if (cause instanceof SsoFault) return cause;
  }
  return undefined;
}
