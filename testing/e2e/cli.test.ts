import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { administrator, createSite, freePort, type Program, type Site, startProgram } from '../program.ts';
import { eventually } from './eventually.ts';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const t0 = Date.UTC(2026, 0, 1);

interface Login {
  readonly device: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** One JSON value per line, and nothing else. */
function jsonLines<T>(out: string): readonly T[] {
  assert.ok(out.endsWith('\n'), out);
  return out
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

describe('the command line client against the real platform', () => {
  let site: Site;
  let program: Program;
  let folder = '';
  let logins: readonly Login[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thalamus-cli-'));
    site = await createSite();
    program = await startProgram(site);
  });
  after(async () => {
    await program?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(args: readonly string[], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [main, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), ...env },
    });
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { out, err, code: code as number | null };
  }

  /** Runs a command that must succeed; gives what it printed. */
  async function thalamus(...args: string[]): Promise<string> {
    const { out, err, code } = await run(args);
    assert.equal(code, 0, `thalamus ${args.join(' ')}\n${out}${err}`);
    return out;
  }

  const connect = (login: Login) =>
    mqtt.connectAsync(`mqtt://127.0.0.1:${site.mqttPort}`, { ...login, reconnectPeriod: 0, connectTimeout: 5000 });
  const login = (index: number): Login => logins[index] as Login;

  test('a wrong password ends with 3 and says so; the right one keeps a profile for its owner only', async () => {
    const args = ['login', '--url', site.url, '--email', administrator.email, '--password'];
    const wrong = await run([...args, 'not-the-password']);
    assert.equal(wrong.code, 3);
    assert.match(wrong.err, /^Error: .*(WRONG_PASSWORD)/);
    assert.doesNotMatch(wrong.err, /\n\s+at /, 'no stack');
    assert.equal((await run(['device', 'list'])).code, 3, 'nobody is signed in');

    assert.match(await thalamus(...args, administrator.password), /Signed in to .* as admin@example\.com, tenant default/);
    const file = join(folder, 'config', 'thalamus', 'default.json');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.doesNotMatch(await readFile(file, 'utf8'), new RegExp(administrator.password));
  });

  test('products are made, listed and shown', async () => {
    await thalamus(
      'product',
      'create',
      'valve',
      '--label',
      'Valve',
      '--strict',
      '--property',
      'opening:double:%',
      '--property',
      'open:bool',
    );
    const list = jsonLines<{ name: string; mode: string }>(await thalamus('product', 'list', '--json'));
    assert.deepEqual(
      list.map(({ name, mode }) => [name, mode]),
      [
        ['pump', 'open'],
        ['valve', 'strict'],
      ],
    );
    const shown = await thalamus('product', 'show', 'valve');
    assert.match(shown, /valve \(Valve\): strict, version 1, 0 devices/);
    assert.match(shown, /opening +double +%/);
    const again = await run(['product', 'create', 'valve']);
    assert.equal(again.code, 6);
    assert.match(again.err, /ALREADY_EXISTS/);
  });

  test('device create --count --json prints one login per line, and each opens an MQTT session', async () => {
    const out = await thalamus('device', 'create', 'pump', '--product', 'pump', '--count', '3', '--json');
    logins = jsonLines<Login>(out);
    assert.deepEqual(
      logins.map((each) => [Object.keys(each), each.device, each.username]),
      [1, 2, 3].map((n) => [['device', 'clientId', 'username', 'password'], `pump-${n}`, `default/pump-${n}`]),
    );
    for (const each of logins) {
      const device = await connect(each);
      await device.publishAsync('up/properties', '{"temperature":21.5,"rpm":1500}', { qos: 1 });
      await device.endAsync();
    }
  });

  test('devices are listed and shown', async () => {
    const list = jsonLines<{ name: string; product: string }>(await thalamus('device', 'list', '--product', 'pump', '--json'));
    assert.deepEqual(
      list.map(({ name }) => name),
      ['pump-1', 'pump-2', 'pump-3'],
    );
    const last = jsonLines<{ name: string }>(await thalamus('device', 'list', '--sort', '-name', '--limit', '2', '--json'));
    assert.deepEqual(
      last.map(({ name }) => name),
      ['pump-3', 'pump-2'],
    );
    assert.match(await thalamus('device', 'list', '--search', 'pump-2'), /^DEVICE .*\npump-2 +pump +root +offline .*\n$/);
    const shown: { name: string; state: string } = JSON.parse(await thalamus('device', 'show', 'pump-1', '--json'));
    assert.deepEqual([shown.name, shown.state], ['pump-1', 'offline']);
    assert.match(await thalamus('device', 'show', 'pump-1'), /state +offline/);
  });

  test('values prints the newest value of every property', async () => {
    const { values }: { values: Record<string, { value: unknown }> } = JSON.parse(await thalamus('values', 'pump-1', '--json'));
    assert.deepEqual([values.temperature?.value, values.rpm?.value], [21.5, 1500]);
    assert.match(await thalamus('values', 'pump-1'), /temperature +21\.5 +\d{4}-/);
  });

  test('history prints buckets as JSON and as CSV', async () => {
    const device = await connect(login(1));
    const points = [1, 3, 10].map((temperature, i) => ({ ts: t0 + i * 30_000, values: { temperature } }));
    await device.publishAsync('up/properties', JSON.stringify(points), { qos: 1 });
    await device.endAsync();
    const span = ['--from', '2026-01-01T00:00:00Z', '--to', String(t0 + 600_000)];
    const args = ['history', 'pump-2', '--property', 'temperature', ...span];
    await eventually('the points are in the table', async () => {
      const query = { devices: ['pump-2'], properties: ['temperature'], from: t0, to: t0 + 600_000 };
      const { series } = await program.call<{ series: { points: unknown[] }[] }>('POST', '/api/v1/history', query);
      return series[0]?.points.length === 3 ? true : undefined;
    });
    const first = { device: 'pump-2', property: 'temperature' };
    assert.deepEqual(jsonLines(await thalamus(...args, '--bucket', '1m', '--json')), [
      { ...first, ts: '2026-01-01T00:00:00.000Z', tsMs: t0, avg: 2, min: 1, max: 3 },
      { ...first, ts: '2026-01-01T00:01:00.000Z', tsMs: t0 + 60_000, avg: 10, min: 10, max: 10 },
    ]);
    assert.equal(
      await thalamus(...args, '--bucket', '60000', '--aggregate', 'count', '--aggregate', 'last', '--csv'),
      'device,property,ts,count,last\r\npump-2,temperature,2026-01-01T00:00:00.000Z,2,3\r\npump-2,temperature,2026-01-01T00:01:00.000Z,1,10\r\n',
    );
    assert.match(await thalamus(...args, '--csv'), /00:00:30\.000Z,3\r\n/);
  });

  test('secret rotate ends the live session, and the old secret opens nothing any more', async () => {
    const device = await connect(login(0));
    const closed = new Promise<void>((resolve) => device.once('close', () => resolve()));
    const [fresh] = jsonLines<Login>(await thalamus('device', 'secret', 'rotate', 'pump-1', '--json'));
    await closed;
    await assert.rejects(connect(login(0)), /not authorized|bad user ?name or password/i);
    assert.ok(fresh !== undefined && fresh.password !== login(0).password);
    await (await connect(fresh)).endAsync();
  });

  test('device delete removes it; a device that is not there ends with 5', async () => {
    await thalamus('device', 'delete', 'pump-3');
    const commands = [
      ['device', 'show', 'pump-3'],
      ['values', 'pump-3'],
      ['device', 'delete', 'nobody'],
      ['history', 'nobody', '--property', 'temperature'],
    ];
    for (const { code, err } of await Promise.all(commands.map((args) => run(args)))) {
      assert.equal(code, 5, err);
      assert.match(err, /^Error: .*NOT_FOUND.*\nWhat to do: /s);
    }
    await assert.rejects(connect(login(2)), /not authorized|bad user ?name or password/i);
  });

  test('a key from `key create` works from the environment, without a profile, until it is deleted', async () => {
    const made: { id: string; key: string } = JSON.parse(await thalamus('key', 'create', 'ci', '--json'));
    const env = { THALAMUS_URL: site.url, THALAMUS_API_KEY: made.key, XDG_CONFIG_HOME: join(folder, 'empty') };
    const listed = await run(['device', 'list', '--json'], env);
    assert.equal(listed.code, 0, listed.err);
    assert.equal(jsonLines(listed.out).length, 2);
    assert.match(await thalamus('key', 'list'), new RegExp(`${made.id} +ci `));
    assert.doesNotMatch(await thalamus('key', 'list', '--json'), new RegExp(made.key));
    await thalamus('key', 'delete', made.id);
    assert.equal((await run(['device', 'list'], env)).code, 3);
  });

  test('spaces are made and moved, devices stand in them and carry labels', async () => {
    await thalamus('space', 'create', 'plant', '--label', 'Plant');
    assert.match(await thalamus('space', 'create', 'hall', '--parent', 'plant'), /Space root\/plant\/hall was made/);
    await thalamus('device', 'set', 'pump-1', '--space', 'hall', '--labels', 'site=north', '--labels', 'line=3');
    await thalamus('device', 'set', 'pump-1', '--labels', 'line=4', '--drop-labels', 'site', '--label', 'Feed pump');
    const shown: { space: string; labels: object; label: string } = JSON.parse(await thalamus('device', 'show', 'pump-1', '--json'));
    assert.deepEqual([shown.space, shown.labels, shown.label], ['hall', { line: '4' }, 'Feed pump']);
    assert.equal(jsonLines(await thalamus('device', 'list', '--space', 'plant', '--json')).length, 1);
    assert.equal((await run(['space', 'delete', 'hall'])).code, 6);
    await thalamus('device', 'set', 'pump-1', '--space', 'root');
    await thalamus('space', 'delete', 'hall');
    assert.match(await thalamus('space', 'list'), /plant +root\/plant +0 +0 +Plant/);
  });

  test('a role that was made limits a key, and a missing permission ends with 4 and is named', async () => {
    assert.match(await thalamus('role', 'actions'), /device\.read +See devices/);
    await thalamus('role', 'create', 'watcher', '--allow', 'device.read,space.read', '--allow', 'product.read');
    await thalamus('role', 'set', 'watcher', '--label', 'Watcher', '--deny', 'device.write');
    assert.match(await thalamus('role', 'list'), /watcher +Watcher +device\.read /);
    const made = ['key', 'create', 'watch', '--role', 'watcher', '--scope', 'space:plant', '--address', '127.0.0.0/8', '--json'];
    const { id, key }: { id: string; key: string } = JSON.parse(await thalamus(...made));
    assert.match(await thalamus('key', 'list'), /watcher in space:plant/);
    const env = { THALAMUS_URL: site.url, THALAMUS_API_KEY: key, XDG_CONFIG_HOME: join(folder, 'empty') };
    assert.equal((await run(['device', 'list', '--json'], env)).out, '', 'nothing stands in the space');
    const refused = await run(['key', 'list'], env);
    assert.equal(refused.code, 4, refused.err);
    assert.match(refused.err, /^Error: .*access\.key.*\(FORBIDDEN\)\nWhat to do: /);
    await thalamus('key', 'delete', id);
    await thalamus('role', 'delete', 'watcher');
    assert.equal((await run(['role', 'show', 'watcher'])).code, 5);
  });

  test('whoami and platform say who is calling, and where', async () => {
    assert.match(await thalamus('whoami'), /tenant +default\nby +member\nroles +owner/);
    const { mqtt }: { mqtt: { port: number } } = JSON.parse(await thalamus('platform', '--json'));
    assert.equal(mqtt.port, site.mqttPort);
  });

  test('tls ca is a file for mosquitto_pub, and tls listeners shows the ways in', async () => {
    assert.match(await thalamus('tls', 'ca'), /^-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\n$/);
    const listeners = await thalamus('tls', 'listeners');
    assert.match(listeners, new RegExp(`tcp +127\\.0\\.0\\.1|tcp +:: +${site.mqttPort} `));
    assert.match(listeners, /The certificate \(development\) ends /);
  });

  test('health says what runs', async () => {
    assert.match(await thalamus('health'), /: ok, version [\s\S]*postgres +up\ntelemetry +up\nlog +ok/);
    const { status }: { status: string } = JSON.parse(await thalamus('health', '--json'));
    assert.equal(status, 'ok');
  });

  test('simulate makes devices and drives them; everything is acknowledged', async () => {
    const out = await thalamus('simulate', '--devices', '5', '--rate', '2', '--seconds', '2', '--json');
    const result: { devices: number; sent: number; acked: number; sessionsLost: number } = JSON.parse(out);
    assert.equal(result.devices, 5);
    assert.ok(result.sent >= 10 && result.acked === result.sent && result.sessionsLost === 0, out);
    const { total } = await program.call<{ total: number }>('GET', '/api/v1/devices?search=sim-');
    assert.equal(total, 5);
  });

  test('a platform that is not there ends with 1', async () => {
    const env = { THALAMUS_URL: `http://127.0.0.1:${await freePort()}`, THALAMUS_API_KEY: 'thk_x' };
    for (const { code, err } of await Promise.all([run(['health'], env), run(['product', 'list'], env)])) {
      assert.equal(code, 1, err);
      assert.match(err, /What to do: check that the platform runs/);
    }
  });
});
