import type { Access } from '#core/access/access.ts';
import type { DeviceRef } from '#core/device.ts';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { LastValues } from '#core/ports/last-values.ts';
import { faultOf } from '../api/problem.ts';
import type { LiveCaller } from './admit.ts';
import { DeviceSubscription } from './device-subscription.ts';
import { FleetSubscription } from './fleet-subscription.ts';
import type { LiveTopic } from './live-request.ts';
import { createWatchList } from './watch-list.ts';

/** Deltas go out this often: at most five a second per series. */
export const liveTickMs = 200;
/** Subscriptions of one connection. */
export const subscriptionsPerConnectionMax = 32;
/** Live connections of the whole server, event streams included. */
export const liveConnectionsMax = 2_000;
/** While more than this waits to be sent to a client, it gets no deltas; it gets the newest when it has caught up. */
export const liveBacklogBytesMax = 1024 * 1024;
/** A client that takes nothing for this time is disconnected. */
export const liveStuckMs = 30_000;
/** Devices looked up at once for a snapshot. */
const snapshotLookupsMax = 50;

/** Where a connection's frames go. */
export interface LiveSink {
  send(frame: string): void;
  /** Bytes accepted by `send` that have not left yet. */
  backlog(): number;
  /** Ends a connection that is stuck. */
  end(): void;
}

export interface LiveConnection {
  subscribe(topic: LiveTopic): void;
  unsubscribe(id: string): void;
  /** Takes in what the caller may see now; what they may not see any more ends. */
  admit(caller: LiveCaller): void;
  close(): void;
}

export interface LiveHub {
  /** Undefined when there are too many already. */
  connect(caller: LiveCaller, sink: LiveSink): LiveConnection | undefined;
  /** Calls back when what people may do changed; returns the unsubscriber. */
  onAccessChange(listener: () => void): () => void;
  close(): void;
}

export interface LiveHubNeeds {
  readonly events: EventBus;
  readonly directory: DeviceDirectory;
  readonly lastValues: LastValues;
  readonly log: Logger;
  readonly now: () => number;
}

type Subscription = DeviceSubscription | FleetSubscription;

interface Client {
  readonly tenant: string;
  access: Access;
  readonly sink: LiveSink;
  readonly subscriptions: Map<string, Subscription>;
  /** Since when it has taken nothing. */
  stuckSince: number | undefined;
}

/** Turns what happens on the platform into frames for those who asked, on one tick for all of them. */
export function createLiveHub({ events, directory, lastValues, log, now }: LiveHubNeeds): LiveHub {
  const clients = new Set<Client>();
  /** Subscriptions whose snapshot is out, with whom they belong to: only these take part in the tick. */
  const ready = new Map<Subscription, Client>();
  const dirty = new Set<Subscription>();
  const watchList = createWatchList(events, (subscription) => dirty.add(subscription));
  let timer: ReturnType<typeof setInterval> | undefined;
  let subscribed = 0;
  const stops = [
    events.on('device.placed', ({ tenant, device }) => {
      for (const client of clients) if (client.tenant === tenant) void reconsider(client, device);
    }),
  ];
  return { connect, onAccessChange, close };

  function onAccessChange(listener: () => void): () => void {
    const ends = [events.on('access.changed', listener), events.on('space.changed', listener)];
    return () => {
      for (const end of ends) end();
    };
  }

  function connect({ tenant, access }: LiveCaller, sink: LiveSink): LiveConnection | undefined {
    if (clients.size >= liveConnectionsMax) return undefined;
    const client: Client = { tenant, access, sink, subscriptions: new Map(), stuckSince: undefined };
    clients.add(client);
    return {
      subscribe: (topic) => subscribe(client, topic),
      unsubscribe: (id) => unsubscribe(client, id),
      admit(caller) {
        client.access = caller.access;
        void reconsider(client);
      },
      close() {
        for (const id of [...client.subscriptions.keys()]) unsubscribe(client, id);
        clients.delete(client);
      },
    };
  }

  function subscribe(client: Client, topic: LiveTopic): void {
    unsubscribe(client, topic.id);
    if (client.subscriptions.size >= subscriptionsPerConnectionMax) {
      complain(client, topic.id, 'RATE_LIMITED', `at most ${subscriptionsPerConnectionMax} subscriptions per connection`);
      return;
    }
    const subscription =
      'fleet' in topic
        ? new FleetSubscription(topic.id, (device) => client.access.may('device.read', device))
        : new DeviceSubscription(topic);
    client.subscriptions.set(topic.id, subscription);
    subscribed++;
    // Watched before the snapshot is read, so that nothing falls between the two.
    watchList.add(client.tenant, subscription);
    timer ??= setInterval(tick, liveTickMs);
    if (subscription instanceof FleetSubscription) begin(client, subscription, {});
    else void sendSnapshot(client, subscription);
  }

  async function sendSnapshot(client: Client, subscription: DeviceSubscription): Promise<void> {
    const snapshot: Record<string, unknown> = {};
    const unknown: string[] = [];
    try {
      for (let at = 0; at < subscription.devices.length; at += snapshotLookupsMax) {
        const names = subscription.devices.slice(at, at + snapshotLookupsMax);
        const found = await Promise.all(names.map((name) => read(client, name)));
        for (const [i, name] of names.entries()) {
          const values = found[i];
          if (values === undefined) {
            unknown.push(name);
            leave(client, subscription, name);
          }
          if (values !== undefined)
            snapshot[name] = { values: subscription.snapshot(name, values), online: watchList.online(client.tenant, name) };
        }
      }
    } catch (error) {
      if (client.subscriptions.get(subscription.id) !== subscription) return;
      const fault = faultOf(error);
      if (fault.code === 'INTERNAL') log.error({ err: error }, 'a live snapshot failed');
      unsubscribe(client, subscription.id);
      complain(client, subscription.id, fault.code, fault.message);
      return;
    }
    if (client.subscriptions.get(subscription.id) !== subscription) return;
    begin(client, subscription, snapshot);
    if (unknown.length > 0) complain(client, subscription.id, 'NOT_FOUND', `there is no device ${unknown.slice(0, 10).join(', ')}`);
  }

  async function read(client: Client, name: string) {
    const device = await directory.device(client.tenant, name);
    return device === undefined || !maySee(client, device) ? undefined : await lastValues.read(device);
  }

  /** Ends what the client may not see any more: of everything it watches, or of one device. */
  async function reconsider(client: Client, moved?: string): Promise<void> {
    for (const subscription of [...client.subscriptions.values()]) {
      if (subscription instanceof FleetSubscription) continue;
      for (const name of subscription.devices) {
        if (moved !== undefined && moved !== name) continue;
        const device = await directory.device(client.tenant, name).catch(() => undefined);
        if (device === undefined || maySee(client, device)) continue;
        leave(client, subscription, name);
        if (client.subscriptions.get(subscription.id) === subscription)
          complain(client, subscription.id, 'NOT_FOUND', `there is no device ${name}`);
      }
    }
  }

  function leave(client: Client, subscription: DeviceSubscription, device: string): void {
    watchList.leave(client.tenant, subscription, device);
    subscription.forget(device);
  }

  function begin(client: Client, subscription: Subscription, snapshot: Readonly<Record<string, unknown>>): void {
    ready.set(subscription, client);
    client.sink.send(JSON.stringify({ id: subscription.id, snapshot }));
  }

  function complain(client: Client, id: string, code: string, detail: string): void {
    client.sink.send(JSON.stringify({ id, error: { code, detail } }));
  }

  function unsubscribe(client: Client, id: string): void {
    const subscription = client.subscriptions.get(id);
    if (subscription === undefined) return;
    client.subscriptions.delete(id);
    ready.delete(subscription);
    dirty.delete(subscription);
    watchList.remove(client.tenant, subscription);
    if (--subscribed > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function tick(): void {
    for (const subscription of dirty) {
      const client = ready.get(subscription);
      if (client === undefined || isBehind(client)) continue;
      dirty.delete(subscription);
      for (const frame of subscription.take()) client.sink.send(JSON.stringify(frame));
    }
  }

  function isBehind(client: Client): boolean {
    if (client.sink.backlog() <= liveBacklogBytesMax) {
      client.stuckSince = undefined;
      return false;
    }
    client.stuckSince ??= now();
    if (now() - client.stuckSince > liveStuckMs) client.sink.end();
    return true;
  }

  function close(): void {
    clearInterval(timer);
    for (const stop of stops) stop();
    watchList.close();
    for (const client of [...clients]) client.sink.end();
  }
}

function maySee({ access }: Client, device: DeviceRef): boolean {
  return access.may('device.read', device) && access.may('data.query', device);
}
