import { ApiError, type ErrorPlace } from '@thalamus/sdk';

/** What the program ends with. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  unauthenticated: 3,
  forbidden: 4,
  notFound: 5,
  conflict: 6,
  limited: 7,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What every exit code says; docs/cli.md and `--help` show it. */
export const exitCodeTexts: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed: the platform, the network or a file',
  2: 'not valid: the command line, or a value that the platform refuses',
  3: 'not signed in',
  4: 'forbidden: a permission is missing',
  5: 'not found',
  6: 'conflict: the name is taken, it changed in the meantime, or it can’t be changed that way',
  7: 'over a quota or rate',
  130: 'interrupted by Ctrl-C',
};

/** A failure that the program found itself: what happened and what to do. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;
  readonly places: readonly ErrorPlace[];

  constructor(exitCode: ExitCode, message: string, { places = [], cause }: { places?: readonly ErrorPlace[]; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CliFailure';
    this.exitCode = exitCode;
    this.places = places;
  }
}

/** The exit code that belongs to an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliFailure) return error.exitCode;
  if (!(error instanceof ApiError)) return exitCodes.failed;
  if (error.code === 'PASSWORD_CHANGE_REQUIRED' || error.code === 'SSO_REQUIRED') return exitCodes.unauthenticated;
  return codesOfStatus[error.status] ?? exitCodes.failed;
}

const codesOfStatus: Readonly<Record<number, ExitCode>> = {
  400: exitCodes.usage,
  401: exitCodes.unauthenticated,
  403: exitCodes.forbidden,
  404: exitCodes.notFound,
  409: exitCodes.conflict,
  412: exitCodes.conflict,
  413: exitCodes.usage,
  422: exitCodes.usage,
  429: exitCodes.limited,
};
