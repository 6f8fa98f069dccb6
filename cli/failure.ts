import { ApiError } from '@thalamus/sdk';

/** What the program ends with. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unauthenticated: 3, notFound: 4, unreachable: 5 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A failure that the program found itself: what happened and what to do. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
  }
}

/** The exit code that belongs to an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliFailure) return error.exitCode;
  if (!(error instanceof ApiError)) return exitCodes.failed;
  if (error.status === 0) return exitCodes.unreachable;
  if (error.status === 401 || error.code === 'PASSWORD_CHANGE_REQUIRED') return exitCodes.unauthenticated;
  return error.status === 404 ? exitCodes.notFound : exitCodes.failed;
}

/** An error in words: what happened, which field, what was expected, what to do. */
export function describe(error: unknown): string {
  if (!(error instanceof ApiError)) return `Error: ${error instanceof Error ? error.message : String(error)}\n`;
  const lines = [`Error: ${error.message}${error.status === 0 ? '' : ` (${error.code})`}`];
  for (const { field, expected } of error.places) lines.push(`  ${field}: expected ${expected}`);
  const advice = advices[error.code] ?? (error.status === 401 ? advices.UNAUTHENTICATED : undefined);
  if (advice !== undefined) lines.push(`What to do: ${advice}`);
  return `${lines.join('\n')}\n`;
}

const advices: Readonly<Record<string, string>> = {
  NETWORK: 'check that the platform runs and that the address is right (--url, THALAMUS_URL or `thalamus login --url …`).',
  UNAUTHENTICATED: 'sign in with `thalamus login --email …`, or set THALAMUS_API_KEY to a key that still exists.',
  WRONG_PASSWORD: 'check e-mail and password; the first one-time password is printed where the platform was started.',
  PASSWORD_CHANGE_REQUIRED: 'open the console in a browser, sign in and set your own password, then run `thalamus login` again.',
  FORBIDDEN: 'ask an administrator for the permission, or use another key.',
  NOT_FOUND: 'list what there is with `thalamus device list` or `thalamus product list`.',
  ALREADY_EXISTS: 'choose another name, or use what exists.',
  CONFLICT: 'read it again and repeat the change.',
  RATE_LIMITED: 'wait a moment and try again.',
  OVERLOADED: 'wait a moment and try again.',
  ENGINE_DOWN: 'wait a few seconds; `thalamus health` shows what is missing.',
  QUERY_TOO_LARGE: 'ask for a shorter time, fewer devices, or a larger --bucket.',
  QUERY_TIMEOUT: 'ask for a shorter time, fewer devices, or a larger --bucket.',
};
