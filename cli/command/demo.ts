import type { DemoFleet } from '@thalamus/sdk';
import type { Command } from 'commander';
import { signedIn, type Where } from '../connection.ts';
import { printJson } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { withWhere } from './where.ts';

interface DemoOptions extends Where {
  readonly json?: boolean;
}

/** `demo start | stop | status`. */
export function addDemoCommands(program: Command, terminal: Terminal): void {
  const demo = program.command('demo').description('simulated devices that connect over MQTT');
  withWhere(demo.command('start').description('connect twenty pumps and two recorded machines; makes what is missing'))
    .option('--json', 'as JSON')
    .action(async (options: DemoOptions) => print(terminal, await (await signedIn(terminal, options)).startDemoFleet(), options));
  withWhere(demo.command('stop').description('disconnect them; devices and data stay'))
    .option('--json', 'as JSON')
    .action(async (options: DemoOptions) => print(terminal, await (await signedIn(terminal, options)).stopDemoFleet(), options));
  withWhere(demo.command('status').description('whether they run'))
    .option('--json', 'as JSON')
    .action(async (options: DemoOptions) => print(terminal, await (await signedIn(terminal, options)).getDemoFleet(), options));
}

function print(terminal: Terminal, fleet: DemoFleet, { json }: DemoOptions): void {
  if (json) printJson(terminal, fleet);
  else terminal.out(fleet.running ? `The demo fleet runs with ${fleet.devices} devices.\n` : 'The demo fleet does not run.\n');
}
