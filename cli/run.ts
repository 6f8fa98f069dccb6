import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAuditCommands } from './command/audit.ts';
import { addChangeCommands } from './command/change.ts';
import { addDemoCommands } from './command/demo.ts';
import { addDeviceCommands } from './command/device.ts';
import { addHealthCommand } from './command/health.ts';
import { addHistoryCommand } from './command/history.ts';
import { addKeyCommands } from './command/key.ts';
import { addLoginCommands } from './command/login.ts';
import { addProductCommands } from './command/product.ts';
import { addReportCommands } from './command/reports.ts';
import { addSimulateCommand } from './command/simulate.ts';
import { addValuesCommand } from './command/values.ts';
import { describe, type ExitCode, exitCodeOf, exitCodes } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line to its end and returns the exit code; never throws. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const program = new Command('thalamus')
    .description('Drives a Thalamus platform from the command line.')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('(add --help for the options)')
    .addHelpText(
      'after',
      `
Environment: THALAMUS_URL, THALAMUS_API_KEY, THALAMUS_PROFILE
Exit codes:  0 ok, 1 failed, 2 usage, 3 not signed in, 4 not found, 5 unreachable`,
    );
  addLoginCommands(program, terminal);
  addHealthCommand(program, terminal);
  addProductCommands(program, terminal);
  addDeviceCommands(program, terminal);
  addChangeCommands(program, terminal);
  addValuesCommand(program, terminal);
  addHistoryCommand(program, terminal);
  addReportCommands(program, terminal);
  addKeyCommands(program, terminal);
  addDemoCommands(program, terminal);
  addAuditCommands(program, terminal);
  addSimulateCommand(program, terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    // Commander has said what was wrong already; help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    terminal.err(describe(error));
    return exitCodeOf(error);
  }
}

function version(): string {
  const file: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return file.version;
}
