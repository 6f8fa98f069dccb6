import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '#testing/program.ts';
import { startAedes } from '../broker/aedes.ts';
import type { Broker } from '../broker/broker.ts';
import { startMosquitto } from '../broker/mosquitto.ts';
import { startThalamus } from '../broker/thalamus.ts';
import { holdCrowd } from '../generator.ts';
import type { LoadSession } from '../load/plan.ts';
import { residentBytes, settle } from '../processes.ts';
import { table, whole } from '../table.ts';
import { collectGarbage } from './garbage.ts';

const bytesFloor = 8_192;
const warmConnections = 1_000;
const devicesPerCall = 1_000;
const settledShare = 0.1;
const settleTimeoutMs = 20_000;
const quietMs = 3_000;

export interface IdleOptions {
  readonly connections: number;
  /** Also as devices that log in with their secrets, not only as anonymous clients. */
  readonly devices: boolean;
}

interface Held {
  readonly broker: string;
  readonly connections: number;
  readonly emptyBytes: number;
  readonly fullBytes: number;
  readonly bytesPerConnection: number;
  /** Of Node alone: what of it are objects and buffers. The rest is the runtime's and the allocators'. */
  readonly heapBytesPerConnection: number | undefined;
}

/** Resident memory that an idle connection costs beyond the empty broker, garbage collected before each look. */
export async function benchIdle(folder: string, options: IdleOptions, say: (line: string) => void): Promise<unknown> {
  const results: Held[] = [];
  const measure = async (broker: Broker, name: string, inspector: number | undefined, sessions: readonly LoadSession[]): Promise<void> => {
    const held = await hold(broker, name, inspector, sessions);
    say(
      `${name}: ${whole(held.bytesPerConnection)} bytes per connection, ${held.heapBytesPerConnection === undefined ? '' : `${whole(held.heapBytesPerConnection)} of objects and buffers `}(${mb(held.emptyBytes)} empty, ${mb(held.fullBytes)} full)`,
    );
    results.push(held);
  };
  const names = Array.from({ length: options.connections }, (_, index) => `idle-${index}`);
  {
    const inspector = await freePort();
    await using ours = await startThalamus(folder, [`--inspect=127.0.0.1:${inspector}`]);
    await measure(
      ours,
      'thalamus',
      inspector,
      names.map((name) => ours.session(name)),
    );
    if (options.devices) {
      const devices: LoadSession[] = [];
      for (let page = 0; devices.length < options.connections; page++) {
        const count = Math.min(devicesPerCall, options.connections - devices.length);
        devices.push(...(await ours.platform.createDevices(`idle${page}`, count)));
      }
      await measure(ours, 'thalamus, devices', inspector, devices);
    }
  }
  {
    await using mosquitto = await startMosquitto(folder);
    if (mosquitto === undefined) say('mosquitto is not installed (Debian: apt-get install mosquitto).');
    else
      await measure(
        mosquitto,
        'mosquitto',
        undefined,
        names.map((name) => mosquitto.session(name)),
      );
  }
  {
    const inspector = await freePort();
    await using aedes = await startAedes([`--inspect=127.0.0.1:${inspector}`]);
    await measure(
      aedes,
      'aedes',
      inspector,
      names.map((name) => aedes.session(name)),
    );
  }
  const rows = results.map((held) => [
    held.broker,
    whole(held.connections),
    mb(held.emptyBytes),
    mb(held.fullBytes),
    `${(held.bytesPerConnection / 1024).toFixed(1)} KB`,
    held.heapBytesPerConnection === undefined ? '' : `${(held.heapBytesPerConnection / 1024).toFixed(1)} KB`,
    held.broker.startsWith('thalamus') ? (held.bytesPerConnection <= bytesFloor ? 'reached' : 'TOO MUCH') : '',
  ]);
  say(`\n${table(['broker', 'connections', 'empty', 'full', 'per connection', 'objects', '≤ 8 KB'], rows)}`);
  return { node: process.version, brokers: results };
}

async function hold(broker: Broker, name: string, inspector: number | undefined, sessions: readonly LoadSession[]): Promise<Held> {
  const plan = { host: '127.0.0.1', port: broker.port, sessions, stay: true, atOnce: 50, warmupSeconds: 0, seconds: 0 };
  // Code that is compiled and buffers that are made at the first connections are no part of a connection.
  await (await holdCrowd({ ...plan, sessions: sessions.slice(0, warmConnections) }))[Symbol.asyncDispose]();
  const empty = await look(broker, inspector);
  await using crowd = await holdCrowd(plan);
  if (crowd.result.connects < sessions.length) {
    throw new Error(`${name}: only ${crowd.result.connects} of ${sessions.length} came in: ${crowd.result.errors.join('; ')}`);
  }
  const full = await look(broker, inspector);
  const per = (bytes: number): number => bytes / sessions.length;
  return {
    broker: name,
    connections: sessions.length,
    emptyBytes: empty.resident,
    fullBytes: full.resident,
    bytesPerConnection: per(full.resident - empty.resident),
    heapBytesPerConnection: empty.heap === undefined || full.heap === undefined ? undefined : per(full.heap - empty.heap),
  };
}

async function look(
  broker: Broker,
  inspector: number | undefined,
): Promise<{ readonly resident: number; readonly heap: number | undefined }> {
  await settle(broker.pid, settledShare, settleTimeoutMs);
  await delay(quietMs);
  const heap = inspector === undefined ? undefined : await collectGarbage(inspector);
  return { resident: residentBytes(broker.pid), heap };
}

function mb(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
