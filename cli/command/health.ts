import { createClient } from '@thalamus/sdk';
import type { Command } from 'commander';
import { addressOf, profileName, type Where } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printJson, printTable } from '../output.ts';
import { readProfile } from '../profile.ts';
import type { Terminal } from '../terminal.ts';
import { withWhere } from './where.ts';

/** `health`: asks without being signed in. */
export function addHealthCommand(program: Command, terminal: Terminal): void {
  withWhere(program.command('health').description('whether the platform can serve devices and people'))
    .option('--json', 'as JSON')
    .action(async (options: Where & { json?: boolean }) => {
      const profile = await readProfile(terminal.configFolder, profileName(terminal, options));
      const elsewhere = options.url !== undefined || terminal.env.THALAMUS_URL !== undefined;
      const url = profile === undefined || elsewhere ? addressOf(terminal, options) : profile.url;
      const health = await createClient({ url }).getHealth();
      if (options.json) printJson(terminal, health);
      else {
        terminal.out(`${url}: ${health.status}, version ${health.version}\n`);
        printTable(terminal, ['part', 'state'], Object.entries(health.checks ?? {}));
      }
      if (health.status !== 'ok') throw new CliFailure(exitCodes.failed, 'the platform is not able to serve at the moment.');
    });
}
