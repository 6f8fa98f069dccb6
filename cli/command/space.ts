import type { Space } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { changesOf, type LabelOptions, labelOf, withLabelChange } from '../changes.ts';
import { signedIn } from '../connection.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printList, printOne } from '../output.ts';
import type { Terminal } from '../terminal.ts';

interface PlaceOptions extends Basics {
  readonly parent?: string;
}

/** `space list | show | create | set | delete`. */
export function addSpaceCommands(program: Command, terminal: Terminal): void {
  const space = program.command('space').description('the tree of sites, buildings and lines that devices stand in');
  withFilter(withListBasics(space.command('list').description('all spaces that you may see')))
    .option('--parent <space>', 'right below this one')
    .option('--search <text>', 'whose name or label holds this')
    .action(async ({ parent, search, filter, ...options }: PlaceOptions & Filtered & { search?: string }) => {
      const client = await signedIn(terminal, options);
      const spaces = await everythingThatFits(filter, (asked) => client.listSpaces({ ...asked, limit: 500, parent, search }));
      const head = ['space', 'path', 'devices', 'here and below', 'label'];
      printList(terminal, options, spaces, head, (each) => [each.name, each.path.join('/'), each.devices, each.devicesBelow, each.label]);
    });
  withBasics(space.command('show <space>').description('one space')).action(async (name: string, options: Basics) =>
    printOne(terminal, options, 'space', await (await signedIn(terminal, options)).getSpace(name)),
  );
  withBasics(space.command('create <name>').description('make a space'))
    .option('--label <text>', 'name shown to people')
    .option('--parent <space>', 'the space it stands in', 'root')
    .action(async (name: string, { label, parent, ...options }: PlaceOptions & { label?: string }) => {
      const made = await (await signedIn(terminal, options)).createSpace({ name, label, parent });
      printDone(terminal, options, made, `Space ${place(made)} was made.`);
    });
  withLabelChange(withBasics(space.command('set <space>').description('rename or move a space; all that stands in it moves along')))
    .option('--parent <space>', 'the space to stand in')
    .action(async (name: string, options: PlaceOptions & LabelOptions) => {
      const change = changesOf({ parent: options.parent, label: labelOf(options) });
      const changed = await (await signedIn(terminal, options)).updateSpace(name, change);
      const shown = changed.label === null ? '' : `, "${changed.label}"`;
      printDone(terminal, options, changed, `Space ${place(changed)} was changed${shown}.`);
    });
  withBasics(space.command('delete <space>').description('remove an empty space')).action(async (name: string, options: Basics) => {
    await (await signedIn(terminal, options)).deleteSpace(name);
    printDone(terminal, options, { space: name, deleted: true }, `Space ${name} was removed.`);
  });
}

function place({ path }: Space): string {
  return path.join('/');
}
