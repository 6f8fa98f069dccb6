import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@thalamus/sdk';
import { freePort } from '#testing/program.ts';
import type { LoadSession } from './load/plan.ts';
import { openApi } from './open-api.ts';
import { stopTree } from './processes.ts';

const main = fileURLToPath(new URL('../server/main.ts', import.meta.url));
const startTimeoutMs = 60_000;
const healthPollMs = 100;
const devicesPerCallMax = 1000;
const logTailChars = 4_000;

/** The real program, started as an operator would, in a folder of its own. */
export interface Platform extends AsyncDisposable {
  readonly pid: number;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly mqttUrl: string;
  readonly home: string;
  readonly api: Client;
  /** Whoever runs the platform. */
  readonly operator: Client;
  /** A client with another key. */
  as(apiKey: string): Client;
  /** Stops it; the folder stays. */
  stop(): Promise<void>;
  /** Registers `count` devices of the product `pump` named `<prefix>-1` on; returns their logins in order. */
  createDevices(prefix: string, count: number): Promise<readonly LoadSession[]>;
}

/** What a benchmark needs to be otherwise than by default. */
interface Settings {
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
}

/** Starts the platform on random ports below `folder` and waits until it is healthy; rejects with the end of its log. */
export async function startPlatform(folder: string, settings: Settings = {}): Promise<Platform> {
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true });
  const [httpPort, mqttPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${httpPort}`;
  const [email, password] = ['bench@example.com', randomBytes(18).toString('base64url')];
  const logFile = join(folder, 'platform.log');
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [...(settings.node ?? []), main], {
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      THALAMUS_HOME: home,
      THALAMUS_HTTP_PORT: String(httpPort),
      THALAMUS_MQTT_PORT: String(mqttPort),
      THALAMUS_MQTT_TLS_PORT: 'off',
      THALAMUS_ADMIN_EMAIL: email,
      THALAMUS_ADMIN_PASSWORD: password,
      ...settings.environment,
    },
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${main} could not be started`);
  try {
    await healthy(url, () => child.exitCode !== null || child.signalCode !== null);
    const { api, operator } = await openApi(url, email, password);
    return {
      pid,
      httpPort,
      mqttPort,
      mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
      home,
      api,
      operator,
      as: (apiKey) => createClient({ url, apiKey }),
      createDevices: (prefix, count) => createDevices(api, prefix, count),
      stop: () => stopTree(pid),
      [Symbol.asyncDispose]: () => stopTree(pid),
    };
  } catch (error) {
    await stopTree(pid);
    const tail = (await readFile(logFile, 'utf8')).slice(-logTailChars);
    throw new Error(`the platform did not start: ${error instanceof Error ? error.message : error}\n${tail}`, { cause: error });
  }
}

async function healthy(url: string, ended: () => boolean): Promise<void> {
  const until = performance.now() + startTimeoutMs;
  let last = 'no answer';
  while (performance.now() < until) {
    if (ended()) throw new Error('it ended by itself');
    try {
      const response = await fetch(`${url}/health`);
      if (response.ok) return;
      last = `${response.status} ${await response.text()}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await delay(healthPollMs);
  }
  throw new Error(`GET ${url}/health did not become 200 within ${startTimeoutMs} ms: ${last}`);
}

async function createDevices(api: Client, prefix: string, count: number): Promise<readonly LoadSession[]> {
  if (count > devicesPerCallMax) throw new Error(`at most ${devicesPerCallMax} devices for one load`);
  const { items } = await api.createDevices({ name: prefix, product: 'pump', count });
  return items.map(({ credentials }) => credentials);
}
