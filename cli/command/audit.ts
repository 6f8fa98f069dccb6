import { type AuditEntry, type AuditQuery, paginate } from '@thalamus/sdk';
import { type Command, Option } from 'commander';
import { withBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { type Filtered, showingFilter, withFilter } from '../filter.ts';
import { printList } from '../output.ts';
import { createProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { parseCount, parseTime } from '../time.ts';

interface FilterOptions extends Filtered {
  readonly from?: number;
  readonly to?: number;
  readonly actor?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly outcome?: string;
}

interface ListOptions extends FilterOptions {
  readonly limit: number;
}

/** Entries that `audit list` prints unless told otherwise, and at most. */
const listedEntriesDefault = 50;
const listedEntriesMost = 100_000;
const exportedPerCall = 2_000;

/** `audit list | export`. */
export function addAuditCommands(program: Command, terminal: Terminal): void {
  const audit = program.command('audit').description('who changed what, and who was refused');
  withSearch(audit.command('list').description('newest entries first'), 'one JSON object per line, with the state before and after')
    .option('--limit <n>', 'how many', parseCount(1, listedEntriesMost), listedEntriesDefault)
    .action((options: ListOptions) => list(terminal, options));
  withSearch(audit.command('export').description('all entries that fit, to standard output'), 'the same as --format jsonl')
    .addOption(new Option('--format <format>', 'how').choices(['csv', 'jsonl']).default('csv'))
    .action(async (options: FilterOptions & { format: 'csv' | 'jsonl' }) => {
      const format = options.json ? 'jsonl' : options.format;
      using progress = createProgress(terminal, terminal.piped);
      let entries = 0;
      const client = await signedIn(terminal, options);
      let cursor: string | undefined;
      do {
        const query = { ...queryOf(options), format, limit: exportedPerCall, cursor };
        const page = await showingFilter(options.filter, client.exportAudit(query));
        terminal.out(page.text);
        entries += page.entries;
        progress.say(`${entries} entries`);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
    });
}

function withSearch(command: Command, json: string): Command {
  return withFilter(withBasics(command, json))
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
  const entries: AuditEntry[] = [];
  for await (const entry of paginate((cursor) => showingFilter(options.filter, client.listAudit({ ...queryOf(options), cursor, limit })))) {
    if (entries.push(entry) === options.limit) break;
  }
  const head = ['time', 'who', 'action', 'on', 'outcome', 'from'];
  printList(terminal, options, entries, head, ({ at, actor, action, resource, outcome, address }) => [
    at,
    `${actor.kind} ${actor.name}`,
    action,
    `${resource.type}/${resource.id}`,
    outcome,
    address,
  ]);
}

function queryOf({ from, to, actor, action, resource, outcome, filter }: FilterOptions): AuditQuery {
  const [, type, name] = /^([a-z][a-z-]*)\/(.*)$/.exec(resource ?? '') ?? [];
  const thing = type === undefined ? { resource } : { resourceType: type, resource: name === '' ? undefined : name };
  return { from, to, actor, action, ...thing, outcome, filter };
}
