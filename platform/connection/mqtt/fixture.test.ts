import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { after, type TestContext } from 'node:test';
import { sql } from 'kysely';
import mqtt from 'mqtt';
import mqttPacket, { type IConnectPacket, type Packet } from 'mqtt-packet';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import type { DeviceRef, ProductRef } from '#core/device.ts';
import type { JsonObject } from '#core/json.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { CommitWaiter, Ingest, Refusal } from '#core/ports/ingest.ts';
import { type TestDatabase, testDatabase } from '#testing/postgres.ts';
import { testMeters } from '#testing/quotas.ts';
import { createConnectionPlatform, openDiagnostics } from '../index.ts';
import { createLimits } from '../limits/limits.ts';
import { diaryMigration } from '../trace/diary-store.ts';
import { journalMigration } from './journal/migrations.ts';

const product: ProductRef = { tenant: 'default', name: 'pump', model: { version: 1, mode: 'open', properties: [] } };

/** An ingest whose disk is the test's: a batch is durable when the test says so. */
function manualIngest() {
  const reports: { device: string; ts: number; values: JsonObject }[] = [];
  const refusals: { refusal: Refusal; topic: string }[] = [];
  const listeners = new Set<(congested: boolean) => void>();
  let waiters: CommitWaiter[] = [];
  const state = { batch: 0, congested: false, automatic: true };
  const arrived = { count: 0, wake: () => {} };
  const commit = () => {
    const durable = waiters;
    waiters = [];
    const batch = state.batch++;
    for (const waiter of durable) waiter.committed(batch);
  };
  const ingest: Ingest = {
    get batch() {
      return state.batch;
    },
    get congested() {
      return state.congested;
    },
    report(device, ts, values) {
      reports.push({ device: device.name, ts, values });
      arrived.wake();
      return undefined;
    },
    refuse(_device, refusal, topic) {
      refusals.push({ refusal, topic });
    },
    await(waiter) {
      waiters.push(waiter);
      if (state.automatic) setImmediate(commit);
    },
    onCongestion(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const setCongested = (congested: boolean) => {
    state.congested = congested;
    for (const listener of listeners) listener(congested);
  };
  const reported = async (count: number) => {
    while (reports.length < count) await new Promise<void>((resolve) => (arrived.wake = resolve));
  };
  return { ingest, reports, refusals, state, commit, setCongested, reported };
}

/** What a server keeps of the password `secret` (RFC 5802). */
const verifier = (() => {
  const salt = Buffer.from('salt of all tests');
  const salted = pbkdf2Sync('secret', salt, 4096, 32, 'sha256');
  const key = (name: string) => createHmac('sha256', salted).update(name).digest();
  return { salt, iterations: 4096, storedKey: createHash('sha256').update(key('Client Key')).digest(), serverKey: key('Server Key') };
})();

let database: Promise<TestDatabase> | undefined;
after(async () => (await database)?.[Symbol.asyncDispose]());

/** One database for all gateways of a test file; a gateway finds it empty unless it is to go on where another one ended. */
async function openDatabase(goOn: boolean): Promise<TestDatabase> {
  database ??= testDatabase({ '1': journalMigration, '2': diaryMigration });
  const { db } = await database;
  if (!goOn) await sql`truncate mqtt_session, mqtt_subscription, mqtt_queue, mqtt_inbound, mqtt_retained, connection_event`.execute(db);
  return await database;
}

interface GatewayOptions {
  readonly meters?: ReturnType<typeof testMeters>;
  readonly now?: () => number;
  /** With the sessions that a gateway before left behind. */
  readonly goOn?: boolean;
  /** The tenant of clients without credentials. */
  readonly anonymousTenant?: string;
}

/** Real listeners and sessions over a manual ingest; devices of any tenant log in with the password `secret`, and find no registry with `unavailable`. */
export async function startGateway(
  t: TestContext,
  { meters = testMeters(), now = Date.now, goOn = false, anonymousTenant }: GatewayOptions = {},
) {
  const manual = manualIngest();
  const { db, tenantDb } = await openDatabase(goOn);
  const presence: [string, boolean, string][] = [];
  const offline: (() => void)[] = [];
  const log: Logger = { info() {}, warn() {}, error: (fields) => assert.fail(String(fields.err)) };
  const events = createMemoryBus(log);
  events.on('device.presence', ({ device, online, reason }) => {
    presence.push([device.name, online, reason]);
    if (!online) for (const wake of offline.splice(0)) wake();
  });
  const limits = createLimits({ events, log, now });
  t.after(() => limits[Symbol.dispose]());
  const devices = new Map<string, DeviceRef>();
  const directory: DeviceDirectory = {
    async login(tenant, name, secret) {
      if (secret === 'unavailable') throw new Error('the registry is away');
      if (secret !== 'secret') return { ok: false, reason: 'wrong-secret' };
      const device = devices.get(name) ?? { tenant, name, product, space: 'root', labels: {} };
      devices.set(name, device);
      return { ok: true, device, credential: 'secret:1' };
    },
    products: async () => [product],
    product: async () => product,
    device: async (_tenant, name) => devices.get(name),
  };
  const diagnostics = openDiagnostics({ db, tenantDb, directory, presences: { presence: async () => undefined }, events, log, now });
  const platform = createConnectionPlatform({
    db,
    diagnostics,
    anonymousTenant,
    events,
    ingest: manual.ingest,
    quotas: meters,
    limits,
    credentials: {
      password: async () => ({ ok: false, reason: 'unknown-user' }),
      certificate: async () => ({ ok: false, reason: 'unknown-certificate' }),
      vouched: async () => ({ ok: false, reason: 'unknown-device' }),
      scram: async (tenant, name) => ({
        ...verifier,
        async login() {
          const login = await directory.login(tenant, name, 'secret');
          return login.ok ? { ...login, expiresAt: undefined } : { ok: false, reason: 'unknown-user' };
        },
      }),
    },
    reach: { names: async () => [] },
    applications: {
      isKey: () => false,
      login: async () => ({ ok: false, reason: 'unknown-key' }),
      token: async () => ({ ok: false, reason: 'unknown-issuer' }),
      renew: async () => undefined,
    },
    packetBytesMax: 1024,
    now,
    log,
    directory,
  });
  await platform.start();
  const listener = await platform.listen({ kind: 'tcp', bind: '127.0.0.1', port: 0 });
  const sockets: Socket[] = [];
  const clients: mqtt.MqttClient[] = [];
  t.after(async () => {
    for (const client of clients) client.end(true);
    for (const socket of sockets) socket.destroy();
    await platform[Symbol.asyncDispose]();
    await diagnostics[Symbol.asyncDispose]();
  });

  /** A client of our own bytes, with the packets it received. */
  const raw = async (protocolVersion = 4, localAddress = '127.0.0.1') => {
    const socket = connectTcp({ port: listener.port, host: '127.0.0.1', localAddress });
    sockets.push(socket);
    await once(socket, 'connect');
    const packets: Packet[] = [];
    const parser = mqttPacket.parser({ protocolVersion });
    let wake = () => {};
    parser.on('packet', (packet) => {
      packets.push(packet);
      wake();
    });
    socket.on('data', (bytes) => parser.parse(bytes));
    const received = async (count: number) => {
      while (packets.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return packets;
    };
    return { socket, packets, received, send: (packet: Packet) => socket.write(mqttPacket.generate(packet, { protocolVersion })) };
  };
  const client = async (device: string, options: mqtt.IClientOptions = {}) => {
    const made = await mqtt.connectAsync(`mqtt://127.0.0.1:${listener.port}`, {
      username: `default/${device}`,
      password: 'secret',
      reconnectPeriod: 0,
      ...options,
    });
    clients.push(made);
    return made;
  };
  const wentOffline = () => new Promise<void>((resolve) => offline.push(resolve));
  return { ...manual, events, limits, platform, listener, presence, raw, client, wentOffline };
}

export const hello: IConnectPacket = {
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  clientId: 'c',
  keepalive: 60,
  username: 'default/pump-1',
  password: Buffer.from('secret'),
};
export const point = (messageId: number): Packet => ({
  cmd: 'publish',
  topic: 'up/properties',
  payload: '{"temperature":21.5}',
  qos: 1,
  messageId,
  dup: false,
  retain: false,
});
