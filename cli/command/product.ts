import type { Product, PropertyInput } from '@thalamus/sdk';
import { type Command, InvalidArgumentError } from 'commander';
import { signedIn, type Where } from '../connection.ts';
import { everything } from '../everything.ts';
import { filterOption, showingFilter } from '../filter.ts';
import { printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { withWhere } from './where.ts';

interface CreateOptions extends Where {
  readonly label?: string;
  readonly strict?: boolean;
  readonly property?: readonly PropertyInput[];
  readonly json?: boolean;
}

/** `product create | list | show`. */
export function addProductCommands(program: Command, terminal: Terminal): void {
  const product = program.command('product').description('kinds of devices');
  withWhere(product.command('create <name>').description('make a product'))
    .option('--label <text>', 'name shown to people')
    .option('--strict', 'refuse keys that the model does not name (otherwise they are kept in `extra`)')
    .option('--property <id:type[:unit]>', 'a property, e.g. temperature:double:°C (repeat for more)', collectProperty)
    .option('--json', 'as JSON')
    .action(async (name: string, options: CreateOptions) => {
      const client = await signedIn(terminal, options);
      const made = await client.createProduct({
        name,
        mode: options.strict ? 'strict' : 'open',
        ...(options.label === undefined ? {} : { label: options.label }),
        ...(options.property === undefined ? {} : { properties: options.property }),
      });
      if (options.json) printJson(terminal, made);
      else terminal.out(`Product ${made.name} was made. Next: thalamus device create NAME --product ${made.name}\n`);
    });
  withWhere(product.command('list').description('all products'))
    .option(...filterOption)
    .option('--json', 'one JSON object per line')
    .action(async ({ filter, json, ...where }: Where & { filter?: string; json?: boolean }) => {
      const client = await signedIn(terminal, where);
      const products = await everything((cursor) => showingFilter(filter, client.listProducts({ cursor, filter })));
      if (json) for (const each of products) printJson(terminal, each);
      else {
        printTable(
          terminal,
          ['name', 'label', 'mode', 'properties', 'devices'],
          products.map((each) => [each.name, each.label, each.mode, each.properties.map((p) => p.id).join(', '), each.devices]),
        );
      }
    });
  withWhere(product.command('show <name>').description('one product with its properties'))
    .option('--json', 'as JSON')
    .action(async (name: string, options: Where & { json?: boolean }) => {
      const client = await signedIn(terminal, options);
      const found = await client.getProduct(name);
      if (options.json) printJson(terminal, found);
      else show(terminal, found);
    });
}

function show(terminal: Terminal, product: Product): void {
  const label = product.label === null ? '' : ` (${product.label})`;
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
