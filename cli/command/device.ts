import { type DevicePage, paginate } from '@thalamus/sdk';
import type { Command } from 'commander';
import { signedIn, type Where } from '../connection.ts';
import { createDevice, createDevices, type DeviceLogin, devicesPerCommandMax } from '../devices.ts';
import { everything } from '../everything.ts';
import { filterOption, showingFilter } from '../filter.ts';
import { printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseCount } from '../time.ts';
import { withWhere } from './where.ts';

interface Json extends Where {
  readonly json?: boolean;
}

interface CreateOptions extends Json {
  readonly product: string;
  readonly count?: number;
  readonly label?: string;
}

interface ListOptions extends Json {
  readonly product?: string;
  readonly search?: string;
  readonly state?: 'inactive' | 'online' | 'offline' | 'disabled';
  readonly filter?: string;
}

/** `device create | list | show | delete | secret rotate`. */
export function addDeviceCommands(program: Command, terminal: Terminal): void {
  const device = program.command('device').description('devices and their secrets');
  withWhere(device.command('create <name>').description('make a device, or NAME-1 … NAME-N; prints the logins, which are shown only now'))
    .requiredOption('--product <product>', 'what kind of device')
    .option('--count <n>', 'make NAME-1 … NAME-N', parseCount(1, devicesPerCommandMax))
    .option('--label <text>', 'name shown to people')
    .option('--json', 'one JSON object per line')
    .action(async (name: string, options: CreateOptions) => {
      const client = await signedIn(terminal, options);
      const logins =
        options.count === undefined
          ? [await createDevice(client, name, options.product, options.label)]
          : await createDevices(client, name, options.product, options.count);
      printLogins(terminal, logins, options.json);
    });
  withWhere(device.command('list').description('all devices'))
    .option('--product <product>', 'of this product')
    .option('--search <text>', 'whose name or label holds this')
    .option('--state <state>', 'inactive, online, offline or disabled')
    .option(...filterOption)
    .option('--json', 'one JSON object per line')
    .action((options: ListOptions) => list(terminal, options));
  withWhere(device.command('show <device>').description('one device'))
    .option('--json', 'as JSON')
    .action(async (name: string, options: Json) => {
      const found = await (await signedIn(terminal, options)).getDevice(name);
      if (options.json) printJson(terminal, found);
      else printTable(terminal, ['device', 'value'], Object.entries(found));
    });
  withWhere(device.command('delete <device>').description('remove a device; what it reported stays in the tables')).action(
    async (name: string, options: Where) => {
      await (await signedIn(terminal, options)).deleteDevice(name);
      terminal.out(`Device ${name} was removed.\n`);
    },
  );
  const secret = device.command('secret').description('a device’s secret');
  withWhere(
    secret.command('rotate <device>').description('give the device a new secret; the old one ends at once, and its session with it'),
  )
    .option('--json', 'as JSON')
    .action(async (name: string, options: Json) => {
      const { credentials } = await (await signedIn(terminal, options)).rotateDeviceSecret(name);
      printLogins(terminal, [{ device: name, ...credentials }], options.json);
    });
}

async function list(terminal: Terminal, { product, search, state, filter, json, ...where }: ListOptions): Promise<void> {
  const client = await signedIn(terminal, where);
  const page = (cursor: string | undefined): Promise<DevicePage> =>
    showingFilter(filter, client.listDevices({ cursor, limit: 500, product, search, state, filter }));
  if (json) {
    for await (const each of paginate(page)) printJson(terminal, each);
    return;
  }
  const all = await everything(page);
  printTable(
    terminal,
    ['device', 'product', 'state', 'last seen', 'label'],
    all.map((each) => [each.name, each.product, each.state, each.lastSeenAt, each.label]),
  );
}

function printLogins(terminal: Terminal, logins: readonly DeviceLogin[], json: boolean | undefined): void {
  if (json) {
    for (const { device, clientId, username, password } of logins) printJson(terminal, { device, clientId, username, password });
    return;
  }
  printTable(
    terminal,
    ['device', 'client id', 'user name', 'password'],
    logins.map((login) => [login.device, login.clientId, login.username, login.password]),
  );
  terminal.err('Keep the passwords now: they are not shown again. `device secret rotate` makes a new one.\n');
}
