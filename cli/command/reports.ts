import type { Command } from 'commander';
import { type Basics, withListBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { printList } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseCount, parseTime } from '../time.ts';

/** Most that one call lists. */
const reportsMax = 500;
const reportsDefault = 20;

interface ReportOptions extends Basics {
  readonly limit: number;
  readonly before?: string;
}

/** `messages DEVICE` and `refused DEVICE`, newest first. */
export function addReportCommands(program: Command, terminal: Terminal): void {
  withList(program.command('messages <device>').description('what a device reported, newest first')).action(
    async (device: string, options: ReportOptions) => {
      const { items } = await (await signedIn(terminal, options)).listMessages(device, pageOf(options));
      printList(terminal, options, items, ['time', 'received', 'values'], ({ ts, receivedAt, values, extra }) => [
        ts,
        receivedAt,
        JSON.stringify({ ...values, ...extra }),
      ]);
    },
  );
  withList(program.command('refused <device>').description('what a device sent and was not stored, with the reason')).action(
    async (device: string, options: ReportOptions) => {
      const { items } = await (await signedIn(terminal, options)).listRefused(device, pageOf(options));
      const head = ['time', 'reason', 'field', 'expected', 'payload'];
      printList(terminal, options, items, head, ({ ts, reason, field, expected, payload }) => [ts, reason, field, expected, payload]);
    },
  );
}

function withList(command: Command): Command {
  return withListBasics(command)
    .option('--limit <n>', `how many, at most ${reportsMax}`, parseCount(1, reportsMax), reportsDefault)
    .option('--before <time>', 'older than this: -1h, an ISO 8601 time', (text) => new Date(parseTime(text)).toISOString());
}

function pageOf({ limit, before }: ReportOptions): { readonly limit: number; readonly before?: string } {
  return before === undefined ? { limit } : { limit, before };
}
