import { Message } from './message.ts';
import type { ShareGroup } from './share-group.ts';
import type { SubscribeOptions, Subscriber } from './subscriber.ts';

/** Room for all that a test retains. */
export const roomy = () => ({ retainedMessagesMax: 1_000, retainedBytesMax: 1_000_000 });

/** Options of a plain subscription, with what a test is about. */
export function options(given: Partial<SubscribeOptions> = {}): SubscribeOptions {
  return { qos: 2, noLocal: false, retainAsPublished: false, id: 0, ...given };
}

export function message(
  topic: string,
  payload = 'x',
  given: { qos?: 0 | 1 | 2; retain?: boolean; expiresAt?: number; source?: Subscriber } = {},
) {
  const { qos = 0, retain = false, expiresAt = 0, source } = given;
  return new Message('default', topic, Buffer.from(payload), qos, retain, Buffer.alloc(0), expiresAt, source);
}

interface Delivery {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly ids: readonly number[];
  readonly share: ShareGroup | undefined;
}

/** A subscriber that writes down what it gets. */
export class Collector implements Subscriber {
  online = true;
  load = 0;
  refuses = (_topic: string): boolean => false;
  readonly got: Delivery[] = [];

  mayReceive(topic: string): boolean {
    return !this.refuses(topic);
  }

  deliver({ topic, payload }: Message, qos: 0 | 1 | 2, retain: boolean, ids: readonly number[], share: ShareGroup | undefined): void {
    this.got.push({ topic, payload: payload.toString(), qos, retain, ids, share });
  }
}
