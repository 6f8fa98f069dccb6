import type { Share } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printList } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseTime } from '../time.ts';

interface CreateOptions extends Basics {
  readonly space?: string;
  readonly device?: string;
  readonly role?: string;
  readonly until?: number;
}

/** `share list | create | delete`. */
export function addShareCommands(program: Command, terminal: Terminal): void {
  const share = program.command('share').description('letting another tenant use a space or a device');
  withFilter(withListBasics(share.command('list').description('what you share with others')))
    .option('--received', 'what others share with you; name them with --tenant to use it')
    .action(async (options: Filtered & { readonly received?: boolean }) => {
      const client = await signedIn(terminal, options);
      const shares = await everythingThatFits<Share>(options.filter, (asked) =>
        options.received ? client.listReceivedShares(asked) : client.listShares(asked),
      );
      printList(terminal, options, shares, ['share', 'of', 'with', 'what', 'as', 'until'], (each) => [
        each.id,
        each.tenant,
        each.toTenant,
        thingText(each),
        each.role,
        each.expiresAt,
      ]);
    });
  withBasics(share.command('create <with-tenant>').description('share a space with all below it, or one device'))
    .option('--space <space>', 'this space')
    .option('--device <device>', 'this device')
    .option('--role <role>', 'what they may do with it at most (default: viewer)')
    .option('--until <time>', '+30d, an ISO 8601 time or ms since the epoch', (text) => parseTime(text))
    .action((toTenant: string, options: CreateOptions) => create(terminal, toTenant, options));
  withBasics(share.command('delete <share>').description('end a share at once, by its id')).action(async (id: string, options: Basics) => {
    await (await signedIn(terminal, options)).deleteShare(id);
    printDone(terminal, options, { share: id, deleted: true }, `Share ${id} has ended.`);
  });
}

async function create(terminal: Terminal, toTenant: string, options: CreateOptions): Promise<void> {
  const { space, device, role, until: expiresAt } = options;
  const thing = space !== undefined ? { space } : device !== undefined ? { device } : undefined;
  if (thing === undefined || (space !== undefined && device !== undefined))
    throw new CliFailure(exitCodes.usage, 'give --space or --device.');
  const made = await (await signedIn(terminal, options)).createShare({ toTenant, thing, role, expiresAt });
  printDone(terminal, options, made, `${toTenant} may use ${thingText(made)} as ${made.role} (share ${made.id}).`);
}

function thingText({ thing }: Share): string {
  return 'space' in thing ? `space:${thing.space}` : `device:${thing.device}`;
}
