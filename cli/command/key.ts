import { type Command, Option } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { everything } from '../everything.ts';
import { printDone, printList } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseTime } from '../time.ts';

const roles = ['owner', 'admin', 'developer', 'operator', 'viewer'] as const;

interface CreateOptions extends Basics {
  readonly expires?: number;
  readonly role?: (typeof roles)[number];
}

/** `key create | list | delete`. */
export function addKeyCommands(program: Command, terminal: Terminal): void {
  const key = program.command('key').description('API keys of the tenant');
  withBasics(key.command('create <name>').description('make a key; it is shown only now'))
    .addOption(new Option('--role <role>', 'what it may do; never more than you').choices(roles).default('developer'))
    .option('--expires <time>', 'ISO 8601 or ms since the epoch', (text) => parseTime(text))
    .action(async (name: string, { expires, role, ...options }: CreateOptions) => {
      const client = await signedIn(terminal, options);
      const made = await client.createApiKey({ name, role, ...(expires === undefined ? {} : { expiresAt: expires }) });
      printDone(terminal, options, made, made.key);
    });
  withListBasics(key.command('list').description('all keys')).action(async (options: Basics) => {
    const client = await signedIn(terminal, options);
    const keys = await everything((cursor) => client.listApiKeys({ cursor }));
    printList(terminal, options, keys, ['id', 'name', 'role', 'begins with', 'created', 'last used', 'expires'], (each) => [
      each.id,
      each.name,
      each.role,
      each.prefix,
      each.createdAt,
      each.lastUsedAt,
      each.expiresAt,
    ]);
  });
  withBasics(key.command('delete <key>').description('end a key, by its id')).action(async (id: string, options: Basics) => {
    await (await signedIn(terminal, options)).deleteApiKey(id);
    printDone(terminal, options, { key: id, deleted: true }, `Key ${id} was deleted.`);
  });
}
