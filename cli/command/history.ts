import type { Aggregate, Client, HistoryQuery, HistorySeries } from '@thalamus/sdk';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { csvLine, printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseTime } from '../time.ts';

interface HistoryOptions extends Basics {
  readonly property: readonly string[];
  readonly from: number;
  readonly to?: number;
  readonly bucket?: string;
  readonly aggregate?: readonly Aggregate[];
  readonly csv?: boolean;
}

const aggregates: readonly string[] = ['avg', 'min', 'max', 'first', 'last', 'count', 'sum'] satisfies Aggregate[];

/** `history DEVICE --property p --from --to --bucket`. */
export function addHistoryCommand(program: Command, terminal: Terminal): void {
  withBasics(program.command('history <device>').description('what a device reported, raw or in buckets'), 'one JSON object per point')
    .requiredOption('--property <p>', 'which property (repeat for more)', collect)
    .option('--from <time>', 'now, -15m, -1h, -7d, ISO 8601 or ms', (text) => parseTime(text), parseTime('-1h'))
    .option('--to <time>', 'the same; default now', (text) => parseTime(text))
    .option('--bucket <length>', '1s, 1m, 1h … or ms: one line of aggregates per bucket instead of every point')
    .addOption(
      new Option('--aggregate <name>', 'what of each bucket (repeat for more; default avg, min, max)')
        .choices(aggregates)
        .argParser<readonly Aggregate[]>(collectAggregate),
    )
    .option('--csv', 'as CSV')
    .action(async (device: string, options: HistoryOptions) => history(terminal, device, options));
}

async function history(terminal: Terminal, device: string, options: HistoryOptions): Promise<void> {
  const client = await signedIn(terminal, options);
  const query: HistoryQuery = {
    devices: [device],
    properties: options.property,
    from: options.from,
    to: options.to ?? Date.now(),
    ...(options.bucket === undefined
      ? {}
      : { bucket: bucketOf(options.bucket), aggregates: options.aggregate ?? (['avg', 'min', 'max'] as const) }),
  };
  let first = true;
  for await (const series of pages(client, query)) {
    print(terminal, series, options, first);
    first = false;
  }
}

async function* pages(client: Client, query: HistoryQuery): AsyncGenerator<HistorySeries> {
  let cursor: string | undefined;
  do {
    const page = await client.queryHistory({ ...query, cursor });
    yield* page.series;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

function print(terminal: Terminal, series: HistorySeries, options: HistoryOptions, first: boolean): void {
  const [, ...columns] = series.columns;
  const time = (ms: unknown): string => new Date(Number(ms)).toISOString();
  if (options.json) {
    for (const [ts, ...cells] of series.points) {
      const named = Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? null]));
      printJson(terminal, { device: series.device, property: series.property, ts: time(ts), tsMs: ts, ...named });
    }
  } else if (options.csv) {
    if (first) terminal.out(csvLine(['device', 'property', 'ts', ...columns]));
    for (const [ts, ...cells] of series.points) terminal.out(csvLine([series.device, series.property, time(ts), ...cells]));
  } else {
    const unit = series.unit === null ? '' : ` (${series.unit})`;
    terminal.out(`${first ? '' : '\n'}${series.property}${unit}\n`);
    printTable(
      terminal,
      ['time', ...columns],
      series.points.map(([ts, ...cells]) => [time(ts), ...cells.map((cell) => (typeof cell === 'boolean' ? String(cell) : cell))]),
    );
  }
}

function bucketOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',')];
}

function collectAggregate(text: string, before: readonly Aggregate[] = []): readonly Aggregate[] {
  if (!isAggregate(text)) throw new InvalidArgumentError(`expected one of ${aggregates.join(', ')}.`);
  return [...before, text];
}

function isAggregate(text: string): text is Aggregate {
  return aggregates.includes(text);
}
