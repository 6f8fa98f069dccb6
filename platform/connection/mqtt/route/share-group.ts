import type { SubscribeOptions, Subscriber } from './subscriber.ts';

interface Member {
  readonly subscriber: Subscriber;
  options: SubscribeOptions;
}

/** The members of one `$share/{group}/{filter}`: each message goes to one of them, which has it completed when it returns [MQTT5-4.8.2-4]. */
export class ShareGroup {
  /** The whole filter, by which it is found again. */
  readonly key: string;
  readonly #members: Member[] = [];
  #next = 0;

  constructor(key: string) {
    this.key = key;
  }

  get size(): number {
    return this.#members.length;
  }

  /** Adds a member, or changes what it wants. */
  add(subscriber: Subscriber, options: SubscribeOptions): void {
    const known = this.#members.find((member) => member.subscriber === subscriber);
    if (known === undefined) this.#members.push({ subscriber, options });
    else known.options = options;
  }

  remove(subscriber: Subscriber): boolean {
    const at = this.#members.findIndex((member) => member.subscriber === subscriber);
    if (at === -1) return false;
    this.#members.splice(at, 1);
    return true;
  }

  /** The member that is connected and has least to do, in turns; of those that are away one only when nobody is connected. */
  pick(topic: string, except: Subscriber | undefined): Member | undefined {
    const members = this.#members;
    let best: Member | undefined;
    let bestLoad = Number.POSITIVE_INFINITY;
    let bestOnline = false;
    const start = this.#next++;
    for (let i = 0; i < members.length; i++) {
      const member = members[(start + i) % members.length] as Member;
      const { subscriber } = member;
      if (subscriber === except || (bestOnline && !subscriber.online)) continue;
      const load = subscriber.load;
      const better = (subscriber.online && !bestOnline) || load < bestLoad;
      if (!better || !subscriber.mayReceive(topic)) continue;
      best = member;
      bestLoad = load;
      bestOnline = subscriber.online;
    }
    return best;
  }
}
