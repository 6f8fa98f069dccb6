import type { AddressBan, Ban } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { asPerson, signedIn } from '../connection.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printList } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseTime } from '../time.ts';

interface CreateOptions extends Basics {
  readonly reason: string;
  readonly until?: number;
}

interface TargetOptions extends CreateOptions {
  readonly device?: string;
  readonly application?: string;
  readonly client?: string;
}

/** `ban list | create | delete` of a tenant, and `address-ban list | create | delete` for those who run the platform. */
export function addBanCommands(program: Command, terminal: Terminal): void {
  addTenantBans(program.command('ban').description('who is kept out of your tenant'), terminal);
  addAddressBans(program.command('address-ban').description('addresses that are kept out (operators)'), terminal);
}

function addTenantBans(ban: Command, terminal: Terminal): void {
  withFilter(withListBasics(ban.command('list').description('who is kept out, newest first'))).action(async (options: Filtered) => {
    const client = await signedIn(terminal, options);
    const bans = await everythingThatFits<Ban>(options.filter, (asked) => client.listBans(asked));
    printList(terminal, options, bans, ['ban', 'who', 'why', 'by', 'until'], (each) => [each.id, targetText(each), ...restOf(each)]);
  });
  withEnd(ban.command('create').description('keep somebody out; live connections end at once'))
    .option('--device <device>', 'this device')
    .option('--application <name>', 'this service account, key:<id> or jwt:<issuer>:<subject>')
    .option('--client <id>', 'this client identifier, alone or of the device or application')
    .action(async ({ device, application, client, reason, until, ...options }: TargetOptions) => {
      const body = { device, application, clientId: client, reason, expiresAt: until };
      const made = await (await signedIn(terminal, options)).createBan(body);
      printDone(terminal, options, made, `${targetText(made)} is kept out${untilText(made)} (ban ${made.id}).`);
    });
  withBasics(ban.command('delete <ban>').description('let somebody in again, by the id of the ban')).action(
    async (id: string, options: Basics) => {
      await (await signedIn(terminal, options)).deleteBan(id);
      printDone(terminal, options, { ban: id, deleted: true }, `Ban ${id} has ended.`);
    },
  );
}

function addAddressBans(ban: Command, terminal: Terminal): void {
  withFilter(withListBasics(ban.command('list').description('which addresses are kept out, newest first'))).action(
    async (options: Filtered) => {
      const bans = await asPerson(terminal, options, (client) =>
        everythingThatFits<AddressBan>(options.filter, (asked) => client.listAddressBans(asked)),
      );
      printList(terminal, options, bans, ['ban', 'address', 'why', 'by', 'until'], (each) => [each.id, each.address, ...restOf(each)]);
    },
  );
  withEnd(ban.command('create <address>').description('keep out an address, or a range as in 192.0.2.0/24')).action(
    async (address: string, { reason, until, ...options }: CreateOptions) => {
      const made = await asPerson(terminal, options, (client) => client.createAddressBan({ address, reason, expiresAt: until }));
      printDone(terminal, options, made, `${made.address} is kept out${untilText(made)} (ban ${made.id}).`);
    },
  );
  withBasics(ban.command('delete <ban>').description('let an address in again, by the id of the ban')).action(
    async (id: string, options: Basics) => {
      await asPerson(terminal, options, (client) => client.deleteAddressBan(id));
      printDone(terminal, options, { ban: id, deleted: true }, `Ban ${id} has ended.`);
    },
  );
}

function withEnd(command: Command): Command {
  return withBasics(command)
    .requiredOption('--reason <text>', 'why; told to whoever is refused')
    .option('--until <time>', '+1d, an ISO 8601 time or ms since the epoch (default: until somebody ends it)', (text) => parseTime(text));
}

function targetText({ device, application, clientId }: Ban): string {
  const owner = device !== null ? `device:${device}` : application !== null ? `application:${application}` : undefined;
  return [owner, clientId === null ? undefined : `client:${clientId}`].filter((part) => part !== undefined).join(' ');
}

function restOf({ reason, automatic, createdBy, expiresAt }: Ban | AddressBan) {
  return [reason, automatic ? 'the platform' : createdBy, expiresAt] as const;
}

function untilText({ expiresAt }: Ban | AddressBan): string {
  return expiresAt === null ? '' : ` until ${expiresAt}`;
}
