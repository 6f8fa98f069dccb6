import type { PropertyInput, PropertyPatch } from '@thalamus/sdk';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { changesOf, collectPair, collectTexts, type LabelOptions, labelOf, withLabelChange } from '../changes.ts';
import { signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printDone } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { collectProperty } from './product.ts';

interface DeviceOptions extends Basics, LabelOptions {
  readonly space?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly dropLabels?: readonly string[];
  readonly disable?: boolean;
  readonly enable?: boolean;
}

interface ProductOptions extends Basics {
  readonly label?: string;
  readonly mode?: 'open' | 'strict';
  readonly addProperty?: readonly PropertyInput[];
  readonly range?: readonly PropertyPatch[];
}

/** `device set` and `product set`: to be added after the commands that they belong to. */
export function addChangeCommands(program: Command, terminal: Terminal): void {
  withLabelChange(withBasics(groupOf(program, 'device').command('set <device>').description('change or move a device')))
    .option('--space <space>', 'the space to stand in')
    .option('--labels <key=value>', 'a label to select it by (repeat for more)', collectPair)
    .option('--drop-labels <label-key>', 'take such a label away (commas or repeat for more)', collectTexts)
    .option('--disable', 'end its session and refuse it from now on')
    .option('--enable', 'let it in again')
    .action((device: string, options: DeviceOptions) => setDevice(terminal, device, options));
  withBasics(groupOf(program, 'product').command('set <product>').description('change a product; properties are added, never removed'))
    .option('--label <text>', 'name shown to people')
    .addOption(new Option('--mode <mode>', 'open keeps keys that the model does not name, strict refuses them').choices(['open', 'strict']))
    .option('--add-property <id:type[:unit]>', 'one more property (repeat for more)', collectProperty)
    .option('--range <id:min..max>', 'what a number may be; an empty side has no bound (repeat for more)', collectRange)
    .action((product: string, options: ProductOptions) => setProduct(terminal, product, options));
}

async function setDevice(terminal: Terminal, name: string, options: DeviceOptions): Promise<void> {
  const { disable, enable, space, labels, dropLabels } = options;
  if (disable && enable) throw new CliFailure(exitCodes.usage, 'give --disable or --enable, not both.');
  const disabled = disable || enable ? disable === true : undefined;
  const relabelled = labels !== undefined || dropLabels !== undefined;
  changesOf({ label: labelOf(options), disabled, space, labels: relabelled || undefined });
  const client = await signedIn(terminal, options);
  // The API takes all labels anew.
  const all = relabelled ? { ...(await client.getDevice(name)).labels, ...labels } : undefined;
  for (const key of dropLabels ?? []) delete all?.[key];
  const changed = await client.updateDevice(name, { label: labelOf(options), disabled, space, labels: all });
  const shown = changed.label === null ? '' : `, "${changed.label}"`;
  printDone(terminal, options, changed, `Device ${changed.name} is ${changed.state} in ${changed.space}${shown}.`);
}

async function setProduct(terminal: Terminal, name: string, options: ProductOptions): Promise<void> {
  const { label, mode, addProperty, range } = options;
  const change = changesOf({ label, mode, addProperties: addProperty, properties: range });
  const changed = await (await signedIn(terminal, options)).updateProduct(name, change);
  printDone(terminal, options, changed, `Product ${changed.name} is at version ${changed.version}.`);
}

function groupOf(program: Command, name: string): Command {
  const group = program.commands.find((command) => command.name() === name);
  if (group === undefined) throw new Error(`bug: there is no command ${name} yet`);
  return group;
}

function collectRange(text: string, before: readonly PropertyPatch[] = []): readonly PropertyPatch[] {
  const parts = /^([A-Za-z]\w*):(-?[\d.e+-]*)\.\.(-?[\d.e+-]*)$/i.exec(text);
  const [min, max] = [parts?.[2], parts?.[3]].map((side) => (side === '' ? null : Number(side)));
  if (parts === null || min === undefined || max === undefined || Number.isNaN(min) || Number.isNaN(max)) {
    throw new InvalidArgumentError('expected id:min..max, e.g. temperature:-40..120 or rpm:0..');
  }
  return [...before, { id: parts[1] as string, min, max }];
}
