import type { Command } from 'commander';
import { signedIn, type Where } from '../connection.ts';
import { everything } from '../everything.ts';
import { printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseTime } from '../time.ts';
import { withWhere } from './where.ts';

interface Json extends Where {
  readonly json?: boolean;
}

/** `key create | list | delete`. */
export function addKeyCommands(program: Command, terminal: Terminal): void {
  const key = program.command('key').description('API keys of the tenant');
  withWhere(key.command('create <name>').description('make a key; it is shown only now'))
    .option('--expires <time>', 'ISO 8601 or ms since the epoch', (text) => parseTime(text))
    .option('--json', 'as JSON')
    .action(async (name: string, options: Json & { expires?: number }) => {
      const client = await signedIn(terminal, options);
      const made = await client.createApiKey({ name, ...(options.expires === undefined ? {} : { expiresAt: options.expires }) });
      if (options.json) printJson(terminal, made);
      else terminal.out(`${made.key}\n`);
    });
  withWhere(key.command('list').description('all keys'))
    .option('--json', 'one JSON object per line')
    .action(async (options: Json) => {
      const client = await signedIn(terminal, options);
      const keys = await everything((cursor) => client.listApiKeys({ cursor }));
      if (options.json) for (const each of keys) printJson(terminal, each);
      else {
        printTable(
          terminal,
          ['id', 'name', 'begins with', 'created', 'last used', 'expires'],
          keys.map((each) => [each.id, each.name, each.prefix, each.createdAt, each.lastUsedAt, each.expiresAt]),
        );
      }
    });
  withWhere(key.command('delete <id>').description('end a key')).action(async (id: string, options: Where) => {
    await (await signedIn(terminal, options)).deleteApiKey(id);
    terminal.out(`Key ${id} was deleted.\n`);
  });
}
