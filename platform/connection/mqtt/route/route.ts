// Hot path: bench/ingest. Who gets what is published on one topic, put together once per topic.
import type { Message } from './message.ts';
import type { ShareGroup } from './share-group.ts';
import type { SubscribeOptions, Subscriber } from './subscriber.ts';

const noIds: readonly number[] = [];

interface Wish {
  readonly subscriber: Subscriber;
  qos: 0 | 1 | 2;
  noLocal: boolean;
  retainAsPublished: boolean;
  ids: readonly number[];
}

/** The subscribers and groups of one topic. */
export class Route {
  readonly #wishes: Wish[] = [];
  readonly #bySubscriber = new Map<Subscriber, Wish>();
  readonly #groups: ShareGroup[] = [];

  get empty(): boolean {
    return this.#wishes.length === 0 && this.#groups.length === 0;
  }

  /** Overlapping filters of one subscriber make one delivery, with the highest QoS and all identifiers (§3.3.4) [MQTT-3.3.5-1]. */
  add(subscriber: Subscriber, { qos, noLocal, retainAsPublished, id }: SubscribeOptions): void {
    const known = this.#bySubscriber.get(subscriber);
    if (known === undefined) {
      const wish = { subscriber, qos, noLocal, retainAsPublished, ids: id === 0 ? noIds : [id] };
      this.#wishes.push(wish);
      this.#bySubscriber.set(subscriber, wish);
      return;
    }
    known.qos = Math.max(known.qos, qos) as 0 | 1 | 2;
    // One that wants its own messages gets them.
    known.noLocal &&= noLocal;
    known.retainAsPublished ||= retainAsPublished;
    if (id !== 0) known.ids = [...known.ids, id];
  }

  addGroup(group: ShareGroup): void {
    this.#groups.push(group);
  }

  deliver(message: Message): void {
    const wishes = this.#wishes;
    const { qos: published, source, topic } = message;
    for (let i = 0; i < wishes.length; i++) {
      const { subscriber, qos, noLocal, retainAsPublished, ids } = wishes[i] as Wish;
      // [MQTT5-3.8.3-3]
      if ((noLocal && subscriber === source) || !subscriber.mayReceive(topic)) continue;
      // [MQTT-3.3.1-9]: a message that is not sent because it was retained does not say so, unless asked to [MQTT5-3.3.1-13].
      const retain = retainAsPublished && message.retain;
      subscriber.deliver(message, lower(qos, published), retain, ids, undefined);
    }
    for (let i = 0; i < this.#groups.length; i++) deliverToGroup(this.#groups[i] as ShareGroup, message, undefined);
  }
}

/** Gives a message to one member of a group; false when there is nobody but `except`. */
export function deliverToGroup(group: ShareGroup, message: Message, except: Subscriber | undefined): boolean {
  const member = group.pick(message.topic, except);
  if (member === undefined) return false;
  const { qos, retainAsPublished, id } = member.options;
  const granted = lower(qos, message.qos);
  member.subscriber.deliver(message, granted, retainAsPublished && message.retain, id === 0 ? noIds : [id], group);
  return true;
}

function lower(a: 0 | 1 | 2, b: 0 | 1 | 2): 0 | 1 | 2 {
  return Math.min(a, b) as 0 | 1 | 2;
}
