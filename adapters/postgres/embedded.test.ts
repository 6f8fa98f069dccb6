import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import type { Logger } from '#core/logger.ts';
import { connectPostgres } from './connect.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { listProcesses, signal } from './processes.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
let base = '';
before(async () => {
  base = await mkdtemp(join(tmpdir(), 'thalamus-embedded-'));
  await chmod(base, 0o755);
});
after(() => rm(base, { recursive: true, force: true }));

async function ask(server: EmbeddedPostgres, sql: string): Promise<readonly Record<string, unknown>[]> {
  await using postgres = connectPostgres(server.connection, { log });
  return (await postgres.pool.query<Record<string, unknown>>(sql)).rows;
}

function becomes(server: EmbeddedPostgres, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    const off = server.onState((state) => {
      if (state !== wanted) return;
      off();
      resolve();
    });
  });
}

test('the first start makes the data, a later one finds it, and a stop leaves nothing behind', async () => {
  const folder = join(base, 'twice');
  {
    await using server = await startEmbeddedPostgres({ folder, log });
    assert.equal(server.state(), 'up');
    await ask(server, 'create table kept (v int); insert into kept values (7)');
    assert.deepEqual(await ask(server, "select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding"), [
      { fsync: 'on', encoding: 'UTF8' },
    ]);
  }
  const began = Date.now();
  await using server = await startEmbeddedPostgres({ folder, log });
  assert.ok(Date.now() - began < 3000);
  assert.deepEqual(await ask(server, 'select v from kept'), [{ v: 7 }]);
  await server[Symbol.asyncDispose]();
  assert.equal(server.state(), 'closed');
  await assert.rejects(stat(server.connection.host), { code: 'ENOENT' });
});

test('it listens on no network address', async () => {
  await using server = await startEmbeddedPostgres({ folder: join(base, 'local'), log });
  assert.deepEqual(await ask(server, "select current_setting('listen_addresses') as a"), [{ a: '' }]);
  assert.equal((await stat(server.connection.host)).mode & 0o777, 0o700);
});

test('a killed server is started again and what was committed is there', async () => {
  await using server = await startEmbeddedPostgres({ folder: join(base, 'crash'), log });
  await ask(server, 'create table kept (v int); insert into kept values (8)');
  for (let round = 0; round < 3; round++) {
    const states: string[] = [];
    const off = server.onState((state) => states.push(state));
    const up = becomes(server, 'up');
    signal(server.pid() ?? 0, 'SIGKILL');
    await up;
    off();
    assert.deepEqual(states.filter((s, i) => s !== states[i - 1]).slice(0, 2), ['down', 'starting']);
    assert.deepEqual(await ask(server, 'select v from kept'), [{ v: 8 }]);
  }
});

const holder = `
  import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts';
  const log = { info() {}, warn() {}, error() {} };
  const server = await startEmbeddedPostgres({ folder: process.argv[1], log });
  console.log(JSON.stringify({ pid: server.pid(), host: server.connection.host }));
`;

async function hold(folder: string): Promise<{ program: ChildProcess; pid: number; host: string }> {
  const program = spawn(process.execPath, ['--input-type=module', '-e', holder, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  });
  assert.ok(program.stdout);
  const died = once(program, 'exit').then(() => Promise.reject(new Error('the program ended before it held a server')));
  died.catch(() => {});
  const [line] = (await Promise.race([once(createInterface({ input: program.stdout }), 'line'), died])) as [string];
  return { program, ...(JSON.parse(line) as { pid: number; host: string }) };
}

for (const watched of [true, false]) {
  test(`after a kill -9 of the program ${watched ? '' : 'and of its watch '}a start at once works within 3 s`, async () => {
    const folder = join(base, `orphan-${watched}`);
    const { program, pid } = await hold(folder);
    if (!watched) {
      const watch = (await listProcesses()).find((p) => p.command.includes('kill -INT') && p.command.endsWith(` ${pid}`));
      assert.ok(watch);
      signal(watch.pid, 'SIGKILL');
    }
    program.kill('SIGKILL');
    await once(program, 'exit');
    const began = Date.now();
    await using server = await startEmbeddedPostgres({ folder, log });
    assert.ok(Date.now() - began < 3000);
    assert.notEqual(server.pid(), pid);
    assert.deepEqual(await ask(server, 'select 1 as one'), [{ one: 1 }]);
    assert.equal(
      (await listProcesses()).some((p) => p.pid === pid),
      false,
    );
  });
}

test('a postmaster.pid that names a living stranger does not stop the start', async () => {
  const folder = join(base, 'stranger');
  await (await startEmbeddedPostgres({ folder, log }))[Symbol.asyncDispose]();
  const stranger = spawn('/bin/sleep', ['60']);
  try {
    await writeFile(join(folder, 'data', 'postmaster.pid'), `${stranger.pid}\n${folder}/data\n1\n5432\n${folder}/run\n\n\n`);
    await using server = await startEmbeddedPostgres({ folder, log });
    assert.equal(server.state(), 'up');
    assert.equal(stranger.exitCode, null);
  } finally {
    stranger.kill('SIGKILL');
  }
});

test('a folder in use by a living program is refused by naming that program', async () => {
  const folder = join(base, 'busy');
  const { program } = await hold(folder);
  await assert.rejects(startEmbeddedPostgres({ folder, log }), new RegExp(`in use by process ${program.pid}`));
  program.kill('SIGKILL');
  await once(program, 'exit');
});

test('a folder of another version is refused with both versions and the way out', async () => {
  const folder = join(base, 'old');
  await mkdir(join(folder, 'data'), { recursive: true });
  await writeFile(join(folder, 'data', 'PG_VERSION'), '15\n');
  await assert.rejects(startEmbeddedPostgres({ folder, log }), /written by PostgreSQL 15.*brings PostgreSQL 18.*pg_upgrade/s);
  assert.equal(await readFile(join(folder, 'data', 'PG_VERSION'), 'utf8'), '15\n');
});

test('a first start that was cut short is done again', async () => {
  const folder = join(base, 'torn');
  await mkdir(join(folder, 'data.new'), { recursive: true });
  await writeFile(join(folder, 'data.new', 'PG_VERSION'), '18\n');
  await using server = await startEmbeddedPostgres({ folder, log });
  assert.equal(server.state(), 'up');
});

test('a path too long for a socket gets its socket under the temporary folder, cleaned up after a stop and after a kill', async () => {
  const folder = join(base, 'long', 'x'.repeat(100));
  const { program, host } = await hold(folder);
  assert.ok(host.startsWith(join(tmpdir(), 'thalamus-pg-')));
  program.kill('SIGKILL');
  await once(program, 'exit');
  const server = await startEmbeddedPostgres({ folder, log });
  await assert.rejects(stat(host), { code: 'ENOENT' });
  assert.equal((await stat(server.connection.host)).mode & 0o777, 0o700);
  assert.deepEqual(await ask(server, 'select 1 as one'), [{ one: 1 }]);
  await server[Symbol.asyncDispose]();
  await assert.rejects(stat(server.connection.host), { code: 'ENOENT' });
});

const skip = process.getuid?.() === 0 ? false : 'only root hands the server to another user';

test('started by root it runs as another user', { skip }, async () => {
  await using server = await startEmbeddedPostgres({ folder: join(base, 'root'), log });
  assert.notEqual((await stat(`/proc/${server.pid()}`)).uid, 0);
});

test('started by root in a folder that others cannot enter, it runs there all the same', { skip }, async () => {
  const closed = join(base, 'closed');
  await mkdir(closed, { mode: 0o700 });
  await using server = await startEmbeddedPostgres({ folder: join(closed, 'pg'), log });
  assert.notEqual((await stat(`/proc/${server.pid()}`)).uid, 0);
  assert.deepEqual(await ask(server, 'select 1 as one'), [{ one: 1 }]);
});
