import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { addressOf, asPerson, nobody, profileName } from '../connection.ts';
import { printJson, printTable } from '../output.ts';
import { readProfile } from '../profile.ts';
import type { Terminal } from '../terminal.ts';

/** `tls ca`, which asks without being signed in, since a certificate is no secret; and `tls listeners`. */
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
  withBasics(
    tls
      .command('listeners')
      .description('the ways in for MQTT with their connections, whom they turned away, and how the certificate is (operators)'),
  ).action(async (options: Basics) => {
    const found = await asPerson(terminal, options, (client) => client.listMqttListeners());
    if (options.json) return printJson(terminal, found);
    const { items, turnedAway, certificate } = found;
    printTable(
      terminal,
      ['listener', 'address', 'port', 'connections', 'most'],
      items.map(({ kind, address, port, connections, max }) => [kind, address, port, connections, max ?? 'no bound']),
    );
    if (turnedAway.length > 0)
      printTable(
        terminal,
        ['turned away because of', 'count'],
        turnedAway.map(({ reason, count }) => [reason, count]),
      );
    if (certificate === null) return;
    terminal.out(`The certificate (${certificate.source}) ends ${certificate.expiresAt}.\n`);
    if (certificate.failure !== null) terminal.out(`Newer files are not in use: ${certificate.failure}\n`);
  });
}
