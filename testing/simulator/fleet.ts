import { type ClientObserver, SimulatedClient } from './mqtt/client.ts';
import type { Point, Source } from './source.ts';
import { createTimingWheel } from './wheel.ts';

/** Connections that a fleet begins per second at most, so that thousands of devices don't arrive as one storm. */
const fleetConnectsPerSecondMax = 500;
const tickMs = 20;
const keepAliveTickMs = 1_000;
const topic = 'up/properties';

/** A device to simulate: its login, what it measures, and how often it says so. */
export interface FleetDevice {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly source: Source;
  readonly periodMs: number;
  /** Batches of points from before: one is sent with every live message until there are no more. */
  readonly past?: Iterator<readonly Point[]>;
}

export interface FleetOptions {
  /** `mqtt://host:port`. */
  readonly url: string;
  readonly devices: readonly FleetDevice[];
  /** `device` (the default) stamps every message, so that a redelivered one is stored once; `server` leaves the time away. */
  readonly time?: 'device' | 'server';
  /** 0…1, for jitter. */
  readonly random?: () => number;
  /** Called when a device lost its session or was refused. */
  readonly onTrouble?: (reason: string) => void;
}

export interface FleetStats {
  readonly devices: number;
  readonly online: number;
  readonly sent: number;
  readonly acked: number;
  /** Live messages that were due without a session or beyond the in-flight bound, and so were never sent. */
  readonly skipped: number;
  readonly backfilledPoints: number;
  readonly sessionsLost: number;
}

/** Simulated devices on one timer. */
export interface Fleet extends AsyncDisposable {
  start(): void;
  stats(): FleetStats;
  /** Resolves with true as soon as `done` holds for the figures, with false after the time. */
  until(done: (stats: FleetStats) => boolean, timeoutMs: number): Promise<boolean>;
  /** Stops publishing, waits up to `drainMs` for acknowledgements, and disconnects every device. */
  stop(drainMs?: number): Promise<void>;
}

interface Member {
  readonly device: FleetDevice;
  readonly client: SimulatedClient;
  past: readonly Point[] | undefined;
}

/** Makes a fleet over one broker; nothing happens before `start`. Throws on a URL that is not `mqtt://`. */
export function createFleet(options: FleetOptions): Fleet {
  const { hostname, port } = brokerAddress(options.url);
  const random = options.random ?? Math.random;
  const count = { sent: 0, acked: 0, skipped: 0, backfilledPoints: 0, sessionsLost: 0 };
  const watchers = new Set<() => void>();
  const observer: ClientObserver = {
    disconnected: (reason, wanted) => {
      if (wanted) return;
      count.sessionsLost++;
      options.onTrouble?.(reason);
    },
    acknowledged: (messages) => {
      count.acked += messages;
    },
  };
  const members = options.devices.map((device): Member => {
    const login = { clientId: device.clientId, ...pick(device) };
    return { device, past: undefined, client: new SimulatedClient({ ...login, host: hostname, port, random, observer }) };
  });
  let timer: NodeJS.Timeout | undefined;
  let wheel = createTimingWheel<Member>(0);
  let keepAliveAtMs = 0;
  let connectCredit = 0;
  let connectNext = 0;

  const stats = (): FleetStats => ({
    devices: members.length,
    ...count,
    online: members.reduce((sum, member) => sum + (member.client.online ? 1 : 0), 0),
  });

  function start(): void {
    if (timer !== undefined) return;
    const now = Date.now();
    wheel = createTimingWheel(now);
    // Phases are spread evenly over each device's period.
    for (const [index, member] of members.entries()) wheel.add(member, now + (index / members.length) * member.device.periodMs);
    timer = setInterval(() => tick(Date.now()), tickMs);
  }

  function tick(nowMs: number): void {
    connectSome(nowMs);
    wheel.advance(nowMs, (member, dueMs) => {
      speak(member, Math.round(dueMs));
      // After a pause of the process the missed messages are left out, not sent as a burst.
      const late = Math.max(0, Math.floor((nowMs - dueMs) / member.device.periodMs));
      wheel.add(member, dueMs + (late + 1) * member.device.periodMs);
    });
    if (nowMs >= keepAliveAtMs) {
      keepAliveAtMs = nowMs + keepAliveTickMs;
      for (const { client } of members) client.tick(nowMs);
    }
    for (const watcher of watchers) watcher();
  }

  function connectSome(nowMs: number): void {
    connectCredit = Math.min(connectCredit + (fleetConnectsPerSecondMax * tickMs) / 1000, fleetConnectsPerSecondMax / 10);
    for (let seen = 0; seen < members.length && connectCredit >= 1; seen++) {
      const client = members[connectNext]?.client;
      connectNext = (connectNext + 1) % members.length;
      if (client?.wantsConnection(nowMs) !== true) continue;
      connectCredit--;
      client.connect(nowMs);
    }
  }

  function speak(member: Member, atMs: number): void {
    const { client, device } = member;
    const values = device.source(atMs);
    if (client.publish(topic, JSON.stringify(options.time === 'server' ? values : { ts: atMs, values }))) count.sent++;
    else count.skipped++;
    if (device.past === undefined || !client.online) return;
    // A batch that found no room is kept for the next turn.
    const next = member.past ?? device.past.next().value;
    if (next === undefined) return;
    member.past = next;
    if (!client.publish(topic, JSON.stringify(next))) return;
    member.past = undefined;
    count.sent++;
    count.backfilledPoints += next.length;
  }

  function until(done: (stats: FleetStats) => boolean, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (result: boolean): void => {
        watchers.delete(watch);
        clearTimeout(deadline);
        resolve(result);
      };
      const watch = (): void => {
        if (done(stats())) end(true);
      };
      const deadline = setTimeout(() => end(false), timeoutMs);
      watchers.add(watch);
      watch();
    });
  }

  async function stop(drainMs = 0): Promise<void> {
    clearInterval(timer);
    timer = setInterval(() => {
      for (const watcher of watchers) watcher();
    }, tickMs);
    if (drainMs > 0) await until(() => members.every(({ client }) => client.unacknowledged === 0), drainMs);
    clearInterval(timer);
    timer = undefined;
    await Promise.all(members.map(({ client }) => client.close()));
  }

  return { start, stats, until, stop, [Symbol.asyncDispose]: () => stop() };
}

/** Host and port of `mqtt://host:port` (1883 when none is named). */
function brokerAddress(url: string): { readonly hostname: string; readonly port: number } {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.protocol !== 'mqtt:' || parsed.hostname === '') {
    throw new Error(`${JSON.stringify(url)} is no broker address, expected mqtt://host:port`);
  }
  return { hostname: parsed.hostname.replace(/^\[|\]$/g, ''), port: parsed.port === '' ? 1883 : Number(parsed.port) };
}

function pick(device: FleetDevice): { readonly username?: string; readonly password?: string } {
  return {
    ...(device.username === undefined ? {} : { username: device.username }),
    ...(device.password === undefined ? {} : { password: device.password }),
  };
}
