import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { addressOf, nobody, profileName } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printJson, printTable } from '../output.ts';
import { readProfile } from '../profile.ts';
import type { Terminal } from '../terminal.ts';

/** `health`: asks without being signed in. */
export function addHealthCommand(program: Command, terminal: Terminal): void {
  withBasics(program.command('health').description('whether the platform can serve devices and people')).action(async (options: Basics) => {
    const profile = await readProfile(terminal.configFolder, await profileName(terminal, options));
    const elsewhere = options.url !== undefined || terminal.env.THALAMUS_URL !== undefined;
    const url = profile === undefined || elsewhere ? addressOf(terminal, options) : profile.url;
    const health = await nobody(terminal, url).getHealth();
    if (options.json) printJson(terminal, health);
    else {
      terminal.out(`${url}: ${health.status}, version ${health.version}\n`);
      printTable(terminal, ['part', 'state'], Object.entries(health.checks ?? {}));
    }
    if (health.status !== 'ok') throw new CliFailure(exitCodes.failed, 'the platform is not able to serve at the moment.');
  });
}
