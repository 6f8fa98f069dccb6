import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { addressOf, nobody, profileName } from '../connection.ts';
import { printJson } from '../output.ts';
import { readProfile } from '../profile.ts';
import type { Terminal } from '../terminal.ts';

/** `tls ca`: asks without being signed in, since a certificate is no secret. */
export function addTlsCommands(program: Command, terminal: Terminal): void {
  const tls = program.command('tls').description('MQTT over TLS');
  withBasics(
    tls.command('ca').description('print the authority that devices must trust, for mosquitto_pub --cafile and the like (PEM)'),
  ).action(async (options: Basics) => {
    const profile = await readProfile(terminal.configFolder, await profileName(terminal, options));
    const elsewhere = options.url !== undefined || terminal.env.THALAMUS_URL !== undefined;
    const url = profile === undefined || elsewhere ? addressOf(terminal, options) : profile.url;
    const authority = await nobody(terminal, url).getTlsAuthority();
    if (options.json) printJson(terminal, authority);
    else terminal.out(authority.certificate);
  });
}
