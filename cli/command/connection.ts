import { type Connection, type NamedConnectionEvent, paginate } from '@thalamus/sdk';
import { type Command, Option } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { type Filtered, showingFilter, withFilter } from '../filter.ts';
import { printDone, printJson, printList, printOne } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseCount } from '../time.ts';

const sorts = ['owner', 'connectedAt', '-connectedAt', '-talk', '-waiting'] as const;

interface ListOptions extends Filtered {
  readonly search?: string;
  readonly sort?: (typeof sorts)[number];
  readonly limit: number;
}

interface EventOptions extends Basics {
  readonly limit: number;
  readonly application?: string;
}

/** Lines that are printed unless told otherwise, and at most. */
const listedDefault = 50;
const listedMost = 100_000;
const perPage = 500;

/** `connection list | show | end | why | events | attempts`. */
export function addConnectionCommands(program: Command, terminal: Terminal): void {
  const connection = program.command('connection').description('who is connected, and why a device is not');
  withLimit(withFilter(withListBasics(connection.command('list').description('live connections'))))
    .option('--search <text>', 'whose owner, client identifier or address holds this')
    .addOption(new Option('--sort <order>', '-talk: who talks most; -waiting: who takes its messages slowest').choices(sorts))
    .action((options: ListOptions) => list(terminal, options));
  withBasics(connection.command('show <connection>').description('one connection, with its subscriptions')).action(
    async (id: string, options: Basics) =>
      printOne(terminal, options, 'connection', await (await signedIn(terminal, options)).getConnection(id)),
  );
  withBasics(connection.command('end <connection>').description('end a connection; its client may come back')).action(
    async (id: string, options: Basics) => {
      await (await signedIn(terminal, options)).endConnection(id);
      printDone(terminal, options, { connection: id, ended: true }, `Connection ${id} was ended.`);
    },
  );
  withBasics(connection.command('why <device>').description('why a device is offline, and what to do')).action(
    (device: string, options: Basics) => why(terminal, device, options),
  );
  withLimit(
    withListBasics(connection.command('events <device>').description('what happened to a device’s connections, newest first')),
  ).action(async (device: string, options: EventOptions) => {
    const client = await signedIn(terminal, options);
    const limit = Math.min(options.limit, perPage);
    await events(terminal, options, async (cursor) => {
      const { items, next } = await client.listDeviceConnectionEvents(device, { cursor, limit });
      return { items: items.map((event) => ({ ...event, name: device })), next };
    });
  });
  withLimit(
    withListBasics(
      connection.command('attempts').description('refused logins with names that no device has, or the events of an application'),
    ),
  )
    .option('--application <name>', 'a service account, key:<id> or jwt:<issuer>:<subject>')
    .action(async (options: EventOptions) => {
      const client = await signedIn(terminal, options);
      const limit = Math.min(options.limit, perPage);
      await events(terminal, options, (cursor) => client.listConnectionEvents({ application: options.application, cursor, limit }));
    });
}

function withLimit(command: Command): Command {
  return command.option('--limit <n>', 'how many', parseCount(1, listedMost), listedDefault);
}

async function list(terminal: Terminal, options: ListOptions): Promise<void> {
  const { search, sort, filter } = options;
  const client = await signedIn(terminal, options);
  const query = { search, sort, filter, limit: Math.min(options.limit, perPage) };
  const connections: Connection[] = [];
  for await (const each of paginate((cursor) => showingFilter(filter, client.listConnections({ ...query, cursor })))) {
    if (connections.push(each) === options.limit) break;
  }
  const head = ['connection', 'owner', 'client id', 'protocol', 'from', 'since', 'bytes/s', 'waiting'];
  printList(terminal, options, connections, head, (each) => [
    each.id,
    each.kind === 'device' ? each.owner : `application:${each.owner}`,
    each.clientId,
    `${each.protocol} ${each.listener}`,
    each.address,
    each.connectedAt,
    each.bytesPerSecond,
    each.inflight + each.queued,
  ]);
}

async function why(terminal: Terminal, device: string, options: Basics): Promise<void> {
  const facts = await (await signedIn(terminal, options)).getDeviceConnection(device);
  if (options.json) {
    printJson(terminal, facts);
    return;
  }
  const { diagnosis, connectedSince, lastActiveAt, lastSeenAt, lastDisconnect, connections } = facts;
  const [live] = connections;
  const times = diagnosis.times !== null && diagnosis.times > 1 ? `, ${diagnosis.times} times` : '';
  const since = diagnosis.since === null ? '' : ` (since ${diagnosis.since}${times})`;
  printOne(terminal, options, device, {
    diagnosis: `${diagnosis.text}${diagnosis.detail === null ? '' : `: ${diagnosis.detail}`}${since}.`,
    'what to do': diagnosis.advice,
    'connected since': connectedSince,
    'last data': lastActiveAt,
    'last seen': lastSeenAt,
    protocol: live === undefined ? null : `${live.protocol} over ${live.listener} from ${live.address}`,
    'last disconnect': lastDisconnect === null ? null : `${lastDisconnect.at} ${lastDisconnect.reason}`,
  });
}

type EventPage = { readonly items: readonly NamedConnectionEvent[]; readonly next: string | null };

async function events(terminal: Terminal, options: EventOptions, page: (cursor: string | undefined) => Promise<EventPage>): Promise<void> {
  const listed: NamedConnectionEvent[] = [];
  for await (const event of paginate(page)) if (listed.push(event) === options.limit) break;
  const head = ['last time', 'times', 'name', 'event', 'reason', 'detail', 'client id', 'from'];
  printList(terminal, options, listed, head, (event) => [
    event.at,
    event.times,
    event.name,
    event.kind,
    event.reason,
    event.detail,
    event.clientId,
    `${event.address} ${event.listener}`,
  ]);
}
