/**
 * The one catalogue of faults a caller may meet. `status` is the HTTP status, `mqtt` the MQTT 5 reason code,
 * `coap` the CoAP response code (class.detail as an integer, 4.00 = 400), `title` the short text of RFC 9457.
 */
export const faults = {
  BAD_REQUEST: { status: 400, mqtt: 0x99, coap: 400, title: 'The request is not valid' },
  UNAUTHENTICATED: { status: 401, mqtt: 0x86, coap: 401, title: 'Sign in or send a valid key' },
  WRONG_PASSWORD: { status: 401, mqtt: 0x86, coap: 401, title: 'E-mail or password is wrong' },
  WRONG_CODE: { status: 401, mqtt: 0x86, coap: 401, title: 'The code is wrong or was used already' },
  FORBIDDEN: { status: 403, mqtt: 0x87, coap: 403, title: 'This needs a permission you do not have' },
  PASSWORD_CHANGE_REQUIRED: { status: 403, mqtt: 0x87, coap: 403, title: 'Set your own password first' },
  NOT_FOUND: { status: 404, mqtt: 0x8f, coap: 404, title: 'There is nothing here by that name' },
  ALREADY_EXISTS: { status: 409, mqtt: 0x83, coap: 409, title: 'That name is taken' },
  CONFLICT: { status: 409, mqtt: 0x83, coap: 409, title: 'It can’t be done as things stand' },
  PRECONDITION_FAILED: { status: 412, mqtt: 0x83, coap: 412, title: 'It changed in the meantime' },
  IDEMPOTENCY_MISMATCH: { status: 422, mqtt: 0x83, coap: 422, title: 'This Idempotency-Key was used for another request' },
  PAYLOAD_TOO_LARGE: { status: 413, mqtt: 0x95, coap: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, mqtt: 0x99, coap: 415, title: 'Send JSON' },
  REFUSED_DATA: { status: 422, mqtt: 0x99, coap: 422, title: 'The data does not fit the product’s thing model' },
  RATE_LIMITED: { status: 429, mqtt: 0x97, coap: 429, title: 'Too many requests' },
  QUERY_TOO_LARGE: { status: 422, mqtt: 0x97, coap: 422, title: 'The query asks for too much at once' },
  INTERNAL: { status: 500, mqtt: 0x83, coap: 500, title: 'Something failed on our side' },
  ENGINE_DOWN: { status: 503, mqtt: 0x88, coap: 503, title: 'A storage engine is restarting; try again' },
  OVERLOADED: { status: 503, mqtt: 0x89, coap: 503, title: 'The platform is saturated; slow down and try again' },
  QUERY_TIMEOUT: { status: 504, mqtt: 0x83, coap: 504, title: 'The query took too long' },
} as const;

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

/** A fault a caller may meet: `code` is stable, `message` says what happened and what to do. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly places: readonly FaultPlace[];

  constructor(code: FaultCode, detail: string, options: { cause?: unknown; places?: readonly FaultPlace[] } = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.places = options.places ?? [];
  }

  get status(): number {
    return faults[this.code].status;
  }
}
