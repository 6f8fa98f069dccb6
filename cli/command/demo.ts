import type { DemoFleet } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { printDone } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** `demo start | stop | status`. */
export function addDemoCommands(program: Command, terminal: Terminal): void {
  const demo = program.command('demo').description('simulated devices that connect over MQTT');
  withBasics(demo.command('start').description('connect twenty pumps and two recorded machines; makes what is missing')).action(
    async (options: Basics) => print(terminal, options, await (await signedIn(terminal, options)).startDemoFleet()),
  );
  withBasics(demo.command('stop').description('disconnect them; devices and data stay')).action(async (options: Basics) =>
    print(terminal, options, await (await signedIn(terminal, options)).stopDemoFleet()),
  );
  withBasics(demo.command('status').description('whether they run')).action(async (options: Basics) =>
    print(terminal, options, await (await signedIn(terminal, options)).getDemoFleet()),
  );
}

function print(terminal: Terminal, options: Basics, fleet: DemoFleet): void {
  printDone(
    terminal,
    options,
    fleet,
    fleet.running ? `The demo fleet runs with ${fleet.devices} devices.` : 'The demo fleet does not run.',
  );
}
