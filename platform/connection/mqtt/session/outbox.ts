// Hot path: bench/ingest. A message that can leave at once is sent from the read buffer; only what must wait or be repeated is kept.
import type { CommitWaiter } from '#core/ports/ingest.ts';
import type { Journal, StoredMessage } from '../journal/journal.ts';
import type { Message } from '../route/message.ts';
import type { ShareGroup } from '../route/share-group.ts';
import { MessageQueue } from './message-queue.ts';
import { type Outgoing, packetIdOf, sizeOf } from './outgoing.ts';
import { Shelf } from './shelf.ts';

/** What the outbox needs of the connection that its session has at the moment. */
export interface Line {
  /** Messages that may be unacknowledged at a time: the peer's Receive Maximum or our bound [MQTT5-4.9.0-1]. */
  readonly window: number;
  /** True while the peer does not take what was sent. */
  readonly blocked: boolean;
  /** False when the message is larger than the peer takes [MQTT5-3.1.2-24]. */
  publish(message: Message, packetId: number, qos: 1 | 2, retain: boolean, duplicate: boolean, ids: readonly number[]): boolean;
  /** Sends PUBREL once the journal's batch is durable (-1: at once). */
  release(packetId: number, reason: number, batch: number): void;
}

export interface OutboxBounds {
  readonly queuedMessagesMax: number;
  readonly queuedBytesMax: number;
}

/** Where an outbox's losses are counted, by reason. */
export type OnDropped = (reason: string) => void;

const noIds: readonly number[] = [];
/** Stands for every QoS 1 message in flight that never has to be sent again. */
const onItsWay: Outgoing = {
  seq: -1,
  message: undefined,
  qos: 1,
  retain: false,
  ids: noIds,
  share: undefined,
  phase: 'sent',
  duplicate: false,
  batch: -1,
};

/** Messages on their way to one session: a window in flight, a bounded queue behind it, both in order [MQTT-4.6.0-6]. */
export class Outbox implements CommitWaiter {
  readonly #inflight = new Map<number, Outgoing>();
  readonly #queue = new MessageQueue<Outgoing>();
  readonly #journal: Journal | undefined;
  readonly #id: number;
  readonly #bounds: OutboxBounds;
  readonly #dropped: OnDropped;
  readonly #now: () => number;
  #line: Line | undefined;
  #shelf: Shelf | undefined;
  #loading = false;
  #nextSeq: number;
  #sentUpTo = -1;
  #queuedBytes = 0;
  #durable = -1;
  /** Called when everything that waited is sent. */
  room = (): void => {};

  /** `journal` is undefined for a session that ends with its connection. `shelf` is what a start of the platform found. */
  constructor(
    journal: Journal | undefined,
    id: number,
    nextSeq: number,
    bounds: OutboxBounds,
    dropped: OnDropped,
    now: () => number,
    shelf?: Shelf,
  ) {
    this.#journal = journal;
    this.#id = id;
    this.#nextSeq = nextSeq;
    this.#bounds = bounds;
    this.#dropped = dropped;
    this.#now = now;
    this.#shelf = shelf;
  }

  get inflight(): number {
    return this.#inflight.size;
  }

  get queued(): number {
    return this.#shelf?.length ?? this.#queue.length;
  }

  /** Takes a copy of the message only when it has to wait or might have to be sent again. */
  push(message: Message, qos: 1 | 2, retain: boolean, ids: readonly number[], share: ShareGroup | undefined): void {
    const seq = this.#nextSeq++;
    let batch = -1;
    if (this.#journal !== undefined) {
      this.#journal.enqueue(this.#id, seq, message.keep(), qos, retain, ids, share?.key);
      // The packet identifier of QoS 2 must be durable before the peer sees it, else a restart would deliver twice.
      if (qos === 2) {
        batch = this.#journal.batch;
        this.#journal.await(this);
      }
      if (this.#shelf !== undefined && !this.#loading) {
        this.#shelf.push(seq, sizeOf(message));
        this.#boundShelf(this.#shelf);
        return;
      }
    }
    const line = this.#line;
    if (line !== undefined && !this.#loading && batch === -1 && this.#queue.length === 0 && this.#hasRoom(line, seq)) {
      this.#send(line, seq, message, qos, retain, ids, share);
      return;
    }
    this.#queue.push({ seq, message: message.keep(), qos, retain, ids, share, phase: 'queued', duplicate: false, batch });
    this.#queuedBytes += sizeOf(message);
    while (this.#queue.length > this.#bounds.queuedMessagesMax || this.#queuedBytes > this.#bounds.queuedBytesMax) this.#dropOldest();
  }

  /** A batch of the journal is durable: what waited for it may leave. */
  committed(batch: number): void {
    this.#durable = batch;
    this.pump();
  }

  /** Sends what there is room for; nothing but publications waits here [MQTT5-3.3.4-10] [MQTT5-4.9.0-3]. */
  pump(): void {
    const line = this.#line;
    if (line === undefined || this.#loading) return;
    for (let next = this.#queue.first; next !== undefined; next = this.#queue.first) {
      if (!this.#hasRoom(line, next.seq) || (next.batch !== -1 && ((next.batch - this.#durable) | 0) > 0)) return;
      this.#queue.shift();
      const message = next.message as Message;
      this.#queuedBytes -= sizeOf(message);
      // Of what was sent already its receiver may be halfway through an exchange [MQTT5-4.3.3-7].
      if (!next.duplicate && message.expired(this.#now())) this.#drop(next.seq, 'message-expired');
      else this.#send(line, next.seq, message, next.qos, next.retain, next.ids, next.share, next.duplicate);
    }
    this.room();
  }

  /** PUBACK [MQTT5-4.3.2-3], or PUBREC with an error [MQTT5-4.4.0-2] [MQTT5-4.8.2-6], or PUBCOMP [MQTT5-4.3.3-5]: done with it. False for an identifier that is not in flight. */
  finished(packetId: number): boolean {
    const entry = this.#inflight.get(packetId);
    if (entry === undefined) return false;
    this.#inflight.delete(packetId);
    this.#journal?.dequeue(this.#id, entry.seq);
    this.pump();
    return true;
  }

  /** PUBREC: from now on only the identifier counts [MQTT-4.3.3-1] [MQTT5-4.3.3-3] [MQTT5-4.3.3-6]. False for one that is not in flight. */
  received(packetId: number): boolean {
    const entry = this.#inflight.get(packetId);
    if (entry === undefined) return false;
    if (entry.phase !== 'released') {
      this.#inflight.set(packetId, { ...entry, message: undefined, phase: 'released' });
      this.#journal?.releasing(this.#id, entry.seq);
    }
    // [MQTT5-4.3.3-4]
    this.#line?.release(packetId, 0, this.#journal?.batch ?? -1);
    return true;
  }

  /** The session has a connection (again). What the journal holds follows by `loaded`, if it holds any. */
  attach(line: Line): void {
    this.#line = line;
    this.#loading = this.#shelf !== undefined && this.#shelf.length > 0;
    if (!this.#loading) this.#shelf = undefined;
  }

  /** True while `loaded` is awaited. */
  get loading(): boolean {
    return this.#loading;
  }

  /** Takes what the journal held, in order, sends again what may have been sent [MQTT-4.4.0-1], in order [MQTT-4.6.0-1] and with DUP [MQTT-3.3.1-1], and goes on. */
  loaded(stored: readonly StoredMessage[], groupOf: (key: string) => ShareGroup | undefined, mayReceive: (topic: string) => boolean): void {
    const line = this.#line;
    const sentUpTo = this.#shelf?.sentUpTo ?? -1;
    this.#shelf = undefined;
    this.#loading = false;
    if (line === undefined) return;
    const arrived = this.#queue.drain();
    this.#queuedBytes = 0;
    for (const { seq, message, qos, retain, ids, share, released } of stored) {
      const phase = released ? ('released' as const) : ('queued' as const);
      const group = share === undefined ? undefined : groupOf(share);
      const entry: Outgoing = { seq, message, qos, retain, ids, share: group, phase, duplicate: seq <= sentUpTo, batch: -1 };
      if (released) {
        this.#inflight.set(packetIdOf(seq), entry);
        line.release(packetIdOf(seq), 0, -1);
      } else if (mayReceive(message.topic)) this.#hold(entry);
      else this.#drop(seq, 'not-allowed');
    }
    // What came while the journal was read may be among what was read.
    const read = stored.at(-1)?.seq ?? -1;
    for (const entry of arrived) if (entry.seq > read) this.#hold(entry);
    this.#sentUpTo = sentUpTo;
    this.pump();
  }

  /** The connection is gone and the session lives on: only the journal keeps the content. */
  shelve(): void {
    this.#line = undefined;
    // Still unread: what is on the shelf is all in the journal, and what arrived meanwhile too.
    const shelf = this.#loading ? this.#shelf : undefined;
    const arrived = this.#queue.drain();
    this.#loading = false;
    this.#queuedBytes = 0;
    const entries = [...this.#inflight.values(), ...arrived];
    this.#inflight.clear();
    if (shelf !== undefined) {
      for (const { seq, message } of arrived) shelf.push(seq, message === undefined ? 0 : sizeOf(message));
      return;
    }
    const sizes = entries.map(({ message }) => (message === undefined ? 0 : sizeOf(message)));
    this.#shelf = new Shelf(
      entries.map(({ seq }) => seq),
      sizes,
      this.#sentUpTo,
    );
  }

  /** What lies in the journal alone: the highest number of it that was sent; undefined when there is nothing. */
  get shelvedUpTo(): number | undefined {
    return this.#shelf === undefined || this.#shelf.length === 0 ? undefined : this.#shelf.sentUpTo;
  }

  /** What was given to this session as a member of a group and never acknowledged, QoS 2 only if never sent [MQTT5-4.8.2-5]. */
  handOn(): readonly Outgoing[] {
    const all = [...this.#inflight.values(), ...this.#queue.list()];
    return all.filter(
      ({ share, message, qos, phase }) => share !== undefined && message !== undefined && (qos === 1 || phase === 'queued'),
    );
  }

  #hold(entry: Outgoing): void {
    this.#queue.push(entry);
    this.#queuedBytes += entry.message === undefined ? 0 : sizeOf(entry.message);
  }

  /** [MQTT5-3.3.4-9] [MQTT5-4.9.0-2]; an identifier in use is not given again [MQTT-4.3.2-1] [MQTT5-4.3.2-1] [MQTT5-4.3.3-1]. */
  #hasRoom(line: Line, seq: number): boolean {
    return this.#inflight.size < line.window && !line.blocked && !this.#inflight.has(packetIdOf(seq));
  }

  #send(
    line: Line,
    seq: number,
    message: Message,
    qos: 1 | 2,
    retain: boolean,
    ids: readonly number[],
    share: ShareGroup | undefined,
    duplicate = false,
  ): void {
    const packetId = packetIdOf(seq);
    // DUP is ours alone to decide [MQTT-3.3.1-3] [MQTT5-4.3.2-2] [MQTT5-4.3.3-2]; what is too large counts as sent [MQTT5-3.1.2-25].
    if (!line.publish(message, packetId, qos, retain, duplicate, ids)) {
      this.#drop(seq, 'packet-too-large');
      return;
    }
    this.#sentUpTo = Math.max(this.#sentUpTo, seq);
    const plain = this.#journal === undefined && share === undefined && qos === 1;
    this.#inflight.set(
      packetId,
      plain ? onItsWay : { seq, message: message.keep(), qos, retain, ids, share, phase: 'sent', duplicate, batch: -1 },
    );
  }

  #dropOldest(): void {
    const oldest = this.#queue.shift();
    if (oldest === undefined) return;
    this.#queuedBytes -= sizeOf(oldest.message as Message);
    this.#drop(oldest.seq, 'queue-full');
  }

  #boundShelf(shelf: Shelf): void {
    while (shelf.unsent > this.#bounds.queuedMessagesMax || shelf.bytes > this.#bounds.queuedBytesMax) {
      const seq = shelf.shift();
      if (seq === undefined) return;
      this.#drop(seq, 'queue-full');
    }
  }

  #drop(seq: number, reason: string): void {
    this.#journal?.dequeue(this.#id, seq);
    this.#dropped(reason);
  }
}
