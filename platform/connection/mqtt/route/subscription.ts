import type { ShareGroup } from './share-group.ts';
import type { SubscribeOptions, Subscriber } from './subscriber.ts';
import { type Wish, wishOf } from './wish.ts';

/** All who subscribed to one filter: by themselves, or as members of groups. */
export class Subscription {
  readonly #wishes = new Map<Subscriber, Wish>();
  #list: readonly Wish[] | undefined;
  /** Replaced by every change, so that routes may share it. */
  groups: readonly ShareGroup[] = [];

  get empty(): boolean {
    return this.#wishes.size === 0 && this.groups.length === 0;
  }

  get size(): number {
    return this.#wishes.size;
  }

  /** Its wishes as a list that never changes; made anew after a change. */
  get wishes(): readonly Wish[] {
    this.#list ??= [...this.#wishes.values()];
    return this.#list;
  }

  has(subscriber: Subscriber): boolean {
    return this.#wishes.has(subscriber);
  }

  set(subscriber: Subscriber, options: SubscribeOptions): void {
    this.#wishes.set(subscriber, wishOf(subscriber, options));
    this.#list = undefined;
  }

  delete(subscriber: Subscriber): boolean {
    this.#list = undefined;
    return this.#wishes.delete(subscriber);
  }
}

/** True when somebody is in more than one of them; asks as few as it can. */
export function overlapping(subscriptions: readonly Subscription[]): boolean {
  if (subscriptions.length < 2) return false;
  const bySize = subscriptions.toSorted((a, b) => b.size - a.size);
  for (let small = 1; small < bySize.length; small++) {
    for (const { subscriber } of (bySize[small] as Subscription).wishes) {
      for (let large = 0; large < small; large++) if (bySize[large]?.has(subscriber) === true) return true;
    }
  }
  return false;
}
