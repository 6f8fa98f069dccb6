import type { ConnectionLimitSettings, ConnectionLimits } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { asPerson, signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** `connection-limit list` for everybody, `show | set | overload` for those who run the platform. */
export function addConnectionLimitCommands(program: Command, terminal: Terminal): void {
  const limit = program.command('connection-limit').description('limits of connections, and how overloaded the platform is');
  withBasics(limit.command('list').description('the limits that hold')).action(async (options: Basics) => {
    const { inForce } = await (await signedIn(terminal, options)).getConnectionLimits();
    if (options.json) printJson(terminal, inForce);
    else printTable(terminal, ['limit', 'value'], rowsOf(inForce));
  });
  withBasics(limit.command('show').description('the limits as they are set (operators)')).action(async (options: Basics) =>
    print(terminal, options, await asPerson(terminal, options, (client) => client.getConnectionLimitSettings())),
  );
  withBasics(
    limit
      .command('set <limit=value...>')
      .description('set limits: a number, `none` for no limit, `default` for the default; others stay (operators)'),
  ).action(async (settings: readonly string[], options: Basics) => {
    const changes = settings.map(parseSetting);
    const changed = await asPerson(terminal, options, async (client) => {
      const { set } = await client.getConnectionLimitSettings();
      return client.setConnectionLimits({ ...set, ...Object.fromEntries(changes) });
    });
    print(terminal, options, changed);
  });
  withBasics(
    limit.command('overload').description('how overloaded the platform is, and which limits hold somebody back (operators)'),
  ).action(async (options: Basics) => {
    const overload = await asPerson(terminal, options, (client) => client.getOverload());
    if (options.json) {
      printJson(terminal, overload);
      return;
    }
    const { level, since, delayMs, memoryShare, fired } = overload;
    terminal.out(`Level ${level} since ${since}: ${delayMs} ms late, ${Math.round(memoryShare * 100)} % of the memory in use.\n`);
    if (fired.length > 0) {
      terminal.out('\n');
      printTable(
        terminal,
        ['limit', 'times'],
        fired.map(({ limit, count }) => [limit, count]),
      );
    }
  });
}

/** `device.messagesPerSecond=200` → the name and the limit: null for none, undefined for the default. */
function parseSetting(text: string): readonly [string, number | null | undefined] {
  const [, name, value] = /^([A-Za-z.]+)=(\d+|none|default)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    const expected = 'device.messagesPerSecond=200, …=none or …=default';
    throw new CliFailure(exitCodes.usage, `${JSON.stringify(text)} is no limit; expected ${expected}`);
  }
  return [name, value === 'none' ? null : value === 'default' ? undefined : Number(value)];
}

function print(terminal: Terminal, { json }: Basics, settings: ConnectionLimitSettings): void {
  if (json) {
    printJson(terminal, settings);
    return;
  }
  const rows = rowsOf(settings.inForce).map(([name, value]) => [name, value, name in settings.set ? 'set' : 'default']);
  printTable(terminal, ['limit', 'value', 'of'], rows);
}

function rowsOf(limits: ConnectionLimits): (readonly [string, number | string])[] {
  return Object.entries(limits).map(([name, value]) => [name, value ?? 'none']);
}
