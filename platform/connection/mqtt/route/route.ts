// Hot path: bench/ingest. Who gets what is published on one topic, put together once per topic.
import type { Message } from './message.ts';
import type { ShareGroup } from './share-group.ts';
import type { Subscriber } from './subscriber.ts';
import type { Wish } from './wish.ts';

const noIds: readonly number[] = [];

/** The subscribers and groups of one topic. Its lists never change, so that they may be shared and nothing that a delivery does disturbs it. */
export class Route {
  /** One list per matching filter, or one for all where a subscriber is in several. */
  readonly #lists: readonly (readonly Wish[])[];
  readonly #groups: readonly ShareGroup[];

  constructor(lists: readonly (readonly Wish[])[], groups: readonly ShareGroup[]) {
    this.#lists = lists;
    this.#groups = groups;
  }

  /** To all in the order in which messages come, so that each topic stays in order [MQTT-4.6.0-5]. */
  deliver(message: Message): void {
    for (let i = 0; i < this.#lists.length; i++) deliverToAll(this.#lists[i] as readonly Wish[], message);
    for (let i = 0; i < this.#groups.length; i++) deliverToGroup(this.#groups[i] as ShareGroup, message, undefined);
  }
}

function deliverToAll(wishes: readonly Wish[], message: Message): void {
  const { qos: published, source, topic } = message;
  for (let i = 0; i < wishes.length; i++) {
    const { subscriber, want, own } = wishes[i] as Wish;
    // [MQTT5-3.8.3-3]
    const wanted = subscriber === source ? own : want;
    if (wanted === undefined || !subscriber.mayReceive(topic)) continue;
    // [MQTT-3.3.1-9] [MQTT5-3.3.1-12]: a message that is not sent because it was retained does not say so, unless asked to [MQTT5-3.3.1-13].
    const retain = wanted.retainAsPublished && message.retain;
    subscriber.deliver(message, lower(wanted.qos, published), retain, wanted.ids, undefined);
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

/** What is granted never exceeds what was published, nor the other way round [MQTT-3.8.4-6] [MQTT5-3.8.4-8] [MQTT5-4.8.2-3]. */
function lower(a: 0 | 1 | 2, b: 0 | 1 | 2): 0 | 1 | 2 {
  return a < b ? a : b;
}
