import { ApiError, type ErrorPlace } from '@thalamus/sdk';
import { CliFailure, exitCodeOf, exitCodes } from './failure.ts';
import { printable } from './printable.ts';

/** An error in words: what happened, which field, what was expected, what to do. */
export function describe(error: unknown): string {
  if (!(error instanceof ApiError)) return `Error: ${messageOf(error)}\n`;
  const lines = [`Error: ${error.message}${error.status === 0 ? '' : ` (${error.code})`}`];
  for (const { field, expected } of error.places) lines.push(`  ${field}: expected ${expected}`);
  const advice = advices[error.code] ?? (error.status === 401 ? advices.UNAUTHENTICATED : undefined);
  if (advice !== undefined) lines.push(`What to do: ${advice}`);
  return `${lines.map(printable).join('\n')}\n`;
}

/** The same for programs: the platform's problem, or one of our own in that form. */
export function problemOf(error: unknown): Readonly<Record<string, unknown>> {
  const exitCode = exitCodeOf(error);
  if (error instanceof ApiError) return { ...fieldsOf(error), exitCode };
  if (!(error instanceof CliFailure)) return ownProblem('FAILED', messageOf(error), exitCode);
  // What the platform said stays readable behind our own words.
  if (error.cause instanceof ApiError) return { ...fieldsOf(error.cause), detail: error.message, exitCode };
  return { ...ownProblem(ownCode(exitCode), error.message, exitCode), ...placesOf(error.places) };
}

function fieldsOf({ code, status, title, detail, places, quota }: ApiError) {
  return { code, status, title, detail, ...(quota === undefined ? {} : { quota }), ...placesOf(places) };
}

/** A command line that can't be understood, for programs. */
export function usageProblem(message: string): Readonly<Record<string, unknown>> {
  return ownProblem('USAGE', message.replace(/^error: /, ''), exitCodes.usage);
}

function ownProblem(code: string, detail: string, exitCode: number) {
  return { code, status: 0, title: 'The command can’t be done', detail, exitCode };
}

function placesOf(places: readonly ErrorPlace[]) {
  return places.length === 0 ? {} : { places };
}

function ownCode(exitCode: number): string {
  const name = Object.entries(exitCodes).find(([, code]) => code === exitCode)?.[0] ?? 'failed';
  return name.replaceAll(/[A-Z]/g, '_$&').toUpperCase();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to do about an error, for those who sit at a terminal; docs/errors.md says it for programs. */
export const advices: Readonly<Record<string, string>> = {
  NETWORK: 'check that the platform runs and that the address is right (--url, THALAMUS_URL or `thalamus login --url …`).',
  UNAUTHENTICATED: 'sign in again with `thalamus login --email …`, or set THALAMUS_API_KEY to a key that still exists.',
  WRONG_PASSWORD: 'check e-mail and password; the first one-time password is printed where the platform was started.',
  WRONG_CODE: 'wait for the next code of the authenticator, or use a recovery code that was not used before.',
  SSO_REQUIRED: 'sign in with a browser, make an API key there, and set THALAMUS_API_KEY to it.',
  PASSWORD_CHANGE_REQUIRED: 'set your own password with `thalamus password`.',
  FORBIDDEN: 'ask for a role that has it, or use another key or --profile; `thalamus whoami` shows who you are here.',
  NOT_FOUND: 'list what there is, e.g. with `thalamus device list` or `thalamus product list`.',
  ALREADY_EXISTS: 'choose another name, or use what exists.',
  PRECONDITION_FAILED: 'read it again and repeat the change.',
  CONFLICT: 'look at what there is, and change that first or choose otherwise.',
  QUOTA_EXCEEDED: '`thalamus usage` shows what is used; whoever runs the platform can raise the limit.',
  RATE_LIMITED: 'wait a moment and try again.',
  OVERLOADED: 'wait a moment and try again.',
  INTERNAL: 'try again; if it stays so, whoever runs the platform finds the reason in its log.',
  ENGINE_DOWN: 'wait a few seconds; `thalamus health` shows what is missing.',
  QUERY_TOO_LARGE: 'ask for a shorter time, fewer devices, or a larger --bucket.',
  QUERY_TIMEOUT: 'ask for a shorter time, fewer devices, or a larger --bucket.',
};
