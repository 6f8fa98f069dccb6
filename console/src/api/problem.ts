import { ApiError } from '@thalamus/sdk';

/** The API's answer to a call that failed; undefined for an error of our own making. */
export function problemOf(error: unknown): ApiError | undefined {
  return error instanceof ApiError ? error : undefined;
}

/** True when the call failed on its way: nobody answered, or a proxy did in the platform's place. */
export function isUnreachable(error: unknown): boolean {
  const status = problemOf(error)?.status;
  return status === 0 || status === 502 || status === 504;
}
