import type { Client, LiveFrame, LiveValue, Value } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { printJson, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';

interface ValuesOptions extends Basics {
  readonly watch?: boolean;
}

/** `values DEVICE [--watch]`. */
export function addValuesCommand(program: Command, terminal: Terminal): void {
  withBasics(
    program.command('values <device>').description('the newest value of every property'),
    'as JSON; with --watch one object per change',
  )
    .option('--watch', 'stay and print every change until Ctrl-C')
    .action(async (device: string, options: ValuesOptions) => {
      const client = await signedIn(terminal, options);
      const now = await client.getValues(device);
      if (options.watch) return watch(terminal, client, device, options.json);
      if (options.json) return printJson(terminal, now);
      printTable(
        terminal,
        ['property', 'value', 'time'],
        Object.entries(now.values).map(([property, { value, ts }]) => [property, String(value), ts]),
      );
    });
}

function watch(terminal: Terminal, client: Client, device: string, json: boolean | undefined): Promise<void> {
  const live = client.live();
  const say = (property: string, { value, ts }: LiveValue): void => line(terminal, device, property, value, ts, json);
  const onFrame = (frame: LiveFrame): void => {
    const values = frame.snapshot?.[device]?.values ?? frame.values?.[device] ?? {};
    for (const [property, value] of Object.entries(values)) say(property, value);
    const presence = frame.presence?.[device];
    if (presence !== undefined) terminal.err(`${device} went ${presence.online ? 'online' : `offline: ${presence.reason}`}\n`);
    if (frame.error !== undefined) terminal.err(`${frame.error.code}: ${frame.error.detail}\n`);
  };
  live.subscribe({ devices: [device] }, onFrame);
  return new Promise((resolve) => {
    const end = (): void => {
      live.close();
      resolve();
    };
    if (terminal.signal.aborted) end();
    else terminal.signal.addEventListener('abort', end, { once: true });
  });
}

function line(terminal: Terminal, device: string, property: string, value: Value, tsMs: number, json: boolean | undefined): void {
  const ts = new Date(tsMs).toISOString();
  if (json) printJson(terminal, { device, property, value, ts, tsMs });
  else terminal.out(`${ts}  ${property.padEnd(20)} ${printable(String(value))}\n`);
}
