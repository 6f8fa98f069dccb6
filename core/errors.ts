import type { QuotaName } from './quota.ts';

interface FaultRow {
  readonly status: number;
  readonly mqtt: number;
  readonly coap: number;
  readonly title: string;
  /** In Markdown, as far as backquotes go. */
  readonly remedy: string;
}

/**
 * The one catalogue of faults a caller may meet. `status` is the HTTP status, `mqtt` the MQTT 5 reason code,
 * `coap` the CoAP response code (class.detail as an integer, 4.00 = 400), `title` the short text of RFC 9457, `remedy` what to do about it.
 */
export const faults = {
  BAD_REQUEST: {
    status: 400,
    mqtt: 0x99,
    coap: 400,
    title: 'The request is not valid',
    remedy: 'Look at `places`: each names a field and what was expected there. The documentation of the call lists what it takes.',
  },
  UNAUTHENTICATED: {
    status: 401,
    mqtt: 0x86,
    coap: 401,
    title: 'Sign in or send a valid key',
    remedy: 'Sign in again, or send `Authorization: Bearer thk_…` with a key that exists and has not expired.',
  },
  WRONG_PASSWORD: {
    status: 401,
    mqtt: 0x86,
    coap: 401,
    title: 'E-mail or password is wrong',
    remedy: 'Type it again; capital letters count. An administrator can set a new one-time password.',
  },
  WRONG_CODE: {
    status: 401,
    mqtt: 0x86,
    coap: 401,
    title: 'The code is wrong or was used already',
    remedy:
      'Wait for the next code of your authenticator and type that, or use a recovery code that was not used before. Check that the clock of your phone is right.',
  },
  SSO_FAILED: {
    status: 401,
    mqtt: 0x86,
    coap: 401,
    title: 'Signing in through your organisation did not work',
    remedy:
      'Begin again, in one window and within fifteen minutes. If it stays so, an administrator of your tenant finds the reason in the audit log and the program’s log, and the settings under `GET /api/v1/sso`.',
  },
  SSO_REQUIRED: {
    status: 403,
    mqtt: 0x87,
    coap: 403,
    title: 'Sign in through your organisation',
    remedy: 'Open `/api/v1/session/sso?email=…` in a browser, or choose it on the sign-in page. Programs take an API key.',
  },
  SSO_DENIED: {
    status: 403,
    mqtt: 0x87,
    coap: 403,
    title: 'Your organisation knows you, this platform does not let you in',
    remedy:
      'Ask an administrator of the tenant to invite you, or to let your e-mail’s domain in; the provider has to send your e-mail address and say that it is verified.',
  },
  FORBIDDEN: {
    status: 403,
    mqtt: 0x87,
    coap: 403,
    title: 'This needs a permission you do not have',
    remedy:
      '`detail` names the permission and who can give it. A browser may change things from the platform’s own pages only; a program sends an API key.',
  },
  PASSWORD_CHANGE_REQUIRED: {
    status: 403,
    mqtt: 0x87,
    coap: 403,
    title: 'Set your own password first',
    remedy: 'Set a password of your own (`POST /api/v1/session/password`); until then nothing else is answered.',
  },
  NOT_FOUND: {
    status: 404,
    mqtt: 0x8f,
    coap: 404,
    title: 'There is nothing here by that name',
    remedy:
      'Check the name, and the tenant that you act in. What you may not see is not there for you either: ask for a role that reads it.',
  },
  ALREADY_EXISTS: {
    status: 409,
    mqtt: 0x83,
    coap: 409,
    title: 'That name is taken',
    remedy: 'Choose another name, or use what has it already.',
  },
  CONFLICT: {
    status: 409,
    mqtt: 0x83,
    coap: 409,
    title: 'It can’t be done as things stand',
    remedy: '`detail` says what stands in the way: change that first, or leave it.',
  },
  PRECONDITION_FAILED: {
    status: 412,
    mqtt: 0x83,
    coap: 412,
    title: 'It changed in the meantime',
    remedy: 'Read it again, look at what is different, and repeat the change with the new `ETag` in `If-Match`.',
  },
  IDEMPOTENCY_MISMATCH: {
    status: 422,
    mqtt: 0x83,
    coap: 422,
    title: 'This Idempotency-Key was used for another request',
    remedy: 'Send a new `Idempotency-Key` for every new request, and the old one only to repeat the very same request.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    mqtt: 0x95,
    coap: 413,
    title: 'The body is too large',
    remedy: 'Send less at once, in several requests. The bounds are in docs/limits.md.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    mqtt: 0x99,
    coap: 415,
    title: 'Send JSON',
    remedy: 'Send `Content-Type: application/json` and a body in JSON.',
  },
  REFUSED_DATA: {
    status: 422,
    mqtt: 0x99,
    coap: 422,
    title: 'The data does not fit the product’s thing model',
    remedy: 'Look at `places` for the property and what its model allows; send that, or change the product’s model.',
  },
  QUOTA_EXCEEDED: {
    status: 429,
    mqtt: 0x97,
    coap: 429,
    title: 'A quota of your tenant is used up',
    remedy:
      '`quota` names which one, and `Retry-After` says when there is room again. Who runs the platform can raise it; `GET /api/v1/usage` shows how much is used.',
  },
  RATE_LIMITED: {
    status: 429,
    mqtt: 0x97,
    coap: 429,
    title: 'Too many requests',
    remedy: 'Wait as many seconds as `Retry-After` says, then try again. The SDK does so by itself.',
  },
  QUERY_TOO_LARGE: {
    status: 422,
    mqtt: 0x97,
    coap: 422,
    title: 'The query asks for too much at once',
    remedy: 'Ask for a shorter time, fewer devices or properties, or wider buckets.',
  },
  INTERNAL: {
    status: 500,
    mqtt: 0x83,
    coap: 500,
    title: 'Something failed on our side',
    remedy:
      'This is a bug. Try again; when it stays, report it with its `instance`, under which the log has the details. A change may have been made: read before you repeat it.',
  },
  ENGINE_DOWN: {
    status: 503,
    mqtt: 0x88,
    coap: 503,
    title: 'A storage engine is restarting; try again',
    remedy:
      'Try again after `Retry-After`; the SDK does so by itself. `/health` says which part is missing. What was acknowledged is safe.',
  },
  OVERLOADED: {
    status: 503,
    mqtt: 0x89,
    coap: 503,
    title: 'The platform is saturated; slow down and try again',
    remedy: 'Try again after `Retry-After`, with more and more time in between; the SDK does so by itself.',
  },
  QUERY_TIMEOUT: {
    status: 504,
    mqtt: 0x83,
    coap: 504,
    title: 'The query took too long',
    remedy:
      'Ask for less: a shorter time, fewer devices, wider buckets. When even little takes so long, `/health` and the log say what is slow.',
  },
} as const satisfies Readonly<Record<string, FaultRow>>;

export type FaultCode = keyof typeof faults;

/**
 * Where in the request the fault lies: `field` as a path (`properties.0.id`), `expected` in words, and `at` where the field is an
 * expression: how far from its start, in UTF-16 units.
 */
export interface FaultPlace {
  readonly field: string;
  readonly expected: string;
  readonly at?: number;
}

interface FaultOptions {
  readonly cause?: unknown;
  readonly places?: readonly FaultPlace[];
  readonly retryAfterS?: number;
  readonly quota?: QuotaName;
}

/** A fault a caller may meet: `code` is stable, `message` says what happened and what to do. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly places: readonly FaultPlace[];
  /** Seconds after which trying again may help, where it is known. */
  readonly retryAfterS: number | undefined;
  /** The quota that is used up. */
  readonly quota: QuotaName | undefined;

  constructor(code: FaultCode, detail: string, options: FaultOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.places = options.places ?? [];
    this.retryAfterS = options.retryAfterS;
    this.quota = options.quota;
  }

  get status(): number {
    return faults[this.code].status;
  }
}
