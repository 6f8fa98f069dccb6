import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createSite, type Program, startProgram } from '../program.ts';
import { isLong, skipOrFail } from '../require.ts';
import { eventually } from './eventually.ts';
import { createDevices, type Publishers, startPublishers, storedTimes } from './publishers.ts';

const kills = isLong ? 20 : 4;
const connections = 50;
const firstMs = Date.UTC(2026, 0, 1);

const healthy = (program: Program) =>
  eventually('healthy again', async () => ((await fetch(`${program.url}/health`)).ok ? true : undefined));

/** Every acknowledged point is in the table, and none is there twice. */
async function assertExactlyOnce(program: Program, { acknowledged }: Publishers): Promise<void> {
  let points = 0;
  for (const [device, times] of acknowledged) {
    const last = Math.max(...times);
    points += times.length;
    await eventually(`all ${times.length} points of ${device}`, async () => {
      const stored = await storedTimes(program, device, firstMs, last + 1000);
      assert.equal(new Set(stored).size, stored.length, 'a point is there twice');
      const have = new Set(stored);
      return times.every((time) => have.has(time)) ? true : undefined;
    });
  }
  assert.ok(points > kills * 100, `${points} points are too few to tell`);
}

/** Process ids of the program's children whose command line holds `word`. */
function childPids(program: Program, word: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const parent = / \S (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'utf8').replace(/\(.*\)/, ''))?.[1];
        return Number(parent) === program.pid && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);
}

test('kill -9 of the whole program at random moments loses nothing acknowledged and doubles nothing', async () => {
  await using site = await createSite();
  let program = await startProgram(site);
  const logins = await createDevices(program, 'p', connections);
  const publishers = startPublishers(site.mqttPort, logins, firstMs);
  for (let round = 0; round < kills; round++) {
    await publishers.more(randomInt(50, 3000));
    await program.kill();
    program = await startProgram(site);
  }
  await publishers.more(500);
  await publishers.finish();
  await assertExactlyOnce(program, publishers);
  assert.equal(await program.stop(), 0);
});

for (const [engine, word] of [
  ['the telemetry engine', 'telemetry'],
  ['PostgreSQL', 'postgres'],
] as const) {
  test(`kill -9 of ${engine} at random moments loses nothing acknowledged, and it comes back by itself`, async () => {
    await using site = await createSite();
    await using program = await startProgram(site);
    const logins = await createDevices(program, 'p', connections);
    const publishers = startPublishers(site.mqttPort, logins, firstMs);
    for (let round = 0; round < kills; round++) {
      await publishers.more(randomInt(50, 3000));
      const pids = childPids(program, word);
      assert.ok(pids.length > 0, `no child process for ${engine}`);
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      await eventually('a new child', async () => (childPids(program, word).some((pid) => !pids.includes(pid)) ? true : undefined));
    }
    await publishers.more(500);
    await publishers.finish();
    await healthy(program);
    await assertExactlyOnce(program, publishers);
  });
}

test('a full disk slows devices down; when there is room again everything acknowledged is there', async (t) => {
  if (process.getuid?.() !== 0) return skipOrFail(t, 'tmpfs', 'mounting a small file system needs root');
  await using site = await createSite();
  const folder = join(site.home, 'log');
  await mkdir(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  await using _mounted = { [Symbol.asyncDispose]: async () => void execFileSync('umount', ['-l', folder]) };
  await using program = await startProgram(site);
  const logins = await createDevices(program, 'p', connections);
  const publishers = startPublishers(site.mqttPort, logins, firstMs);
  await publishers.more(500);
  const pids = childPids(program, 'telemetry');
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  await eventually('the log is blocked', async () => {
    const { checks } = (await (await fetch(`${program.url}/health`)).json()) as { checks: { log: string } };
    return checks.log.startsWith('ENOSPC') ? true : undefined;
  });
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  await publishers.more(2000);
  await publishers.finish();
  await assertExactlyOnce(program, publishers);
});

test('a log at its bound slows devices down; when the tables take data again everything acknowledged is there', async () => {
  await using site = await createSite({ THALAMUS_INGEST_LOG_BYTES_MAX: String(1024 * 1024) });
  await using program = await startProgram(site);
  const logins = await createDevices(program, 'p', connections);
  const publishers = startPublishers(site.mqttPort, logins, firstMs);
  await publishers.more(500);
  const pids = childPids(program, 'telemetry');
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  await eventually('congested', async () =>
    /thalamus_ingest_congested 1/.test(await program.call<string>('GET', '/metrics')) ? true : undefined,
  );
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  await publishers.more(2000);
  await publishers.finish();
  await assertExactlyOnce(program, publishers);
});
