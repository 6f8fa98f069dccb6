import type { ShareGroup } from './share-group.ts';
import type { SubscribeOptions, Subscriber } from './subscriber.ts';
import { type Wish, wishOf } from './wish.ts';

const nobody: readonly Wish[] = [];
const noGroups: readonly ShareGroup[] = [];
/** From so many subscribers on they are found by a map; most filters have one. */
const mapFrom = 8;

/** All who subscribed to one filter: by themselves, or as members of groups. */
export class Subscription {
  /** A list that never changes, so that routes may share it; replaced by every change, made anew where a map has the truth. */
  #list: readonly Wish[] | undefined = nobody;
  #map: Map<Subscriber, Wish> | undefined;
  /** Replaced by every change. */
  groups: readonly ShareGroup[] = noGroups;

  get empty(): boolean {
    return this.size === 0 && this.groups.length === 0;
  }

  get size(): number {
    return this.#map?.size ?? this.wishes.length;
  }

  get wishes(): readonly Wish[] {
    this.#list ??= [...(this.#map?.values() ?? nobody)];
    return this.#list;
  }

  has(subscriber: Subscriber): boolean {
    return this.#map === undefined ? this.wishes.some((wish) => wish.subscriber === subscriber) : this.#map.has(subscriber);
  }

  set(subscriber: Subscriber, options: SubscribeOptions): void {
    const wish = wishOf(subscriber, options);
    if (this.#map === undefined && this.size >= mapFrom) this.#map = new Map(this.wishes.map((known) => [known.subscriber, known]));
    if (this.#map === undefined) this.#list = [...this.#without(subscriber), wish];
    else {
      this.#map.set(subscriber, wish);
      this.#list = undefined;
    }
  }

  delete(subscriber: Subscriber): boolean {
    const before = this.size;
    if (this.#map === undefined) this.#list = this.#without(subscriber);
    else if (this.#map.delete(subscriber)) this.#list = undefined;
    return this.size < before;
  }

  #without(subscriber: Subscriber): readonly Wish[] {
    return this.wishes.filter((wish) => wish.subscriber !== subscriber);
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
