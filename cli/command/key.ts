import type { ApiKey, Scope } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { collectTexts } from '../changes.ts';
import { signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printList } from '../output.ts';
import { parseScope, scopeForm, scopeText } from '../scope.ts';
import type { Terminal } from '../terminal.ts';
import { parseTime } from '../time.ts';

interface CreateOptions extends Basics {
  readonly expires?: number;
  readonly role?: string;
  readonly scope?: Scope;
  readonly serviceAccount?: string;
  readonly address?: readonly string[];
}

/** `key create | list | delete`. */
export function addKeyCommands(program: Command, terminal: Terminal): void {
  const key = program.command('key').description('API keys of the tenant');
  withBasics(key.command('create <name>').description('make a key; it is shown only now'))
    .option('--role <role>', 'what it may do; never more than you (default: developer)')
    .option('--scope <scope>', `where it may do it: ${scopeForm}`, parseScope)
    .option('--service-account <account>', 'a key of this service account, with its roles')
    .option(
      '--address <address>',
      'where it may be used from: addresses or ranges such as 10.0.0.0/8 (commas or repeat for more)',
      collectTexts,
    )
    .option('--expires <time>', '+90d, an ISO 8601 time or ms since the epoch', (text) => parseTime(text))
    .action((name: string, options: CreateOptions) => create(terminal, name, options));
  withFilter(withListBasics(key.command('list').description('all keys'))).action(async (options: Filtered) => {
    const client = await signedIn(terminal, options);
    const keys = await everythingThatFits(options.filter, client.listApiKeys);
    const head = ['key', 'name', 'may', 'begins with', 'created', 'last used', 'expires'];
    printList(terminal, options, keys, head, (each) => [
      each.id,
      each.name,
      rightsOf(each),
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

async function create(terminal: Terminal, name: string, options: CreateOptions): Promise<void> {
  const { role, scope, serviceAccount, address: addresses, expires: expiresAt } = options;
  if (serviceAccount !== undefined && (role ?? scope) !== undefined) {
    throw new CliFailure(exitCodes.usage, 'a key of a service account has its roles: leave --role and --scope out.');
  }
  const made = await (await signedIn(terminal, options)).createApiKey({ name, role, scope, serviceAccount, addresses, expiresAt });
  printDone(terminal, options, made, made.key);
}

function rightsOf({ role, scope, serviceAccount }: ApiKey): string {
  if (serviceAccount !== null) return `as ${serviceAccount}`;
  return scope === null || scope.kind === 'tenant' ? (role ?? '') : `${role} in ${scopeText(scope)}`;
}
