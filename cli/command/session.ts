import type { Client } from '@thalamus/sdk';
import type { Command } from 'commander';
import { addressOf, nobody } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printDone, printJson, printTable } from '../output.ts';
import { type PersonOptions, signIn, withPerson } from '../sign-in.ts';
import type { Terminal } from '../terminal.ts';

interface EndOptions extends PersonOptions {
  readonly all?: boolean;
}

/** `session list | end`: of a person, so they take the password and not the profile's key. */
export function addSessionCommands(program: Command, terminal: Terminal): void {
  const session = program.command('session').description('where you are signed in with your password');
  withPerson(session.command('list').description('your sessions, the one used last first')).action((options: PersonOptions) =>
    asPerson(terminal, options, async (client) => {
      const { items } = await client.listSessions();
      // The session that asks ends with this command.
      const others = items.filter(({ current }) => !current);
      if (options.json) {
        for (const each of others) printJson(terminal, each);
        return;
      }
      printTable(
        terminal,
        ['id', 'device', 'address', 'began', 'last used', 'expires'],
        others.map(({ id, device, address, createdAt, lastUsedAt, expiresAt }) => [id, device, address, createdAt, lastUsedAt, expiresAt]),
      );
    }),
  );
  withPerson(session.command('end [session]').description('end a session, by its id, or all of them'))
    .option('--all', 'every session')
    .action((id: string | undefined, options: EndOptions) => {
      if ((id === undefined) !== (options.all === true)) throw new CliFailure(exitCodes.usage, 'give the id of a session, or --all.');
      return asPerson(terminal, options, (client) => end(terminal, client, id, options));
    });
}

async function end(terminal: Terminal, client: Client, id: string | undefined, options: EndOptions): Promise<void> {
  if (id === undefined) {
    const { ended } = await client.endOtherSessions();
    return printDone(terminal, options, { ended }, `${ended} sessions have ended.`);
  }
  await client.endSession(id);
  printDone(terminal, options, { session: id, ended: 1 }, `Session ${id} has ended.`);
}

async function asPerson(terminal: Terminal, options: PersonOptions, work: (client: Client) => Promise<void>): Promise<void> {
  const client = nobody(terminal, addressOf(terminal, options));
  await signIn(terminal, client, options);
  try {
    await work(client);
  } finally {
    await client.signOut();
  }
}
