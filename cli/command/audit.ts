import { type AuditQuery, paginate } from '@thalamus/sdk';
import { type Command, Option } from 'commander';
import { signedIn, type Where } from '../connection.ts';
import { printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseCount, parseTime } from '../time.ts';
import { withWhere } from './where.ts';

interface FilterOptions extends Where {
  readonly from?: number;
  readonly to?: number;
  readonly actor?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly outcome?: string;
}

interface ListOptions extends FilterOptions {
  readonly limit: number;
  readonly json?: boolean;
}

/** Entries that `audit list` prints unless told otherwise, and at most. */
const listedEntriesDefault = 50;
const listedEntriesMost = 100_000;
const exportedPerCall = 2_000;

/** `audit list | export`. */
export function addAuditCommands(program: Command, terminal: Terminal): void {
  const audit = program.command('audit').description('who changed what, and who was refused');
  withFilter(audit.command('list').description('newest entries first'))
    .option('--limit <n>', 'how many', parseCount(1, listedEntriesMost), listedEntriesDefault)
    .option('--json', 'one JSON object per line, with the state before and after')
    .action((options: ListOptions) => list(terminal, options));
  withFilter(audit.command('export').description('all entries that fit, to standard output'))
    .addOption(new Option('--format <format>', 'how').choices(['csv', 'jsonl']).makeOptionMandatory())
    .action(async (options: FilterOptions & { format: 'csv' | 'jsonl' }) => {
      const client = await signedIn(terminal, options);
      let cursor: string | undefined;
      do {
        const query = { ...queryOf(options), format: options.format, limit: exportedPerCall, cursor };
        const page = await client.exportAudit(query, { signal: terminal.signal });
        terminal.out(page.text);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
    });
}

function withFilter(command: Command): Command {
  return withWhere(command)
    .option('--from <time>', 'now, -15m, -1h, -7d, ISO 8601 or ms', (text) => parseTime(text))
    .option('--to <time>', 'the same', (text) => parseTime(text))
    .option('--actor <actor>', 'id or name of a person or key')
    .option('--action <operation>', 'such as updateDevice')
    .option('--resource <thing>', 'type/name, such as device/pump-1, or a name alone')
    .option('--outcome <outcome>', 'done, refused, or the code of an error');
}

async function list(terminal: Terminal, options: ListOptions): Promise<void> {
  const client = await signedIn(terminal, options);
  const limit = Math.min(options.limit, 500);
  const rows: string[][] = [];
  let left = options.limit;
  for await (const entry of paginate((cursor) => client.listAudit({ ...queryOf(options), cursor, limit }))) {
    const { at, actor, action, resource, outcome, address } = entry;
    if (options.json) printJson(terminal, entry);
    else rows.push([at, `${actor.kind} ${actor.name}`, action, `${resource.type}/${resource.id}`, outcome, address]);
    if (--left === 0) break;
  }
  if (!options.json) printTable(terminal, ['time', 'who', 'action', 'on', 'outcome', 'from'], rows);
}

function queryOf({ from, to, actor, action, resource, outcome }: FilterOptions): AuditQuery {
  const [, type, name] = /^([a-z][a-z-]*)\/(.*)$/.exec(resource ?? '') ?? [];
  const thing = type === undefined ? { resource } : { resourceType: type, resource: name === '' ? undefined : name };
  return { from, to, actor, action, ...thing, outcome };
}
