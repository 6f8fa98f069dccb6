import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts';
import { administrator, createSite, freePort, type Program, startProgram } from '../program.ts';
import { eventually } from './eventually.ts';
import { signIn } from './person.ts';
import { processesBelow } from './processes.ts';
import { createDevices, type Login } from './publishers.ts';

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const silent = { info() {}, warn() {}, error() {} };

interface Health {
  readonly status: string;
  readonly missing?: readonly string[];
}

/** Starts the program where it can't start; gives what it said about it. */
async function refusedStart(env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH, ...env } });
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  assert.equal(code, 1, err);
  // Engines may log before; what is said last is for the operator.
  const lines = err.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  assert.equal(lines.length, 1, err);
  return lines[0] as string;
}

async function listening() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { port: String(address.port), [Symbol.dispose]: () => void server.close() };
}

async function health(url: string): Promise<Health & { readonly code: number }> {
  const answer = await fetch(`${url}/health`);
  return { ...((await answer.json()) as Health), code: answer.status };
}

const unwell = (program: Program, part: string) =>
  eventually(`503 without ${part}`, async () => {
    const { code, missing } = await health(program.url);
    return code === 503 && missing?.includes(part) ? true : undefined;
  });

const well = (program: Program) => eventually('healthy', async () => ((await health(program.url)).code === 200 ? true : undefined));

const newest = async (program: Program, device: string) =>
  (await program.call<{ values: Record<string, { value: unknown }> }>('GET', `/api/v1/devices/${device}/values`)).values.temperature?.value;

async function publish(port: number, login: Login, temperature: number, host = '127.0.0.1'): Promise<void> {
  const device = await mqtt.connectAsync(`mqtt://${host}:${port}`, { ...login, reconnectPeriod: 0 });
  await device.publishAsync('up/properties', JSON.stringify({ temperature }), { qos: 1 });
  await device.endAsync();
}

test('a start that can not succeed ends with 1 and one line that names the key and what was expected', async () => {
  using taken = await listening();
  await using site = await createSite();
  await using elsewhere = await createSite();
  const env = {
    THALAMUS_HOME: site.home,
    THALAMUS_HTTP_PORT: String(site.httpPort),
    THALAMUS_MQTT_PORT: String(site.mqttPort),
    THALAMUS_MQTT_TLS_PORT: 'off',
  };
  const nowhere = `postgres://nobody@127.0.0.1:${await freePort()}/none`;
  const [httpTaken, ...others] = await Promise.all([
    refusedStart({ ...env, THALAMUS_HTTP_PORT: taken.port }),
    refusedStart({ ...env, THALAMUS_HOME: elsewhere.home, THALAMUS_MQTT_PORT: taken.port }),
    refusedStart({ ...env, THALAMUS_HTTP_PRT: '1' }),
    refusedStart({ ...env, THALAMUS_MQTT_PORT: 'mqtt' }),
    refusedStart({ ...env, THALAMUS_POSTGRES_URL: 'mysql://x' }),
    refusedStart({ ...env, THALAMUS_ADMIN_EMAIL: 'a@example.com' }),
    refusedStart({ ...env, THALAMUS_HOME: main }),
  ]);
  assert.match(httpTaken, new RegExp(`^THALAMUS_HTTP_PORT: port ${taken.port} is taken .* set THALAMUS_HTTP_PORT`));
  const [mqttTaken, unknown, bad, url, email, home] = others as [string, string, string, string, string, string];
  assert.match(mqttTaken, new RegExp(`^THALAMUS_MQTT_PORT: port ${taken.port} is taken .* set THALAMUS_MQTT_PORT`));
  assert.match(unknown, /^THALAMUS_HTTP_PRT .*did you mean THALAMUS_HTTP_PORT\?/);
  assert.match(bad, /^THALAMUS_MQTT_PORT: expected a port, 0 to 65535 .*not 'mqtt'/);
  assert.match(url, /^THALAMUS_POSTGRES_URL: expected a URL that begins with postgres:\/\//);
  assert.match(email, /^THALAMUS_ADMIN_PASSWORD: expected a password/);
  assert.match(home, /^THALAMUS_HOME: expected a folder/);
  assert.match(
    await refusedStart({ ...env, THALAMUS_POSTGRES_URL: nowhere }),
    /^THALAMUS_POSTGRES_URL: expected a PostgreSQL that answers/,
  );
});

test('health tells what is missing, from the first moment, while an engine is away, and no longer when it is back', async () => {
  await using site = await createSite();
  const starting = startProgram(site);
  let ready = false;
  starting.then(
    () => (ready = true),
    () => (ready = true),
  );
  const before = await eventually('an answer', async () => (ready ? { code: 200, missing: [] } : await health(site.url)));
  // A machine may be faster than the first question.
  if (before.code !== 200) {
    assert.equal(before.code, 503);
    assert.ok((before.missing?.length ?? 0) > 0);
  }
  await using program = await starting;

  const postgres = processesBelow(program.pid, 'postgres');
  assert.ok(postgres.length > 0);
  for (const pid of postgres) process.kill(pid, 'SIGSTOP');
  await unwell(program, 'postgres');
  for (const pid of postgres) process.kill(pid, 'SIGCONT');
  await well(program);

  for (const [part, word] of [
    ['postgres', 'postgres'],
    ['telemetry', 'telemetry'],
  ] as const) {
    for (const pid of processesBelow(program.pid, word)) process.kill(pid, 'SIGKILL');
    await unwell(program, part);
    await well(program);
  }
});

test('a second program is refused the same data folder, and everything is there at the next start', async () => {
  await using site = await createSite();
  let program = await startProgram(site);
  const [login] = await createDevices(program, 'kept', 2);
  assert.ok(login !== undefined);
  await publish(site.mqttPort, login, 21.5);
  const person = await signIn(site.url, administrator);
  const { key } = (await (await person.ask('POST', '/api/v1/api-keys', { name: 'kept' })).json()) as { key: string };

  const ports = {
    THALAMUS_HTTP_PORT: String(await freePort()),
    THALAMUS_MQTT_PORT: String(await freePort()),
    THALAMUS_MQTT_TLS_PORT: 'off',
  };
  const refusal = await refusedStart({ THALAMUS_HOME: site.home, ...ports });
  assert.match(refusal, new RegExp(`^THALAMUS_HOME: .*in use by process ${program.pid}`));
  assert.equal((await health(site.url)).code, 200);
  await publish(site.mqttPort, login, 22.5);

  assert.equal(await program.stop(), 0);
  assert.deepEqual(processesBelow(program.pid, ''), []);
  program = await startProgram(site);
  assert.equal(await newest(program, 'kept-1'), 22.5);
  const { total } = await program.call<{ total: number }>('GET', '/api/v1/devices');
  assert.equal(total, 2);
  assert.equal((await person.ask('GET', '/api/v1/session')).status, 200, 'the session goes on');
  const byKey = await fetch(`${site.url}/api/v1/devices`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(byKey.status, 200, 'the key still opens');

  await publish(site.mqttPort, login, 23.5);
  await program.kill();
  await using again = await startProgram(site);
  // Asked at once, while the row may still be on its way from the log to the table.
  await newest(again, 'kept-1');
  await eventually('the newest value after a crash', async () => ((await newest(again, 'kept-1')) === 23.5 ? true : undefined));
  assert.equal(await again.stop(), 0);
});

test('Ctrl-C during the start leaves nothing running', async () => {
  await using site = await createSite();
  const ports = { THALAMUS_HTTP_PORT: String(site.httpPort), THALAMUS_MQTT_PORT: String(site.mqttPort), THALAMUS_MQTT_TLS_PORT: 'off' };
  const child = spawn(process.execPath, [main], { stdio: 'ignore', env: { PATH: process.env.PATH, THALAMUS_HOME: site.home, ...ports } });
  const exited = once(child, 'exit');
  const pid = child.pid as number;
  const engines = await eventually('an engine', async () => {
    const below = processesBelow(pid, '');
    return below.length > 0 ? below : undefined;
  });
  child.kill('SIGINT');
  const [code] = await exited;
  assert.equal(code, 0);
  assert.deepEqual(
    engines.filter((engine) => existsSync(`/proc/${engine}`)),
    [],
  );
});

test('an outside PostgreSQL, reached over its socket, takes the place of the embedded one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-outside-'));
  await using _gone = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  await using outside = await startEmbeddedPostgres({ folder, log: silent });
  const { host, user, database } = outside.connection;
  await using site = await createSite({ THALAMUS_POSTGRES_URL: `postgres://${user}@/${database}?host=${encodeURIComponent(host)}` });
  await using program = await startProgram(site);
  assert.deepEqual(processesBelow(program.pid, 'postgres'), []);
  assert.equal(existsSync(join(site.home, 'postgres')), false);
  const [login] = await createDevices(program, 'outside', 1);
  assert.ok(login !== undefined);
  await publish(site.mqttPort, login, 21.5);
  assert.equal(await newest(program, 'outside-1'), 21.5);
  assert.equal(await program.stop(), 0);
});

test('THALAMUS_BIND opens the platform to others only after the operator has set a password', async () => {
  // Every address in 127/8 is this machine, but only 127.0.0.1 is what we listen on before.
  const other = '127.0.0.2';
  await using site = await createSite({ THALAMUS_BIND: '0.0.0.0' });
  const outsiders = `http://${other}:${site.httpPort}`;
  {
    await using program = await startProgram(site, { administrated: false });
    assert.match(program.output(), /THALAMUS_BIND=0\.0\.0\.0 takes effect at the next start/);
    await assert.rejects(fetch(`${outsiders}/health`));
    const email = /[\w.]+@[\w.]+/.exec(program.output())?.[0] ?? '';
    const oneTime = /password:\s*(\S+)/i.exec(program.output())?.[1] ?? '';
    const person = await signIn(site.url, { email, password: oneTime });
    const changed = await person.ask('POST', '/api/v1/session/password', { current: oneTime, next: 'a-password-of-my-own' });
    assert.equal(changed.status, 200, await changed.text());
    await assert.rejects(fetch(`${outsiders}/health`));
    assert.equal(await program.stop(), 0);
  }
  await using program = await startProgram(site, { administrated: false });
  assert.doesNotMatch(program.output(), /takes effect|One-time/);
  assert.equal((await health(outsiders)).code, 200);
  await assert.rejects(mqtt.connectAsync(`mqtt://${other}:${site.mqttPort}`, { reconnectPeriod: 0 }), /not authorized|refused/i);
});
