import type { Product, PropertyInput } from '@thalamus/sdk';
import { type Command, InvalidArgumentError } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printJson, printList, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';

interface CreateOptions extends Basics {
  readonly label?: string;
  readonly strict?: boolean;
  readonly property?: readonly PropertyInput[];
}

/** `product create | list | show`. */
export function addProductCommands(program: Command, terminal: Terminal): void {
  const product = program.command('product').description('kinds of devices');
  withBasics(product.command('create <name>').description('make a product'))
    .option('--label <text>', 'name shown to people')
    .option('--strict', 'refuse keys that the model does not name (otherwise they are kept in `extra`)')
    .option('--property <id:type[:unit]>', 'a property, e.g. temperature:double:°C (repeat for more)', collectProperty)
    .action(async (name: string, options: CreateOptions) => {
      const client = await signedIn(terminal, options);
      const made = await client.createProduct({
        name,
        mode: options.strict ? 'strict' : 'open',
        ...(options.label === undefined ? {} : { label: options.label }),
        ...(options.property === undefined ? {} : { properties: options.property }),
      });
      const sentence = `Product ${made.name} was made. Next: thalamus device create NAME --product ${made.name}`;
      printDone(terminal, options, made, sentence);
    });
  withFilter(withListBasics(product.command('list').description('all products'))).action(async ({ filter, ...options }: Filtered) => {
    const client = await signedIn(terminal, options);
    const products = await everythingThatFits(filter, client.listProducts);
    printList(terminal, options, products, ['name', 'label', 'mode', 'properties', 'devices'], (each) => [
      each.name,
      each.label,
      each.mode,
      each.properties.map((p) => p.id).join(', '),
      each.devices,
    ]);
  });
  withBasics(product.command('show <product>').description('one product with its properties')).action(
    async (name: string, options: Basics) => {
      const found = await (await signedIn(terminal, options)).getProduct(name);
      if (options.json) printJson(terminal, found);
      else show(terminal, found);
    },
  );
}

function show(terminal: Terminal, product: Product): void {
  const label = product.label === null ? '' : ` (${printable(product.label)})`;
  terminal.out(`${product.name}${label}: ${product.mode}, version ${product.version}, ${product.devices} devices\n\n`);
  printTable(
    terminal,
    ['property', 'type', 'unit', 'min', 'max'],
    product.properties.map((p) => [p.id, p.type, p.unit ?? null, p.min ?? null, p.max ?? null]),
  );
}

const types: readonly string[] = ['int32', 'int64', 'float', 'double', 'bool', 'text'] satisfies PropertyInput['type'][];

/** Reads one more `id:type[:unit]`. */
export function collectProperty(text: string, before: readonly PropertyInput[] = []): readonly PropertyInput[] {
  const [id, type, ...unit] = text.split(':');
  if (id === undefined || id === '' || !isType(type)) {
    throw new InvalidArgumentError(`expected id:type or id:type:unit with one of the types ${types.join(', ')}.`);
  }
  return [...before, unit.length === 0 ? { id, type } : { id, type, unit: unit.join(':') }];
}

function isType(text: string | undefined): text is PropertyInput['type'] {
  return text !== undefined && types.includes(text);
}
