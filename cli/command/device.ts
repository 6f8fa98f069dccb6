import type { Device, DeviceState } from '@thalamus/sdk';
import { paginate } from '@thalamus/sdk';
import { type Command, Option } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { collectPair } from '../changes.ts';
import { signedIn } from '../connection.ts';
import { createDevice, createDevices, type DeviceLogin, devicesPerCommandMax } from '../devices.ts';
import { type Filtered, showingFilter, withFilter } from '../filter.ts';
import { printDone, printJson, printList, printOne } from '../output.ts';
import { createProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { parseCount } from '../time.ts';
import { addDeviceCredentialCommands } from './device-credential.ts';

interface CreateOptions extends Basics {
  readonly product: string;
  readonly count?: number;
  readonly label?: string;
  readonly space?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface ListOptions extends Filtered {
  readonly product?: string;
  readonly space?: string;
  readonly search?: string;
  readonly state?: DeviceState;
  readonly sort?: (typeof orders)[number];
  readonly limit?: number;
}

const states = ['inactive', 'online', 'offline', 'disabled'] as const satisfies readonly DeviceState[];

const orders = ['name', '-name', 'createdAt', '-createdAt'] as const;
const devicesPerPage = 500;
const listedDevicesMost = 1_000_000_000;
const keepOldSecondsMost = 7_776_000;

/** `device create | list | show | delete | secret rotate | credential …`. */
export function addDeviceCommands(program: Command, terminal: Terminal): void {
  const device = program.command('device').description('devices and their secrets');
  withListBasics(
    device.command('create <name>').description('make a device, or NAME-1 … NAME-N; prints the logins, which are shown only now'),
  )
    .requiredOption('--product <product>', 'what kind of device')
    .option('--count <n>', 'make NAME-1 … NAME-N', parseCount(1, devicesPerCommandMax))
    .option('--label <text>', 'name shown to people')
    .option('--space <space>', 'the space it stands in (default: root)')
    .option('--labels <key=value>', 'a label to select it by (repeat for more)', collectPair)
    .action((name: string, options: CreateOptions) => create(terminal, name, options));
  withFilter(withListBasics(device.command('list').description('all devices')))
    .option('--product <product>', 'of this product')
    .option('--space <space>', 'in this space or below')
    .option('--search <text>', 'whose name or label holds this')
    .addOption(new Option('--state <state>', 'in this state').choices(states))
    .addOption(new Option('--sort <order>', 'in this order; a minus turns it around').choices(orders))
    .option('--limit <n>', 'the first ones only', parseCount(1, listedDevicesMost))
    .action((options: ListOptions) => list(terminal, options));
  withBasics(device.command('show <device>').description('one device')).action(async (name: string, options: Basics) =>
    printOne(terminal, options, 'device', await (await signedIn(terminal, options)).getDevice(name)),
  );
  withBasics(device.command('delete <device>').description('remove a device; what it reported stays in the tables')).action(
    async (name: string, options: Basics) => {
      await (await signedIn(terminal, options)).deleteDevice(name);
      printDone(terminal, options, { device: name, deleted: true }, `Device ${name} was removed.`);
    },
  );
  const secret = device.command('secret').description('a device’s secret');
  withBasics(
    secret.command('rotate <device>').description('give the device a new secret; the old one ends at once, and its session with it'),
  )
    .option('--keep-old <seconds>', 'let the old one be valid so long', parseCount(0, keepOldSecondsMost))
    .action(async (name: string, options: Basics & { readonly keepOld?: number }) => {
      const query = options.keepOld === undefined ? undefined : { keepOldSeconds: options.keepOld };
      const { credentials } = await (await signedIn(terminal, options)).rotateDeviceSecret(name, query);
      printLogins(terminal, options, [{ device: name, ...credentials }]);
    });
  addDeviceCredentialCommands(device, terminal);
}

async function create(terminal: Terminal, name: string, options: CreateOptions): Promise<void> {
  const { product, count, label, space, labels } = options;
  const wish = { product, label, space, labels };
  const client = await signedIn(terminal, options);
  if (count === undefined) return printLogins(terminal, options, [await createDevice(client, name, wish)]);
  using progress = createProgress(terminal);
  const logins = await createDevices(client, name, wish, count, (done) => progress.say(`${done} of ${count} devices made`));
  progress[Symbol.dispose]();
  printLogins(terminal, options, logins);
}

async function list(terminal: Terminal, options: ListOptions): Promise<void> {
  const { product, space, search, state, filter, sort, limit = Number.POSITIVE_INFINITY } = options;
  const client = await signedIn(terminal, options);
  const query = { limit: Math.min(limit, devicesPerPage), total: 'none', product, space, search, state, filter, sort } as const;
  const devices: Device[] = [];
  let left = limit;
  for await (const device of paginate((cursor) => showingFilter(filter, client.listDevices({ ...query, cursor })))) {
    // A million devices are printed as they come.
    if (options.json) printJson(terminal, device);
    else devices.push(device);
    if (--left === 0) break;
  }
  const head = ['device', 'product', 'space', 'state', 'last seen', 'label'];
  if (options.json) return;
  printList(terminal, options, devices, head, ({ name, product, space, state, lastSeenAt, label }) => [
    name,
    product,
    space,
    state,
    lastSeenAt,
    label,
  ]);
}

function printLogins(terminal: Terminal, options: Basics, logins: readonly DeviceLogin[]): void {
  const lines = logins.map(({ device, clientId, username, password }) => ({ device, clientId, username, password }));
  printList(terminal, options, lines, ['device', 'client id', 'user name', 'password'], (login) => Object.values(login));
  if (!options.json) terminal.err('Keep the passwords now: they are not shown again. `device secret rotate` makes a new one.\n');
}
