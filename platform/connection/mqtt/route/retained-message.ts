import { Message } from './message.ts';

/**
 * A message as it is kept for years: its bytes as strings, of which a million cost far less than as many buffers, and which keep no buffer
 * of others alive; without its source, whose session may be long gone.
 */
export class RetainedMessage {
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  /** ms since the epoch; 0 where it never expires. */
  readonly expiresAt: number;
  readonly #tenant: string;
  readonly #payload: string;
  readonly #forwarded: string;

  constructor({ tenant, topic, qos, expiresAt, payload, forwarded }: Message) {
    this.topic = topic;
    this.qos = qos;
    this.expiresAt = expiresAt;
    this.#tenant = tenant;
    this.#payload = payload.toString('latin1');
    this.#forwarded = forwarded.toString('latin1');
  }

  /** What it counts against the bound on bytes. */
  get bytes(): number {
    return this.topic.length + this.#payload.length + this.#forwarded.length;
  }

  expired(now: number): boolean {
    return this.expiresAt !== 0 && now >= this.expiresAt;
  }

  /** As a message to send. */
  open(): Message {
    const payload = Buffer.from(this.#payload, 'latin1');
    return new Message(
      this.#tenant,
      this.topic,
      payload,
      this.qos,
      true,
      Buffer.from(this.#forwarded, 'latin1'),
      this.expiresAt,
      undefined,
    );
  }
}
