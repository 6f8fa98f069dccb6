import type { Message } from './message.ts';
import type { ShareGroup } from './share-group.ts';

/** Whoever holds subscriptions: a session, connected or not. */
export interface Subscriber {
  readonly online: boolean;
  /** Messages in flight and waiting, for shared subscriptions. */
  readonly load: number;
  /** Whether it may still be told of this topic. */
  mayReceive(topic: string): boolean;
  /** Takes one message; `qos` is the lower of what was granted and published, `retain` as its options say. */
  deliver(message: Message, qos: 0 | 1 | 2, retain: boolean, ids: readonly number[], share: ShareGroup | undefined): void;
}

/** How a subscriber wants what matches one filter. */
export interface SubscribeOptions {
  readonly qos: 0 | 1 | 2;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  /** Subscription identifier; 0 for none. */
  readonly id: number;
  /** True where a device wrote the filter with its own full name: its topics are then shown so. */
  readonly fullName?: boolean;
}
