import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@thalamus/sdk';
import { SimulatedClient } from '#testing/simulator/mqtt/client.ts';
import { underLoad } from './background.ts';
import { quantile } from './history.ts';
import type { LoadSession } from './load/plan.ts';
import { type Platform, startPlatform } from './platform.ts';
import { ms, table, whole } from './table.ts';

const probes = 8;
const connectTimeoutMs = 10_000;
const seenTimeoutMs = 10_000;
/** The live stream sends a series at most 5 times a second, so a probe speaks less often than that. */
const livePeriodMs = 500;
const tablePollMs = 20;
const lastValueUsMax = 100_000;
const tableUsMax = 2_500_000;

/** Time from a device's publish until its value is the last value, is in the live stream, and is in the table. */
export async function benchFreshness(folder: string, seconds: number, say: (line: string) => void): Promise<unknown> {
  await using platform = await startPlatform(folder);
  const logins = await platform.createDevices('probe', probes);
  const clients = logins.map((login) => probe(platform, login));
  const { result, load } = await underLoad(platform, seconds * 3, async () => {
    await online(clients);
    return {
      last: await lastValues(platform.api, clients, seconds),
      live: await liveStream(platform.api, clients, seconds),
      table: await tables(platform.api, clients, seconds),
    };
  });
  await Promise.all(clients.map((client) => client.close()));
  const rows = [
    { name: 'last value (GET values)', times: result.last, max: lastValueUsMax },
    { name: 'live stream (WebSocket)', times: result.live, max: null },
    { name: 'table (GET messages)', times: result.table, max: tableUsMax },
  ].map(({ name, times, max }) => {
    const sorted = times.sort((a, b) => a - b);
    return { name, samples: sorted.length, p50Us: quantile(sorted, 0.5), p99Us: quantile(sorted, 0.99), max };
  });
  say(`load meanwhile: ${whole(load.perSecond)} msg/s, p99 to the acknowledgement ${ms(load.p99Us)}`);
  say(
    table(
      ['publish until seen', 'samples', 'p50', 'p99', 'asked'],
      rows.map((row) => [
        row.name,
        String(row.samples),
        ms(row.p50Us),
        ms(row.p99Us),
        row.max === null ? '–' : `≤ ${ms(row.max)}: ${row.p99Us <= row.max ? 'kept' : 'MISSED'}`,
      ]),
    ),
  );
  return { loadPerSecond: load.perSecond, rows };
}

function probe(platform: Platform, login: LoadSession): SimulatedClient {
  const observer = { disconnected: () => {}, acknowledged: () => {} };
  const client = new SimulatedClient({ ...login, host: '127.0.0.1', port: platform.mqttPort, random: Math.random, observer });
  client.connect(Date.now());
  return client;
}

async function online(clients: readonly SimulatedClient[]): Promise<void> {
  const until = performance.now() + connectTimeoutMs;
  while (!clients.every((client) => client.online)) {
    if (performance.now() > until) throw new Error('the probes could not log in');
    await delay(20);
  }
}

/** Values are numbers that come once, so that what is seen can be told apart. */
let serial = 0;

function publish(client: SimulatedClient): { readonly value: number; readonly atMs: number } {
  const value = ++serial / 8;
  const atMs = performance.now();
  if (!client.publish('up/properties', JSON.stringify({ temperature: value }))) throw new Error('a probe could not publish');
  return { value, atMs };
}

async function lastValues(api: Client, clients: readonly SimulatedClient[], seconds: number): Promise<number[]> {
  return await sample(clients, seconds, 1, async (device) => (await api.getValues(device)).values.temperature?.value);
}

async function tables(api: Client, clients: readonly SimulatedClient[], seconds: number): Promise<number[]> {
  return await sample(
    clients,
    seconds,
    tablePollMs,
    async (device) => (await api.listMessages(device, { limit: 1 })).items[0]?.values.temperature,
  );
}

/** Publishes and asks until the value is there, device after device for the last values, all at once for the slower tables. */
async function sample(
  clients: readonly SimulatedClient[],
  seconds: number,
  pollMs: number,
  ask: (device: string) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  const worker = async (client: SimulatedClient, device: string): Promise<void> => {
    while (performance.now() < until) {
      const { value, atMs } = publish(client);
      while ((await ask(device)) !== value) {
        if (performance.now() - atMs > seenTimeoutMs) throw new Error(`a value was not seen within ${seenTimeoutMs} ms`);
        await delay(pollMs);
      }
      times.push((performance.now() - atMs) * 1000);
    }
  };
  // Two probes at a time keep the asking itself from becoming the load.
  const chosen = pollMs === 1 ? clients.slice(0, 2) : clients;
  await Promise.all(chosen.map((client, index) => worker(client, `probe-${index + 1}`)));
  return times;
}

async function liveStream(api: Client, clients: readonly SimulatedClient[], seconds: number): Promise<number[]> {
  const times: number[] = [];
  const published = new Map<number, number>();
  const live = api.live();
  const names = clients.map((_, index) => `probe-${index + 1}`);
  const subscribed = Promise.withResolvers<void>();
  live.subscribe({ devices: names, properties: ['temperature'] }, (frame) => {
    const now = performance.now();
    if (frame.error !== undefined) subscribed.reject(new Error(frame.error.detail));
    if (frame.snapshot !== undefined) subscribed.resolve();
    for (const values of Object.values(frame.values ?? {})) {
      const value = Number(values.temperature?.value);
      const atMs = published.get(value);
      if (atMs !== undefined) times.push((now - atMs) * 1000);
    }
  });
  await subscribed.promise;
  const until = performance.now() + seconds * 1000;
  for (let turn = 0; performance.now() < until; turn++) {
    const client = clients[turn % clients.length];
    if (client === undefined) break;
    const { value, atMs } = publish(client);
    published.set(value, atMs);
    // Jitter keeps the probes from marching in step with the stream's own clock.
    await delay((livePeriodMs / clients.length) * (0.5 + Math.random()));
  }
  await delay(1000);
  live.close();
  if (times.length < published.size) throw new Error(`the live stream gave ${times.length} of ${published.size} values`);
  return times;
}
