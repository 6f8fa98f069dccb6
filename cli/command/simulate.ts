import { type Command, InvalidArgumentError } from 'commander';
import { createFleet, type Fleet, type FleetDevice } from '#testing/simulator/fleet.ts';
import { pumpSource } from '#testing/simulator/source.ts';
import type { Basics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { type DeviceLogin, devicesPerCommandMax } from '../devices.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printDone } from '../output.ts';
import { printable } from '../printable.ts';
import { createProgress } from '../progress.ts';
import { ensureLogins, readLogins } from '../simulated-devices.ts';
import type { Terminal } from '../terminal.ts';
import { parseCount } from '../time.ts';

/** How often the progress line is written again. */
const progressMs = 1_000;
/** How long the end waits for acknowledgements; what is missing then is told. */
const drainMs = 5_000;
/** Messages per second of one simulated device; more is a usage error. */
const ratePerDeviceMax = 100;

interface SimulateOptions extends Basics {
  readonly devices: number;
  readonly rate: number;
  readonly product: string;
  readonly prefix: string;
  readonly credentials?: string;
  readonly seconds?: number;
}

/** `simulate`: pumps with believable physics over real MQTT. */
export function addSimulateCommand(program: Command, terminal: Terminal): void {
  program
    .command('simulate')
    .description('drive a platform, or any MQTT 3.1.1 broker, with simulated pumps until Ctrl-C')
    .option('--devices <n>', 'how many', parseCount(1, devicesPerCommandMax), 1000)
    .option('--rate <per-second>', 'messages per second of each device', parseRate, 1)
    .option('--product <product>', 'product of the devices that are made', 'pump')
    .option('--prefix <name>', 'devices are PREFIX-1 … PREFIX-N; those that exist get a new secret', 'sim')
    .option('--url <url>', 'mqtt://host:port of the broker (default: what the platform says), or the platform’s http address')
    .option('--credentials <file>', 'use these logins, as `device create --json` printed them, and ask no API')
    .option('--profile <profile>', 'which sign-in to use')
    .option('--tenant <tenant>', 'tenant to act in')
    .option('--seconds <n>', 'end after this time', parseCount(1, 31_536_000))
    .option('--json', 'print the result as JSON')
    .action((options: SimulateOptions) => simulate(terminal, options));
}

async function simulate(terminal: Terminal, options: SimulateOptions): Promise<void> {
  const { logins, broker } = await prepare(terminal, options);
  const troubles = new Map<string, number>();
  await using fleet = createFleet({
    url: broker,
    devices: logins.map((login, index) => simulated(login, index, options.rate)),
    onTrouble: (reason) => troubles.set(reason, (troubles.get(reason) ?? 0) + 1),
  });
  if (!options.json) terminal.err(`${logins.length} devices, ${options.rate} msg/s each, to ${broker}\n`);
  const startedAt = performance.now();
  fleet.start();
  await progress(terminal, fleet, troubles, options.seconds);
  await fleet.stop(drainMs);
  const seconds = (performance.now() - startedAt) / 1000;
  const result = { ...fleet.stats(), seconds: Math.round(seconds * 10) / 10, troubles: Object.fromEntries(troubles) };
  const { acked, sent, skipped } = result;
  printDone(terminal, options, result, `${acked} of ${sent} messages acknowledged in ${result.seconds} s, ${skipped} not sent`);
  if (acked === 0) throw new CliFailure(exitCodes.failed, `nothing was acknowledged. ${[...troubles.keys()].join('; ')}`);
}

async function prepare(terminal: Terminal, options: SimulateOptions): Promise<{ logins: readonly DeviceLogin[]; broker: string }> {
  const broker = options.url?.startsWith('mqtt:') ? options.url : undefined;
  if (options.credentials !== undefined) {
    if (broker === undefined) throw new CliFailure(exitCodes.usage, '--credentials needs --url mqtt://host:port, because no API is asked.');
    return { logins: (await readLogins(options.credentials)).slice(0, options.devices), broker };
  }
  const { url, ...elsewhere } = options;
  const client = await signedIn(terminal, broker === undefined ? options : elsewhere);
  using progress = createProgress(terminal);
  const { prefix, product, devices } = options;
  const logins = await ensureLogins(client, prefix, product, devices, (done) => progress.say(`${done} of ${devices} devices ready`));
  const found = broker ?? (await client.getPlatform()).mqtt.url;
  if (!found.startsWith('mqtt:'))
    throw new CliFailure(exitCodes.failed, `simulated devices speak MQTT without TLS, which is off there (it has ${found}).`);
  return { logins, broker: found };
}

function simulated({ clientId, username, password }: DeviceLogin, index: number, rate: number): FleetDevice {
  return { clientId, username, password, source: pumpSource(index + 1), periodMs: 1000 / rate };
}

/** Says once a second how it goes; resolves after the time or at Ctrl-C. */
function progress(terminal: Terminal, fleet: Fleet, troubles: ReadonlyMap<string, number>, seconds: number | undefined): Promise<void> {
  let before = fleet.stats();
  const line = createProgress(terminal);
  const say = (): void => {
    const now = fleet.stats();
    const trouble = [...troubles].at(-1);
    line.say(
      `${now.online}/${now.devices} online  ${now.sent - before.sent} msg/s  ${now.acked} acknowledged  ` +
        `${now.sent - now.acked} open  ${now.skipped} not sent  ${now.sessionsLost} sessions lost${trouble === undefined ? '' : ` (${printable(trouble[0])})`}`,
    );
    before = now;
  };
  return new Promise((resolve) => {
    const timer = setInterval(say, progressMs);
    const deadline = seconds === undefined ? undefined : setTimeout(end, seconds * 1000);
    terminal.signal.addEventListener('abort', end, { once: true });
    if (terminal.signal.aborted) end();
    function end(): void {
      clearInterval(timer);
      clearTimeout(deadline);
      line[Symbol.dispose]();
      resolve();
    }
  });
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= ratePerDeviceMax)) throw new InvalidArgumentError(`expected a number above 0 up to ${ratePerDeviceMax}.`);
  return rate;
}
