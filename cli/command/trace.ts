import type { Trace, TracedPacket } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { printDone, printJson, printList, printOne } from '../output.ts';
import { printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';
import { parseCount } from '../time.ts';

interface StartOptions extends Basics {
  readonly device?: string;
  readonly application?: string;
  readonly client?: string;
  readonly address?: string;
  readonly topic?: string;
  readonly seconds?: number;
  readonly bytes?: number;
  readonly willPayload?: boolean;
  readonly follow?: boolean;
}

type Client = Awaited<ReturnType<typeof signedIn>>;

const secondsMost = 86_400;
const bytesLeast = 16 * 1024;
const bytesMost = 4 * 1024 * 1024;
const waitSeconds = 20;
const perPage = 500;

/** `trace start | list | show | follow | dump | stop | delete`. */
export function addTraceCommands(program: Command, terminal: Terminal): void {
  const trace = program.command('trace').description('packets of chosen connections, secrets masked');
  withBasics(trace.command('start').description('start a trace; all that is named must fit'), 'one JSON object per line')
    .option('--device <device>', 'of this device')
    .option('--application <name>', 'of this service account, key:<id> or jwt:<issuer>:<subject>')
    .option('--client <id>', 'of this client identifier')
    .option('--address <ip>', 'from this address')
    .option('--topic <filter>', 'publications only, to topics that fit, as in devices/+/up/#')
    .option('--seconds <n>', 'how long it runs at most (default: 600)', parseCount(1, secondsMost))
    .option('--bytes <n>', 'it ends when it has this much (default: 1 MiB)', parseCount(bytesLeast, bytesMost))
    .option('--will-payload', 'also what wills say')
    .option('--follow', 'print packets as they come, until it ends')
    .action((options: StartOptions) => start(terminal, options));
  withListBasics(trace.command('list').description('traces that run or can still be read')).action(async (options: Basics) => {
    const { items } = await (await signedIn(terminal, options)).listTraces();
    printList(terminal, options, items, ['trace', 'of', 'started', 'by', 'packets', 'until', 'ended'], (each) => [
      each.id,
      targetText(each),
      each.startedAt,
      each.startedBy,
      each.packets,
      each.until,
      each.endReason,
    ]);
  });
  withBasics(trace.command('show <trace>').description('one trace')).action(async (id: string, options: Basics) =>
    printOne(terminal, options, 'trace', await (await signedIn(terminal, options)).getTrace(id)),
  );
  withBasics(trace.command('follow <trace>').description('print its packets, and those that come'), 'one JSON object per line').action(
    async (id: string, options: Basics) => follow(terminal, options, await signedIn(terminal, options), id),
  );
  withBasics(trace.command('dump <trace>').description('its packets as text2pcap -D -t ISO reads them, to standard output')).action(
    async (id: string, options: Basics) => {
      const client = await signedIn(terminal, options);
      for (let after: number | null = 0; after !== null; ) {
        const page: Awaited<ReturnType<Client['dumpTrace']>> = await client.dumpTrace(id, { after, limit: perPage });
        if (options.json) printJson(terminal, page);
        else terminal.out(page.text);
        after = page.next;
      }
    },
  );
  withBasics(trace.command('stop <trace>').description('end a trace; its packets can still be read')).action(
    async (id: string, options: Basics) => {
      const stopped = await (await signedIn(terminal, options)).stopTrace(id);
      printDone(terminal, options, stopped, `The trace has ended with ${stopped.packets} packets.`);
    },
  );
  withBasics(trace.command('delete <trace>').description('end a trace and forget its packets')).action(
    async (id: string, options: Basics) => {
      await (await signedIn(terminal, options)).deleteTrace(id);
      printDone(terminal, options, { trace: id, deleted: true }, 'The trace is gone.');
    },
  );
}

async function start(terminal: Terminal, options: StartOptions): Promise<void> {
  const { device, application, client: clientId, address, topic, seconds, bytes: bytesMax, willPayload } = options;
  const client = await signedIn(terminal, options);
  const trace = await client.startTrace({ device, application, clientId, address, topic, seconds, bytesMax, willPayload });
  if (options.follow) {
    if (!options.json) terminal.err(`Trace ${trace.id} of ${targetText(trace)} runs until ${trace.until}.\n`);
    await follow(terminal, options, client, trace.id);
  } else printDone(terminal, options, trace, `Trace ${trace.id} of ${targetText(trace)} runs until ${trace.until}.`);
}

async function follow(terminal: Terminal, options: Basics, client: Client, id: string): Promise<void> {
  for (let after = 0; ; ) {
    const page = await client.listTracedPackets(id, { after, limit: perPage, waitSeconds });
    for (const packet of page.items) {
      if (options.json) printJson(terminal, packet);
      else terminal.out(`${printable(packetText(packet))}\n`);
    }
    after = page.after;
    if (page.trace.endedAt !== null && page.items.length === 0) {
      if (!options.json) terminal.err(`The trace has ended: ${page.trace.endReason}.\n`);
      return;
    }
  }
}

function packetText({ at, direction, owner, clientId, text }: TracedPacket): string {
  return `${at} ${direction === 'in' ? '→' : '←'} ${owner} ${clientId}  ${text}`;
}

function targetText({ device, application, clientId, address, topic }: Trace): string {
  const parts = [
    [device, 'device'],
    [application, 'application'],
    [clientId, 'client'],
    [address, 'address'],
    [topic, 'topic'],
  ] as const;
  return parts.flatMap(([value, name]) => (value === null ? [] : [`${name}:${value}`])).join(' ');
}
