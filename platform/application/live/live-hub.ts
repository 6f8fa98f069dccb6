import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { LastValues } from '#core/ports/last-values.ts';
import { faultOf } from '../api/problem.ts';
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
  close(): void;
}

export interface LiveHub {
  /** Undefined when there are too many already. */
  connect(tenant: string, sink: LiveSink): LiveConnection | undefined;
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
  return { connect, close };

  function connect(tenant: string, sink: LiveSink): LiveConnection | undefined {
    if (clients.size >= liveConnectionsMax) return undefined;
    const client: Client = { tenant, sink, subscriptions: new Map(), stuckSince: undefined };
    clients.add(client);
    return {
      subscribe: (topic) => subscribe(client, topic),
      unsubscribe: (id) => unsubscribe(client, id),
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
    const subscription = 'fleet' in topic ? new FleetSubscription(topic.id) : new DeviceSubscription(topic);
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
        const found = await Promise.all(names.map((name) => read(client.tenant, name)));
        for (const [i, name] of names.entries()) {
          const values = found[i];
          if (values === undefined) unknown.push(name);
          else snapshot[name] = { values: subscription.snapshot(name, values), online: watchList.online(client.tenant, name) };
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

  async function read(tenant: string, name: string) {
    const device = await directory.device(tenant, name);
    return device === undefined ? undefined : await lastValues.read(device);
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
    watchList.close();
    for (const client of [...clients]) client.sink.end();
  }
}
