import type { QuotaUsage, Usage } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { type Cell, printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** `usage`. */
export function addUsageCommand(program: Command, terminal: Terminal): void {
  withBasics(program.command('usage').description('what your tenant uses, may use, and will have used at the end of the month')).action(
    async (options: Basics) => {
      const client = await signedIn(terminal, options);
      printUsage(terminal, options, await client.getUsage());
    },
  );
}

/** What a tenant uses, as a table or as JSON. */
export function printUsage(terminal: Terminal, { json }: Basics, usage: Usage): void {
  if (json) {
    printJson(terminal, usage);
    return;
  }
  const head = ['quota', 'used', 'limit', '%', 'month’s end', 'full at', 'refused'];
  const refused = new Map(usage.refused.map(({ quota, count }) => [quota, count]));
  printTable(
    terminal,
    head,
    usage.quotas.map((row) => [...cellsOf(row), refused.get(row.quota) ?? 0]),
  );
}

function cellsOf({ quota, used, limit, projected, limitAt }: QuotaUsage): readonly Cell[] {
  const share = used === null || limit === null || limit === 0 ? null : Math.floor((used / limit) * 100);
  return [quota, used, limit ?? 'none', share, projected, limitAt];
}
