import type { PropertyInput, PropertyPatch } from '@thalamus/sdk';
import { type Command, InvalidArgumentError } from 'commander';
import { signedIn, type Where } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printJson } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { collectProperty } from './product.ts';
import { withWhere } from './where.ts';

interface DeviceOptions extends Where {
  readonly label?: string;
  readonly clearLabel?: boolean;
  readonly disable?: boolean;
  readonly enable?: boolean;
  readonly json?: boolean;
}

interface ProductOptions extends Where {
  readonly label?: string;
  readonly mode?: 'open' | 'strict';
  readonly addProperty?: readonly PropertyInput[];
  readonly range?: readonly PropertyPatch[];
  readonly json?: boolean;
}

/** `device set` and `product set`: to be added after the commands that they belong to. */
export function addChangeCommands(program: Command, terminal: Terminal): void {
  withWhere(groupOf(program, 'device').command('set <device>').description('change a device'))
    .option('--label <text>', 'name shown to people')
    .option('--clear-label', 'take the label away')
    .option('--disable', 'end its session and refuse it from now on')
    .option('--enable', 'let it in again')
    .option('--json', 'as JSON')
    .action((device: string, options: DeviceOptions) => setDevice(terminal, device, options));
  withWhere(groupOf(program, 'product').command('set <product>').description('change a product; properties are added, never removed'))
    .option('--label <text>', 'name shown to people')
    .option('--mode <mode>', 'open keeps keys that the model does not name, strict refuses them', parseMode)
    .option('--add-property <id:type[:unit]>', 'one more property (repeat for more)', collectProperty)
    .option('--range <id:min..max>', 'what a number may be; an empty side has no bound (repeat for more)', collectRange)
    .option('--json', 'as JSON')
    .action((product: string, options: ProductOptions) => setProduct(terminal, product, options));
}

async function setDevice(terminal: Terminal, name: string, options: DeviceOptions): Promise<void> {
  const { label, clearLabel, disable, enable, json } = options;
  if (disable && enable) throw new CliFailure(exitCodes.usage, 'give --disable or --enable, not both.');
  const change = {
    ...(clearLabel ? { label: null } : label === undefined ? {} : { label }),
    ...(disable || enable ? { disabled: disable === true } : {}),
  };
  if (Object.keys(change).length === 0) throw new CliFailure(exitCodes.usage, 'say what to change (add --help for the options).');
  const changed = await (await signedIn(terminal, options)).updateDevice(name, change);
  if (json) printJson(terminal, changed);
  else terminal.out(`Device ${changed.name} is ${changed.state}${changed.label === null ? '' : `, "${changed.label}"`}.\n`);
}

async function setProduct(terminal: Terminal, name: string, options: ProductOptions): Promise<void> {
  const { label, mode, addProperty, range, json } = options;
  const change = {
    ...(label === undefined ? {} : { label }),
    ...(mode === undefined ? {} : { mode }),
    ...(addProperty === undefined ? {} : { addProperties: addProperty }),
    ...(range === undefined ? {} : { properties: range }),
  };
  if (Object.keys(change).length === 0) throw new CliFailure(exitCodes.usage, 'say what to change (add --help for the options).');
  const changed = await (await signedIn(terminal, options)).updateProduct(name, change);
  if (json) printJson(terminal, changed);
  else terminal.out(`Product ${changed.name} is at version ${changed.version}.\n`);
}

function groupOf(program: Command, name: string): Command {
  const group = program.commands.find((command) => command.name() === name);
  if (group === undefined) throw new Error(`bug: there is no command ${name} yet`);
  return group;
}

function parseMode(text: string): 'open' | 'strict' {
  if (text === 'open' || text === 'strict') return text;
  throw new InvalidArgumentError('expected open or strict.');
}

function collectRange(text: string, before: readonly PropertyPatch[] = []): readonly PropertyPatch[] {
  const parts = /^([A-Za-z]\w*):(-?[\d.e+-]*)\.\.(-?[\d.e+-]*)$/i.exec(text);
  const [min, max] = [parts?.[2], parts?.[3]].map((side) => (side === '' ? null : Number(side)));
  if (parts === null || min === undefined || max === undefined || Number.isNaN(min) || Number.isNaN(max)) {
    throw new InvalidArgumentError('expected id:min..max, e.g. temperature:-40..120 or rpm:0..');
  }
  return [...before, { id: parts[1] as string, min, max }];
}
