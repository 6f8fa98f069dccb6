import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { asPerson } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printDone, printList } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** `session list | end`: of the person, so they take the profile's session and not a key. */
export function addSessionCommands(program: Command, terminal: Terminal): void {
  const session = program.command('session').description('where you are signed in');
  withListBasics(session.command('list').description('your sessions, the one used last first; this one has a *')).action(
    async (options: Basics) => {
      const { items } = await asPerson(terminal, options, (client) => client.listSessions());
      printList(terminal, options, items, ['', 'session', 'device', 'address', 'began', 'last used', 'expires'], (each) => [
        each.current ? '*' : '',
        each.id,
        each.device,
        each.address,
        each.createdAt,
        each.lastUsedAt,
        each.expiresAt,
      ]);
    },
  );
  withBasics(session.command('end [session]').description('end a session, by its id, or all the others'))
    .option('--others', 'every session but this one')
    .action(async (id: string | undefined, options: Basics & { readonly others?: boolean }) => {
      if ((id === undefined) !== (options.others === true)) throw new CliFailure(exitCodes.usage, 'give the id of a session, or --others.');
      if (id === undefined) {
        const { ended } = await asPerson(terminal, options, (client) => client.endOtherSessions());
        return printDone(terminal, options, { ended }, `${ended} sessions have ended.`);
      }
      await asPerson(terminal, options, (client) => client.endSession(id));
      printDone(terminal, options, { session: id, ended: 1 }, `Session ${id} has ended.`);
    });
}
