import type { Command } from 'commander';

/** Adds the options that say which platform a command is about. */
export function withWhere(command: Command): Command {
  return command
    .option('--url <url>', 'address of the platform (default: THALAMUS_URL, else the profile’s)')
    .option('--profile <name>', 'which sign-in to use (default: THALAMUS_PROFILE, else "default")');
}
