// Hot path: bench/ingest. What nobody subscribed to costs one look-up.
import type { Message } from './message.ts';
import { createRetained, type Retained } from './retained.ts';
import { deliverToGroup, Route } from './route.ts';
import { ShareGroup } from './share-group.ts';
import type { SubscribeOptions, Subscriber } from './subscriber.ts';
import { FilterTree } from './subscription-tree.ts';
import { parseShare } from './topic.ts';

/** Topics whose subscribers are remembered; beyond it the memory begins anew. */
export const routesCachedMax = 20_000;

/** Where nobody waits. */
export const noRoute = new Route();

/** The subscriptions of one tenant and what it has retained. */
export interface TenantRoutes {
  /** Grows with every change, so that routes that were remembered are asked for anew. */
  readonly version: number;
  readonly filters: number;
  subscribe(subscriber: Subscriber, filter: string, options: SubscribeOptions): void;
  unsubscribe(subscriber: Subscriber, filter: string): void;
  /** `noRoute` when nobody wants it. */
  match(topic: string): Route;
  /** Hands on what a member of a group did not acknowledge; false when nobody else is there. */
  redeliver(message: Message, group: ShareGroup, except: Subscriber): boolean;
  /** The group of a `$share/…` filter, as long as it has members. */
  groupOf(key: string): ShareGroup | undefined;
  readonly retained: Retained;
}

interface Entry {
  readonly subscribers: Map<Subscriber, SubscribeOptions>;
  readonly groups: ShareGroup[];
}

export function createTenantRoutes(now: () => number): TenantRoutes {
  const tree = new FilterTree<Entry>();
  const groups = new Map<string, ShareGroup>();
  const known = new Map<string, Route>();
  const retained = createRetained(now);
  let version = 0;
  let filters = 0;

  return {
    get version() {
      return version;
    },
    get filters() {
      return filters;
    },
    subscribe,
    unsubscribe,
    match,
    redeliver: (message, group, except) => deliverToGroup(group, message, except),
    groupOf: (key) => groups.get(key),
    retained,
  };

  function subscribe(subscriber: Subscriber, filter: string, options: SubscribeOptions): void {
    const share = parseShare(filter);
    const entry = tree.at(share?.filter ?? filter, emptyEntry);
    if (share === undefined) {
      if (!entry.subscribers.has(subscriber)) filters++;
      entry.subscribers.set(subscriber, options);
    } else {
      let group = groups.get(filter);
      if (group === undefined) {
        group = new ShareGroup(filter);
        groups.set(filter, group);
        entry.groups.push(group);
      }
      const before = group.size;
      group.add(subscriber, options);
      filters += group.size - before;
    }
    changed();
  }

  function unsubscribe(subscriber: Subscriber, filter: string): void {
    const share = parseShare(filter);
    const plain = share?.filter ?? filter;
    const entry = tree.get(plain);
    if (entry === undefined) return;
    if (share === undefined) {
      if (entry.subscribers.delete(subscriber)) filters--;
    } else {
      const group = groups.get(filter);
      if (group?.remove(subscriber) === true) filters--;
      if (group !== undefined && group.size === 0) {
        groups.delete(filter);
        entry.groups.splice(entry.groups.indexOf(group), 1);
      }
    }
    if (entry.subscribers.size === 0 && entry.groups.length === 0) tree.delete(plain);
    changed();
  }

  function changed(): void {
    version++;
    known.clear();
  }

  function match(topic: string): Route {
    const before = known.get(topic);
    if (before !== undefined) return before;
    const route = new Route();
    tree.match(topic, ({ subscribers, groups: shared }) => {
      for (const [subscriber, options] of subscribers) route.add(subscriber, options);
      for (const group of shared) route.addGroup(group);
    });
    const found = route.empty ? noRoute : route;
    if (known.size >= routesCachedMax) known.clear();
    known.set(topic, found);
    return found;
  }
}

function emptyEntry(): Entry {
  return { subscribers: new Map(), groups: [] };
}
