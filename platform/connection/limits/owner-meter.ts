// Hot path: bench/ingest. Asked once per message; no promise, closure or object comes of that.
import type { ConnectionLimits } from './connection-limits.ts';
import type { RateMeter } from './guard.ts';
import { Pace } from './pace.ts';

/** Messages and bytes at once: what this many seconds bring. */
const rateBurstS = 5;
/** Bytes that weigh as much as a message where it is asked who sends most. */
const bytesPerMessageWeight = 1024;

/** Milliseconds since the program began, which nobody sets back; moved by a timer, so that reading it costs nothing. */
export interface CoarseClock {
  now: number;
}

const names = {
  device: { messages: 'device.messagesPerSecond', bytes: 'device.bytesPerSecond' },
  application: { messages: 'application.messagesPerSecond', bytes: 'application.bytesPerSecond' },
} as const;

/** What one device or application may send, over all its connections. */
export class OwnerMeter implements RateMeter {
  readonly #clock: CoarseClock;
  readonly #names: (typeof names)['device' | 'application'];
  readonly #messages = new Pace(Number.POSITIVE_INFINITY, 1);
  readonly #bytes = new Pace(Number.POSITIVE_INFINITY, 1);
  #messagesSeen = 0;
  #bytesSeen = 0;
  #heldUntil = 0;
  /** Connections that hold it. */
  connections = 0;
  limit = '';
  holds = false;

  constructor(kind: 'device' | 'application', clock: CoarseClock, limits: ConnectionLimits) {
    this.#clock = clock;
    this.#names = names[kind];
    this.setLimits(kind, limits);
  }

  take(bytes: number): number {
    const { now } = this.#clock;
    if (this.#heldUntil > now) return this.#refuse('overload.talkers', this.#heldUntil - now, true);
    const forMessages = this.#messages.waitMs(now);
    if (forMessages > 0) return this.#refuse(this.#names.messages, forMessages, false);
    const forBytes = this.#bytes.waitMs(now);
    if (forBytes > 0) return this.#refuse(this.#names.bytes, forBytes, false);
    this.#messages.take(now, 1);
    this.#bytes.take(now, bytes);
    this.#messagesSeen++;
    this.#bytesSeen += bytes;
    return 0;
  }

  giveBack(bytes: number): void {
    this.#messages.giveBack(1);
    this.#bytes.giveBack(bytes);
    this.#messagesSeen--;
    this.#bytesSeen -= bytes;
  }

  setLimits(kind: 'device' | 'application', limits: ConnectionLimits): void {
    const messages = kind === 'device' ? limits.deviceMessagesPerSecondMax : limits.applicationMessagesPerSecondMax;
    const bytes = kind === 'device' ? limits.deviceBytesPerSecondMax : limits.applicationBytesPerSecondMax;
    this.#messages.set(messages, messages * rateBurstS);
    this.#bytes.set(bytes, bytes * rateBurstS);
  }

  /** How much it sent since the last time that this was asked, in messages; bytes count too. */
  takeWeight(): number {
    const weight = this.#messagesSeen + this.#bytesSeen / bytesPerMessageWeight;
    this.#messagesSeen = 0;
    this.#bytesSeen = 0;
    return weight;
  }

  /** Takes nothing until then. */
  holdUntil(ms: number): void {
    this.#heldUntil = ms;
  }

  /** True when it may be forgotten: one that is made anew is no different. */
  isIdle(): boolean {
    const { now } = this.#clock;
    return this.connections === 0 && this.#heldUntil <= now && this.#messages.isFull(now) && this.#bytes.isFull(now);
  }

  #refuse(limit: string, waitMs: number, holds: boolean): number {
    this.limit = limit;
    this.holds = holds;
    return waitMs;
  }
}
