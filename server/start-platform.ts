import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { FirstAdmin } from '#platform/application/index.ts';
import { type Addresses, assemble } from './assemble.ts';
import { bannerLines } from './banner.ts';
import { allAddresses, chooseBind, type Listening } from './bind.ts';
import { listenWhileStarting, opening } from './boot-server.ts';
import { type Config, loadConfig } from './config.ts';
import { consoleFolder } from './console-build.ts';
import { openEmbedded } from './embedded.ts';
import { openHome } from './home.ts';
import { assertMqttPortsFree, type MqttPorts, mqttAddresses, openMqttPorts, wantedPorts } from './mqtt-ports.ts';

/** Starts everything in order and prints where it is; disposing stops it in reverse. Throws `StartError` for what the operator can mend. */
export async function startPlatform(
  environment: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<AsyncDisposable> {
  const started = performance.now();
  const config = loadConfig(environment);
  const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  await using stack = new AsyncDisposableStack();
  const home = stack.use(await openHome(config.home));
  const loopback = chooseBind(config.bind, false, '');
  const boot = await listenWhileStarting(loopback.bind, config.httpPort);
  const bootClosed = stack.adopt(boot, (server) => server.close());
  await assertMqttPortsFree(loopback.bind, config);

  const ports = stack.use(await openEmbedded(config, home, log, (engine) => boot.missing.delete(engine)));
  const addresses = describe(config, wantedPorts(config), loopback);
  const built = existsSync(join(consoleFolder, 'index.html')) ? consoleFolder : undefined;
  const platform = stack.use(await assemble(ports, config, home, addresses, built, log));
  const admin: FirstAdmin | undefined = await platform.application.firstAdmin({ email: config.adminEmail, password: config.adminPassword });
  const listening = chooseBind(config.bind, await platform.application.operatorPasswordSet(), await allAddresses());

  await bootClosed.close();
  const { app } = platform.application;
  await opening(listening.bind, config.httpPort, 'THALAMUS_HTTP_PORT', app.listen({ host: listening.bind, port: config.httpPort }));
  if (config.mqttWs === 'on') platform.connection.webSocketMounted({ address: listening.bind, port: config.httpPort });
  // Connections end first, while everything they need still runs.
  stack.defer(() => platform.connection.close());
  const mqttPorts = await openMqttPorts(platform.connection, config, listening.bind);
  Object.assign(addresses, describe(config, mqttPorts, listening));
  platform.demo.resume().catch((error) => log.warn({ err: error }, 'the demo fleet could not be started again'));
  for (const line of bannerLines({
    addresses,
    admin,
    listening,
    home: home.folder,
    seconds: (performance.now() - started) / 1000,
    console: built !== undefined,
  }))
    print(line);

  const running = stack.move();
  return { [Symbol.asyncDispose]: () => running.disposeAsync() };
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

function describe(config: Config, ports: MqttPorts, listening: Listening): Addresses {
  const { shown } = listening;
  const host = shown.includes(':') ? `[${shown}]` : shown;
  return {
    version,
    startedAt: new Date(),
    http: { url: `http://${host}:${config.httpPort}` },
    ...mqttAddresses(ports, config, listening),
  };
}
