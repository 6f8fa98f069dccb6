import { join } from 'node:path';
import { startChdb } from '#adapters/telemetry/chdb/engine.ts';
import { fillPast } from './fill.ts';
import { startPlatform } from './platform.ts';
import { settle, treeMemory } from './processes.ts';
import { awaitRows, storedRows } from './stored.ts';
import { table, whole } from './table.ts';

const devices = 50;
const pointsPerDevice = 20_000;
const tableTimeoutMs = 120_000;
const settleTimeoutMs = 30_000;
const settledShare = 0.05;
const memoryBytesMax = 1024 ** 3;
const rowBytesMax = 8;
const idleBytesMax = 500 * 1024 ** 2;
const quiet = { info() {}, warn() {}, error() {} };

interface Parts {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Bytes per stored row of the pump after merges, and what the idle platform takes of memory. */
export async function benchSize(folder: string, say: (line: string) => void): Promise<unknown> {
  const fresh = await (async () => {
    await using platform = await startPlatform(folder);
    await settle(platform.pid, settledShare, settleTimeoutMs);
    const idle = treeMemory(platform.pid);
    const logins = await platform.createDevices('size', devices);
    const { fromMs, toMs } = await fillPast(platform, logins, pointsPerDevice);
    const expected = devices * pointsPerDevice;
    const seen = await awaitRows(() => storedRows(platform.api, 'size', devices, fromMs, toMs), expected, tableTimeoutMs);
    if (seen.rows !== expected) throw new Error(`${seen.rows} rows are stored, not ${expected}`);
    await settle(platform.pid, settledShare, settleTimeoutMs);
    return { idle, after: treeMemory(platform.pid), home: platform.home };
  })();

  const parts = await measureParts(join(fresh.home, 'telemetry'));
  const idleBytes = sum(fresh.idle.map((process) => process.pssBytes));
  const afterBytes = sum(fresh.after.map((process) => process.pssBytes));
  const pump = parts.find((part) => part.name === 'pump');
  const rowBytes = (pump?.bytes ?? 0) / Math.max(1, pump?.rows ?? 0);
  say(
    table(
      ['table', 'rows', 'bytes', 'bytes/row'],
      parts.map((p) => [p.name, whole(p.rows), whole(p.bytes), (p.bytes / p.rows).toFixed(2)]),
    ),
  );
  say(`pump: ${rowBytes.toFixed(2)} bytes per row, asked ≤ ${rowBytesMax}: ${rowBytes > 0 && rowBytes <= rowBytesMax ? 'kept' : 'MISSED'}`);
  say('');
  say(
    table(
      ['process, idle after start', 'PSS MB'],
      fresh.idle.map((p) => [p.name, megabytes(p.pssBytes)]),
    ),
  );
  say(
    `idle: ${megabytes(idleBytes)} MB, asked ≤ ${megabytes(idleBytesMax)}: ${idleBytes <= idleBytesMax ? 'kept' : 'MISSED'}; after the load ${megabytes(afterBytes)} MB`,
  );
  return { rowBytes, parts, idleBytes, afterBytes, processes: fresh.idle };
}

/** Opens the stopped platform's tables, merges them wholly, and reads what they take. */
async function measureParts(folder: string): Promise<readonly Parts[]> {
  const engine = await startChdb({ folder, memoryBytesMax, log: quiet });
  try {
    await engine.exec('OPTIMIZE TABLE `t_default`.`pump` FINAL');
    const answer = await engine.query(
      "SELECT table AS name, toUInt32(sum(rows)) AS rows, toUInt32(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND database = 't_default' GROUP BY table ORDER BY bytes DESC",
      { format: 'JSONEachRow' },
    );
    return Buffer.from(answer)
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Parts);
  } finally {
    await engine.close();
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function megabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(0);
}
