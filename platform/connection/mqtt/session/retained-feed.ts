import type { RetainedMessage } from '../route/retained-message.ts';
import type { ClientSession } from './client-session.ts';

/** Retained messages for a new subscription that may wait in its session's queue; the others follow as these are acknowledged. */
const retainedAheadMax = 64;
/** Retained messages that are looked at in one turn of the event loop. */
const retainedPerTurnMax = 1_000;

interface Stream {
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  readonly ids: readonly number[];
  readonly messages: Generator<RetainedMessage, undefined>;
}

/**
 * Brings a session the retained messages of its new subscriptions at the pace at which its client takes them, so that no queue overflows
 * however many there are.
 */
export class RetainedFeed {
  readonly #session: ClientSession;
  readonly #streams: Stream[] = [];
  #scheduled = false;

  constructor(session: ClientSession) {
    this.#session = session;
  }

  /** Subscribing to a filter again begins anew. */
  add(filter: string, qos: 0 | 1 | 2, ids: readonly number[]): void {
    const before = this.#streams.findIndex((stream) => stream.filter === filter);
    if (before !== -1) this.#streams.splice(before, 1);
    this.#streams.push({ filter, qos, ids, messages: this.#session.routes.retained.match(filter) });
    this.pump();
  }

  /** Sends what there is room for. */
  pump(): void {
    if (this.#scheduled) return;
    for (let looked = 0; this.#streams.length > 0 && this.#hasRoom(); looked++) {
      if (looked === retainedPerTurnMax) {
        this.#pumpLater();
        return;
      }
      this.#deliverNext();
    }
  }

  /** The client is gone: what its session can keep for it goes to the queue. */
  settle(room: number): void {
    for (let left = room; this.#streams.length > 0 && left > 0; left--) this.#deliverNext();
    this.#streams.length = 0;
  }

  #deliverNext(): void {
    const { filter, qos, ids, messages } = this.#streams[0] as Stream;
    const session = this.#session;
    const next = session.subscriptions.has(filter) ? messages.next().value : undefined;
    if (next === undefined) this.#streams.shift();
    // Marked as retained [MQTT-3.3.1-8].
    else if (session.mayReceive(next.topic)) session.deliver(next.open(), Math.min(qos, next.qos) as 0 | 1 | 2, true, ids, undefined);
  }

  #hasRoom(): boolean {
    const { line, queued } = this.#session;
    return line !== undefined && !line.blocked && queued < retainedAheadMax;
  }

  #pumpLater(): void {
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.pump();
    });
  }
}
