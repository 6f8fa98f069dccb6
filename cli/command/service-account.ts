import type { Command } from 'commander';
import { type AssignmentOptions, assignmentsOf, assignmentsText, withAssignments } from '../assignment.ts';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { changesOf, type LabelOptions, labelOf, withLabelChange } from '../changes.ts';
import { signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printList, printOne } from '../output.ts';
import type { Terminal } from '../terminal.ts';

interface SetOptions extends Basics, AssignmentOptions, LabelOptions {
  readonly disable?: boolean;
  readonly enable?: boolean;
}

/** `service-account list | show | create | set | delete`. */
export function addServiceAccountCommands(program: Command, terminal: Terminal): void {
  const account = program
    .command('service-account')
    .description('programs with roles of their own; `key create --service-account` gives one a key');
  withFilter(withListBasics(account.command('list').description('all service accounts'))).action(async (options: Filtered) => {
    const client = await signedIn(terminal, options);
    const all = await everythingThatFits(options.filter, client.listServiceAccounts);
    printList(terminal, options, all, ['account', 'label', 'may', 'state', 'created'], (each) => [
      each.name,
      each.label,
      assignmentsText(each.assignments),
      each.disabled ? 'disabled' : 'enabled',
      each.createdAt,
    ]);
  });
  withBasics(account.command('show <account>').description('one service account')).action(async (name: string, options: Basics) => {
    const found = await (await signedIn(terminal, options)).getServiceAccount(name);
    printOne(terminal, options, 'account', options.json ? found : { ...found, assignments: assignmentsText(found.assignments) });
  });
  withAssignments(withBasics(account.command('create <name>').description('make a service account')))
    .option('--label <text>', 'name shown to people')
    .action(async (name: string, options: Basics & AssignmentOptions & { label?: string }) => {
      const wish = { name, label: options.label, assignments: assignmentsOf(options) };
      const made = await (await signedIn(terminal, options)).createServiceAccount(wish);
      printDone(terminal, options, made, `Service account ${name} was made. Next: thalamus key create KEY --service-account ${name}`);
    });
  withLabelChange(withAssignments(withBasics(account.command('set <account>').description('change it; roles replace all it had'))))
    .option('--disable', 'let none of its keys in')
    .option('--enable', 'let them in again')
    .action((name: string, options: SetOptions) => set(terminal, name, options));
  withBasics(account.command('delete <account>').description('delete it with all its keys')).action(
    async (name: string, options: Basics) => {
      await (await signedIn(terminal, options)).deleteServiceAccount(name);
      printDone(terminal, options, { account: name, deleted: true }, `Service account ${name} was deleted.`);
    },
  );
}

async function set(terminal: Terminal, name: string, options: SetOptions): Promise<void> {
  const { disable, enable } = options;
  if (disable && enable) throw new CliFailure(exitCodes.usage, 'give --disable or --enable, not both.');
  const disabled = disable || enable ? disable === true : undefined;
  const change = changesOf({ label: labelOf(options), disabled, assignments: assignmentsOf(options) });
  const changed = await (await signedIn(terminal, options)).updateServiceAccount(name, change);
  const state = changed.disabled ? 'disabled' : 'enabled';
  printDone(
    terminal,
    options,
    changed,
    `Service account ${name} is ${state} and ${assignmentsText(changed.assignments) || 'has no role'}.`,
  );
}
