import type { Command } from 'commander';

/** Which platform, as whom, and in which tenant. */
export interface Where {
  readonly url?: string;
  readonly profile?: string;
  readonly tenant?: string;
}

/** Options that every command takes. */
export interface Basics extends Where {
  readonly json?: boolean;
}

/** Adds the options that every command takes. */
export function withBasics(command: Command, json = 'as JSON'): Command {
  return command
    .option('--json', json)
    .option('--url <url>', 'address of the platform (default: THALAMUS_URL, else the profile’s)')
    .option('--profile <profile>', 'which sign-in to use (default: THALAMUS_PROFILE, else the one in use)')
    .option('--tenant <tenant>', 'tenant to act in (default: THALAMUS_TENANT, else the profile’s, else your own)');
}

/** The same for a command that prints a list. */
export function withListBasics(command: Command): Command {
  return withBasics(command, 'one JSON object per line');
}
