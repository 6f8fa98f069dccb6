import type { Role } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { changesOf, collectTexts, type LabelOptions, labelOf, withLabelChange } from '../changes.ts';
import { signedIn } from '../connection.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printList, printOne } from '../output.ts';
import type { Terminal } from '../terminal.ts';

interface ActionOptions extends Basics {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/** `role list | show | create | set | delete | actions`. */
export function addRoleCommands(program: Command, terminal: Terminal): void {
  const role = program.command('role').description('what people and keys may do');
  withFilter(withListBasics(role.command('list').description('the roles of the platform and those of the tenant'))).action(
    async (options: Filtered) => {
      const client = await signedIn(terminal, options);
      const roles = await everythingThatFits(options.filter, client.listRoles);
      printList(terminal, options, roles, ['role', 'label', 'may', 'may not', ''], (each) => [
        each.name,
        each.label,
        each.allow.join(' '),
        each.deny.join(' '),
        each.builtin ? 'comes with the platform' : '',
      ]);
    },
  );
  withListBasics(role.command('actions').description('all actions that roles can permit')).action(async (options: Basics) => {
    const { items } = await (await signedIn(terminal, options)).listActions();
    printList(terminal, options, items, ['action', 'what it permits', 'reach'], ({ name, text, reach }) => [name, text, reach]);
  });
  withBasics(role.command('show <role>').description('one role')).action(async (name: string, options: Basics) =>
    printOne(terminal, options, 'role', await (await signedIn(terminal, options)).getRole(name)),
  );
  withActions(withBasics(role.command('create <name>').description('make a role')).option('--label <text>', 'name shown to people')).action(
    async (name: string, { allow = [], deny = [], label, ...options }: ActionOptions & { label?: string }) => {
      const made = await (await signedIn(terminal, options)).createRole({ name, label, allow, deny });
      printDone(terminal, options, made, sentence(made, 'was made'));
    },
  );
  withActions(
    withLabelChange(withBasics(role.command('set <role>').description('change a role; holds at once for all who have it'))),
  ).action(async (name: string, options: ActionOptions & LabelOptions) => {
    const change = changesOf({ allow: options.allow, deny: options.deny, label: labelOf(options) });
    const changed = await (await signedIn(terminal, options)).updateRole(name, change);
    printDone(terminal, options, changed, sentence(changed, 'was changed'));
  });
  withBasics(role.command('delete <role>').description('remove a role that nobody has')).action(async (name: string, options: Basics) => {
    await (await signedIn(terminal, options)).deleteRole(name);
    printDone(terminal, options, { role: name, deleted: true }, `Role ${name} was removed.`);
  });
}

function withActions(command: Command): Command {
  return command
    .option('--allow <action>', 'all that it permits: device.read, device.*, * (commas or repeat for more)', collectTexts)
    .option('--deny <action>', 'all that it takes away (commas or repeat for more)', collectTexts);
}

function sentence({ name, allow, deny }: Role, what: string): string {
  return `Role ${name} ${what}: it permits ${allow.join(', ')}${deny.length === 0 ? '' : ` but not ${deny.join(', ')}`}.`;
}
