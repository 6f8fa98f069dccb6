import { inflightMessagesMax, queuedMessagesMax } from './limits.ts';
import { encodePublish } from './packet/publish.ts';

interface Message {
  readonly topic: string;
  readonly payload: Buffer;
}

/** Messages on their way to one session: a window in flight, a bounded queue behind it, both in order. */
export class Outbox {
  readonly #send: (packet: Buffer) => void;
  readonly #inflight = new Set<number>();
  readonly #queue: Message[] = [];
  #lastId = 0;
  /** Messages dropped because the queue was full. */
  dropped = 0;

  constructor(send: (packet: Buffer) => void) {
    this.#send = send;
  }

  /** Takes a copy of `payload` only when the message has to wait. */
  deliver(topic: string, payload: Buffer, qos: 0 | 1): void {
    if (qos === 0) {
      this.#send(encodePublish(topic, payload, 0));
    } else if (this.#inflight.size < inflightMessagesMax && this.#queue.length === 0) {
      this.#sendNext(topic, payload);
    } else {
      if (this.#queue.length >= queuedMessagesMax) {
        this.#queue.shift();
        this.dropped++;
      }
      this.#queue.push({ topic, payload: Buffer.from(payload) });
    }
  }

  /** The peer has the message; the next waiting one goes out. Unknown identifiers are ignored. */
  acknowledged(packetId: number): void {
    if (!this.#inflight.delete(packetId)) return;
    const next = this.#queue.shift();
    if (next !== undefined) this.#sendNext(next.topic, next.payload);
  }

  #sendNext(topic: string, payload: Buffer): void {
    do this.#lastId = (this.#lastId % 0xffff) + 1;
    while (this.#inflight.has(this.#lastId));
    this.#inflight.add(this.#lastId);
    this.#send(encodePublish(topic, payload, this.#lastId));
  }
}
