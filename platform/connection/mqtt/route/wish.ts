import type { SubscribeOptions, Subscriber } from './subscriber.ts';

/** How a message is to be delivered. */
export interface Want {
  readonly qos: 0 | 1 | 2;
  readonly retainAsPublished: boolean;
  readonly ids: readonly number[];
}

/** What one subscriber wants of one topic. */
export interface Wish {
  readonly subscriber: Subscriber;
  readonly want: Want;
  /** The same for what it published itself; undefined where it wants none of that. */
  readonly own: Want | undefined;
}

const noIds: readonly number[] = [];

/** The wish that comes of one filter. */
export function wishOf(subscriber: Subscriber, { qos, noLocal, retainAsPublished, id }: SubscribeOptions): Wish {
  const want = { qos, retainAsPublished, ids: id === 0 ? noIds : [id] };
  return { subscriber, want, own: noLocal ? undefined : want };
}

/**
 * All wishes as one list in which nobody is twice: overlapping filters of one subscriber make one delivery, with the highest QoS and all
 * identifiers [MQTT-3.3.5-1] [MQTT5-3.3.4-2] [MQTT5-3.3.4-3] [MQTT5-3.3.4-4].
 */
export function mergedWishes(lists: readonly (readonly Wish[])[]): readonly Wish[] {
  const merged = new Map<Subscriber, Wish>();
  for (const wishes of lists) {
    for (const wish of wishes) {
      const known = merged.get(wish.subscriber);
      merged.set(wish.subscriber, known === undefined ? wish : bothWishes(known, wish));
    }
  }
  return [...merged.values()];
}

function bothWishes(a: Wish, b: Wish): Wish {
  const own = a.own === undefined ? b.own : b.own === undefined ? a.own : both(a.own, b.own);
  return { subscriber: a.subscriber, want: both(a.want, b.want), own };
}

function both(a: Want, b: Want): Want {
  const qos = Math.max(a.qos, b.qos) as 0 | 1 | 2;
  const ids = a.ids.length === 0 ? b.ids : [...a.ids, ...b.ids];
  return { qos, retainAsPublished: a.retainAsPublished || b.retainAsPublished, ids };
}
