import { readFileSync } from 'node:fs';
import type { DeviceCredentialInput } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { changesOf, labelOf, withLabelChange } from '../changes.ts';
import { signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printDone, printList } from '../output.ts';
import { askSecret } from '../sign-in.ts';
import type { Terminal } from '../terminal.ts';
import { parseTime } from '../time.ts';

interface AddOptions extends Basics {
  readonly secret?: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly askPassword?: boolean;
  readonly scram?: boolean;
  readonly certificate?: string;
  readonly fingerprint?: string;
  readonly label?: string;
  readonly expires?: number;
}

interface ChangeOptions extends Basics {
  readonly label?: string;
  readonly clearLabel?: boolean;
  readonly disable?: boolean;
  readonly enable?: boolean;
  readonly expires?: number;
}

/** `device credential add | list | change | delete`. */
export function addDeviceCredentialCommands(device: Command, terminal: Terminal): void {
  const credential = device.command('credential').description('what a device gets in with besides its secret');
  withBasics(credential.command('add <device>').description('give the device another credential; what is made up is shown only now'))
    .option('--secret', 'a further secret')
    .option('--user <name>', 'a user name with a password, which is made up unless it is given')
    .option('--password <text>', 'the password (better: --ask-password, which keeps it out of the shell’s history)')
    .option('--ask-password', 'ask for the password')
    .option('--scram', 'the password may be proven with SCRAM-SHA-256 too')
    .option('--certificate <file>', 'the certificate that it shows at the TLS handshake, in PEM')
    .option('--fingerprint <sha256>', 'of that certificate')
    .option('--label <text>', 'name shown to people')
    .option('--expires <time>', '+90d, an ISO 8601 time or ms since the epoch', (text) => parseTime(text))
    .action((name: string, options: AddOptions) => add(terminal, name, options));
  withListBasics(credential.command('list <device>').description('all of them')).action(async (name: string, options: Basics) => {
    const { items } = await (await signedIn(terminal, options)).listDeviceCredentials(name);
    const head = ['credential', 'kind', 'user name', 'certificate', 'disabled', 'expires', 'label'];
    printList(terminal, options, items, head, (each) => [
      each.id,
      each.scram ? 'password, scram' : each.kind,
      each.userName,
      each.subject ?? each.fingerprint,
      each.disabled ? 'yes' : '',
      each.expiresAt ?? each.certificateEndsAt,
      each.label,
    ]);
  });
  withLabelChange(withBasics(credential.command('change <device> <credential>').description('disable, enable, label or end it later')))
    .option('--disable', 'it lets nobody in until it is enabled')
    .option('--enable', 'it lets in again')
    .option('--expires <time>', '+90d, an ISO 8601 time or ms since the epoch', (text) => parseTime(text))
    .action(async (name: string, id: string, options: ChangeOptions) => {
      const { disable, enable, expires } = options;
      const disabled = disable ? true : enable ? false : undefined;
      const change = changesOf({ label: labelOf(options), disabled, expiresAt: timeOf(expires) });
      const changed = await (await signedIn(terminal, options)).updateDeviceCredential(name, id, change);
      printDone(terminal, options, changed, `Credential ${id} of ${name} was changed.`);
    });
  withBasics(credential.command('delete <device> <credential>').description('end it, and the connections that it let in')).action(
    async (name: string, id: string, options: Basics) => {
      await (await signedIn(terminal, options)).deleteDeviceCredential(name, id);
      printDone(terminal, options, { device: name, credential: id, deleted: true }, `Credential ${id} of ${name} was deleted.`);
    },
  );
}

async function add(terminal: Terminal, name: string, options: AddOptions): Promise<void> {
  const { password, ...made } = await (await signedIn(terminal, options)).createDeviceCredential(name, await wish(terminal, options));
  printDone(terminal, options, { ...made, password }, password ?? `Credential ${made.id} of ${name} was added.`);
  if (password !== null && !options.json) terminal.err('Keep it now: it is not shown again.\n');
}

async function wish(terminal: Terminal, options: AddOptions): Promise<DeviceCredentialInput> {
  const { secret, user, certificate, fingerprint, label, expires } = options;
  if ([secret, user, certificate, fingerprint].filter((each) => each !== undefined).length !== 1) {
    throw new CliFailure(exitCodes.usage, 'give one of --secret, --user, --certificate and --fingerprint.');
  }
  const about = { label, expiresAt: timeOf(expires) };
  if (secret) return { kind: 'secret', ...about };
  if (user === undefined) {
    return { kind: 'certificate', ...(certificate === undefined ? { fingerprint } : { certificate: readText(certificate) }), ...about };
  }
  const password = options.askPassword ? await askSecret(terminal, 'Password: ', 'no password was given', '--password') : options.password;
  return { kind: 'password', userName: user, password, scram: options.scram, ...about };
}

function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** The text of a file that the command line names. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliFailure(exitCodes.usage, `${path} can't be read: ${error instanceof Error ? error.message : error}`);
  }
}
