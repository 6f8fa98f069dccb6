import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../server/main.ts', import.meta.url));
const startMsMax = 60_000;
const stopMsMax = 30_000;
const healthPollMs = 50;

/** The first administrator of a program under test. */
export const administrator = { email: 'admin@example.com', password: 'correct-horse-battery' } as const;

/** Where a program keeps its data and listens; survives the program, so that it can be started again. */
export interface Site extends AsyncDisposable {
  readonly home: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly mqttTlsPort: number;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The real program in a process of its own. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  readonly mqttPort: number;
  /** Everything it printed so far. */
  output(): string;
  /** Ends it at once, without a goodbye; resolves when it is gone. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Calls the API; throws with the answer when it is not 2xx. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** A new data folder and free ports; the folder is deleted when disposed. */
export async function createSite(env: Readonly<Record<string, string>> = {}): Promise<Site> {
  const home = await mkdtemp(join(tmpdir(), 'thalamus-'));
  // PostgreSQL runs as another user when the tests run as root.
  await chmod(home, 0o711);
  const httpPort = await freePort();
  const mqttPort = await freePort();
  const mqttTlsPort = await freePort();
  return {
    home,
    httpPort,
    mqttPort,
    mqttTlsPort,
    url: `http://127.0.0.1:${httpPort}`,
    env,
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

/** Starts the program at a site and waits until it is healthy; throws with what it printed when it is not. */
export async function startProgram(site: Site, { administrated = true } = {}): Promise<Program> {
  const admin = administrated ? { THALAMUS_ADMIN_EMAIL: administrator.email, THALAMUS_ADMIN_PASSWORD: administrator.password } : {};
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      THALAMUS_HOME: site.home,
      THALAMUS_HTTP_PORT: String(site.httpPort),
      THALAMUS_MQTT_PORT: String(site.mqttPort),
      THALAMUS_MQTT_TLS_PORT: String(site.mqttTlsPort),
      ...admin,
      ...site.env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = once(child, 'exit');
  const finish = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (running(child)) child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
    await exited;
    clearTimeout(late);
    return child.exitCode;
  };
  try {
    await healthy(site.url, child);
  } catch (error) {
    await finish('SIGKILL');
    throw new Error(`the platform did not start\n${output.slice(-4000)}`, { cause: error });
  }
  let key: Promise<string> | undefined;
  return {
    pid: child.pid as number,
    url: site.url,
    mqttPort: site.mqttPort,
    output: () => output,
    kill: async () => void (await finish('SIGKILL')),
    stop: () => finish('SIGINT'),
    [Symbol.asyncDispose]: async () => void (await finish('SIGTERM')),
    async call<T>(method: string, path: string, body?: unknown) {
      key ??= makeKey(site.url);
      return (await request(site.url, method, path, body, { authorization: `Bearer ${await key}` })).body as T;
    },
  };
}

function running(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function healthy(url: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + startMsMax;
  while (performance.now() < until) {
    if (!running(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    const ok = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await delay(healthPollMs);
  }
  throw new Error(`not healthy within ${startMsMax} ms`);
}

async function makeKey(url: string): Promise<string> {
  const session = await request(url, 'POST', '/api/v1/session', administrator, { origin: url });
  const cookie = session.cookies.map((line) => line.split(';', 1)[0]).join('; ');
  const made = await request(url, 'POST', '/api/v1/api-keys', { name: `test ${Date.now()}` }, { origin: url, cookie });
  return (made.body as { key: string }).key;
}

async function request(url: string, method: string, path: string, body: unknown, headers: Record<string, string>) {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url + path, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { body: isJson ? (JSON.parse(text) as unknown) : text, cookies: response.headers.getSetCookie() };
}
