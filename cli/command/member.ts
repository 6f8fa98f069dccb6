import type { Client, Member } from '@thalamus/sdk';
import { paginate } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type AssignmentOptions, assignmentsNeeded, assignmentsText, withAssignments } from '../assignment.ts';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printList, printOne } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** `member list | show | set | reset-second-factor | remove`. */
export function addMemberCommands(program: Command, terminal: Terminal): void {
  const member = program.command('member').description('people of the tenant; `invitation create` asks more in');
  withFilter(withListBasics(member.command('list').description('all members'))).action(async (options: Filtered) => {
    const client = await signedIn(terminal, options);
    const members = await everythingThatFits(options.filter, client.listMembers);
    printList(terminal, options, members, ['e-mail', 'name', 'may', 'since', 'id'], (each) => [
      each.email,
      each.name,
      assignmentsText(each.assignments),
      each.since,
      each.id,
    ]);
  });
  withBasics(member.command('show <member>').description('one member, by e-mail or id')).action(async (who: string, options: Basics) => {
    const found = await memberOf(await signedIn(terminal, options), who);
    printOne(terminal, options, 'member', options.json ? found : { ...found, assignments: assignmentsText(found.assignments) });
  });
  withAssignments(withBasics(member.command('set <member>').description('give a member these roles in place of all they had'))).action(
    async (who: string, options: Basics & AssignmentOptions) => {
      const assignments = assignmentsNeeded(options);
      const client = await signedIn(terminal, options);
      const { id } = await memberOf(client, who);
      const changed = await client.updateMember(id, { assignments });
      printDone(terminal, options, changed, `${changed.email} is now ${assignmentsText(changed.assignments)}.`);
    },
  );
  withBasics(member.command('reset-second-factor <member>').description('for who lost authenticator and recovery codes')).action(
    async (who: string, options: Basics) => {
      const client = await signedIn(terminal, options);
      const { id, email } = await memberOf(client, who);
      await client.resetSecondFactor(id);
      printDone(terminal, options, { member: id, email, secondFactor: false }, `${email} signs in without a code again.`);
    },
  );
  withBasics(member.command('remove <member>').description('they may do nothing in this tenant any more, at once')).action(
    async (who: string, options: Basics) => {
      const client = await signedIn(terminal, options);
      const { id, email } = await memberOf(client, who);
      await client.removeMember(id);
      printDone(terminal, options, { member: id, email, removed: true }, `${email} is no member any more.`);
    },
  );
}

/** A member by id, or by e-mail as people know each other. */
async function memberOf(client: Client, who: string): Promise<Member> {
  if (!who.includes('@')) return await client.getMember(who);
  for await (const member of paginate((cursor) => client.listMembers({ cursor }))) {
    if (member.email.toLowerCase() === who.toLowerCase()) return member;
  }
  throw new CliFailure(exitCodes.notFound, `there is no member ${who}; \`thalamus member list\` shows all.`);
}
