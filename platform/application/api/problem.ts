import { Fault, type FaultCode, type FaultPlace, faults } from '#core/errors.ts';
import type { QuotaName } from '#core/quota.ts';

/** The body of every error: RFC 9457 with a stable `code` and the places at fault. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: FaultCode;
  readonly detail: string;
  readonly instance: string;
  readonly places?: readonly FaultPlace[];
  /** The quota that is used up, of QUOTA_EXCEEDED. */
  readonly quota?: QuotaName;
}

export const problemType = 'application/problem+json; charset=utf-8';
/** After ENGINE_DOWN and OVERLOADED. */
export const retryAfterDownS = 1;
/** After RATE_LIMITED where nothing more exact is known. */
const retryAfterLimitS = 60;

/** Writes a fault as RFC 9457; `instance` is the request's id, to find it in the log. */
export function problemOf(fault: Fault, requestId: string): Problem {
  const { status, title } = faults[fault.code];
  return {
    type: `/docs/errors#${fault.code}`,
    title,
    status,
    code: fault.code,
    detail: fault.message,
    instance: `urn:thalamus:request:${requestId}`,
    ...(fault.places.length === 0 ? {} : { places: fault.places }),
    ...(fault.quota === undefined ? {} : { quota: fault.quota }),
  };
}

/** Seconds for the Retry-After header; undefined where trying again does not help. */
export function retryAfterS(fault: Fault): number | undefined {
  if (fault.retryAfterS !== undefined) return fault.retryAfterS;
  if (fault.code === 'RATE_LIMITED') return retryAfterLimitS;
  return fault.code === 'ENGINE_DOWN' || fault.code === 'OVERLOADED' ? retryAfterDownS : undefined;
}

/** The fault behind whatever was thrown: ours, the HTTP server's own, the database's being away; INTERNAL for all else, which is a bug. */
export function faultOf(error: unknown): Fault {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if (cause instanceof Fault) return cause;
    if (isDatabaseAway(cause))
      return new Fault('ENGINE_DOWN', 'The registry’s database is restarting; try again in a few seconds', { cause });
  }
  return (
    httpFault(error) ?? new Fault('INTERNAL', 'Something failed on our side; the log has the details under this instance', { cause: error })
  );
}

function httpFault(error: unknown): Fault | undefined {
  const code = codeOf(error);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Fault('PAYLOAD_TOO_LARGE', 'The body is larger than this route takes', { cause: error });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Fault('UNSUPPORTED_MEDIA_TYPE', 'Send Content-Type: application/json', { cause: error });
  if (code === 'FST_ERR_HANDLER_TIMEOUT') return new Fault('QUERY_TIMEOUT', 'This took too long and was given up', { cause: error });
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  if (status === 404) return new Fault('NOT_FOUND', 'There is nothing here', { cause: error });
  // Messages of the JSON parser quote what was sent, and that may be a secret.
  const detail = code?.startsWith('FST_')
    ? (error as Error).message
    : error instanceof SyntaxError
      ? 'The body is not valid JSON'
      : 'This can’t be answered';
  return new Fault('BAD_REQUEST', detail, { cause: error });
}

const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', '57P01', '57P02', '57P03', '53300']);
const awayMessages = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

// Errors of the pool reach us raw where a library of ours speaks to the database.
function isDatabaseAway(error: Error): boolean {
  const code = codeOf(error) ?? '';
  const ofDatabase = 'syscall' in error ? error.syscall === 'connect' || code === 'ECONNRESET' || code === 'EPIPE' : true;
  return (ofDatabase && awayCodes.has(code)) || code.startsWith('08') || awayMessages.test(error.message);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
