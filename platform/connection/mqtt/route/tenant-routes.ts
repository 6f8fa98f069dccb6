// Hot path: bench/ingest. What nobody subscribed to costs one look-up.
import type { Message } from './message.ts';
import { createRetained, type Retained, type RetainedBounds } from './retained.ts';
import { deliverToGroup, Route } from './route.ts';
import { ShareGroup } from './share-group.ts';
import type { SubscribeOptions, Subscriber } from './subscriber.ts';
import { overlapping, Subscription } from './subscription.ts';
import { FilterTree } from './subscription-tree.ts';
import { parseShare } from './topic.ts';
import { mergedWishes, type Wish } from './wish.ts';

/** Topics of one tenant whose subscribers are remembered; beyond it the memory begins anew. */
export const routesCachedMax = 20_000;
/** Subscribers in the lists of remembered topics that are not the list of a filter anyway; beyond it the memory begins anew. */
export const routeWishesCachedMax = 200_000;

/** Where nobody waits. */
export const noRoute = new Route([], []);

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
  redeliver(message: Message, group: ShareGroup, except: Subscriber | undefined): boolean;
  /** The group of a `$share/…` filter, as long as it has members. */
  groupOf(key: string): ShareGroup | undefined;
  readonly retained: Retained;
}

export function createTenantRoutes(now: () => number, bounds: () => RetainedBounds): TenantRoutes {
  const tree = new FilterTree<Subscription>();
  const groups = new Map<string, ShareGroup>();
  const known = new Map<string, Route>();
  const retained = createRetained(now, bounds);
  let version = 0;
  let filters = 0;
  let wishesKnown = 0;

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
    const subscription = tree.at(share?.filter ?? filter, () => new Subscription());
    if (share === undefined) {
      if (!subscription.has(subscriber)) filters++;
      subscription.set(subscriber, options);
    } else {
      let group = groups.get(filter);
      if (group === undefined) {
        group = new ShareGroup(filter);
        groups.set(filter, group);
        subscription.groups = [...subscription.groups, group];
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
    const subscription = tree.get(plain);
    if (subscription === undefined) return;
    if (share === undefined) {
      if (subscription.delete(subscriber)) filters--;
    } else {
      const group = groups.get(filter);
      if (group?.remove(subscriber) === true) filters--;
      if (group?.size === 0) {
        groups.delete(filter);
        subscription.groups = subscription.groups.filter((other) => other !== group);
      }
    }
    if (subscription.empty) tree.delete(plain);
    changed();
  }

  function changed(): void {
    version++;
    forget();
  }

  function forget(): void {
    known.clear();
    wishesKnown = 0;
  }

  function match(topic: string): Route {
    const before = known.get(topic);
    if (before !== undefined) return before;
    const found: Subscription[] = [];
    tree.match(topic, (subscription) => found.push(subscription));
    if (known.size >= routesCachedMax || wishesKnown > routeWishesCachedMax) forget();
    const route =
      found.length === 0
        ? noRoute
        : new Route(
            listsOf(found),
            found.flatMap((subscription) => subscription.groups),
          );
    known.set(topic, route);
    return route;
  }

  /** Lists of filters are shared by all topics that they match; one is made only where somebody would get a message twice. */
  function listsOf(found: readonly Subscription[]): readonly (readonly Wish[])[] {
    const lists = found.filter(({ size }) => size > 0).map(({ wishes }) => wishes);
    if (!overlapping(found)) return lists;
    const merged = mergedWishes(lists);
    wishesKnown += merged.length;
    return [merged];
  }
}
