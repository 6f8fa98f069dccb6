import type { Command } from 'commander';
import { type AssignmentOptions, assignmentsNeeded, assignmentsText, withAssignments } from '../assignment.ts';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { addressOf, asPerson, nobody, signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printList, printOne } from '../output.ts';
import { newPassword, type SignInOptions } from '../sign-in.ts';
import type { Terminal } from '../terminal.ts';

type AcceptOptions = Basics & SignInOptions & { readonly name?: string };

/** `invitation list | create | delete | look | accept`. */
export function addInvitationCommands(program: Command, terminal: Terminal): void {
  const invitation = program.command('invitation').description('asking people into the tenant');
  withFilter(withListBasics(invitation.command('list').description('those that wait for an answer'))).action(async (options: Filtered) => {
    const client = await signedIn(terminal, options);
    const all = await everythingThatFits(options.filter, client.listInvitations);
    printList(terminal, options, all, ['invitation', 'e-mail', 'as', 'by', 'expires'], (each) => [
      each.id,
      each.email,
      assignmentsText(each.assignments),
      each.invitedBy,
      each.expiresAt,
    ]);
  });
  withAssignments(
    withBasics(invitation.command('create <email>').description('invite somebody; prints the link, only now, for you to pass on')),
  ).action(async (email: string, options: Basics & AssignmentOptions) => {
    const assignments = assignmentsNeeded(options);
    const made = await (await signedIn(terminal, options)).createInvitation({ email, assignments });
    printDone(terminal, options, made, made.link);
  });
  withBasics(invitation.command('delete <invitation>').description('take one back, by its id')).action(
    async (id: string, options: Basics) => {
      await (await signedIn(terminal, options)).deleteInvitation(id);
      printDone(terminal, options, { invitation: id, deleted: true }, `Invitation ${id} was taken back.`);
    },
  );
  withBasics(invitation.command('look <link>').description('who invites you to what')).action(async (link: string, options: Basics) => {
    const { url, token } = linkOf(link);
    const client = nobody(terminal, url ?? addressOf(terminal, options));
    printOne(terminal, options, 'invitation', await client.lookAtInvitation({ token }));
  });
  withBasics(invitation.command('accept <link>').description('join: as whom you are signed in, or with --name as somebody new'))
    .option('--name <name>', 'your name, for an account that is made now')
    .option('--new-password <text>', 'its password (asked for when left out)')
    .action((link: string, options: AcceptOptions) => accept(terminal, link, options));
}

async function accept(terminal: Terminal, link: string, options: AcceptOptions): Promise<void> {
  const { url, token } = linkOf(link);
  const { name } = options;
  if (name === undefined) {
    const where = url === undefined ? options : { ...options, url };
    const { tenant } = await asPerson(terminal, where, (client) => client.joinByInvitation({ token }));
    return printDone(terminal, options, { tenant }, `You belong to ${tenant} now; name it with --tenant ${tenant}.`);
  }
  const client = nobody(terminal, url ?? addressOf(terminal, options));
  const { tenant, email } = await client.acceptInvitation({ token, name, password: await newPassword(terminal, options) });
  await client.signOut();
  printDone(terminal, options, { tenant, email }, `You belong to ${tenant} now. Next: thalamus login --email ${email}`);
}

/** The secret of a link, or the secret alone. */
function linkOf(link: string): { readonly url?: string; readonly token: string } {
  const parsed = URL.parse(link);
  if (parsed === null) return { token: link };
  if (parsed.hash.length < 2) throw new CliFailure(exitCodes.usage, 'the link has no secret behind a #; give all of it, in quotes.');
  return { url: parsed.origin, token: parsed.hash.slice(1) };
}
