// Hot path: bench/journal. Per thing what it shall be in the end: what was undone before it was written never is.
import type { CommitWaiter } from '#core/ports/ingest.ts';
import type { Message } from '../route/message.ts';
import type { SubscribeOptions } from '../route/subscriber.ts';
import type { PendingWill } from '../session/pending-will.ts';
import type { StoredSession } from './journal.ts';

export interface QueuedRow {
  readonly id: number;
  readonly seq: number;
  readonly message: Message;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly ids: readonly number[];
  readonly share: string | undefined;
  released: boolean;
}

interface RetainedRow {
  readonly tenant: string;
  readonly topic: string;
  /** Undefined where it is deleted. */
  readonly message: Message | undefined;
}

/** What is written together. */
export class Batch {
  readonly waiters = new Set<CommitWaiter>();
  readonly opened = new Map<number, StoredSession>();
  readonly closed = new Map<number, { readonly expiresAt: number; readonly will: PendingWill | undefined }>();
  readonly ended = new Set<number>();
  /** By session, by filter; undefined where it is taken back. */
  readonly subscriptions = new Map<number, Map<string, SubscribeOptions | undefined>>();
  readonly queued = new Map<number, Map<number, QueuedRow>>();
  readonly dequeued = new Map<number, number[]>();
  readonly released = new Map<number, number[]>();
  /** By session, by packet identifier: whether it is taken. */
  readonly inbound = new Map<number, Map<number, boolean>>();
  /** By tenant and topic. */
  readonly retained = new Map<string, RetainedRow>();
  /** What was appended and not taken back; a bound, not a count of rows. */
  rows = 0;
  bytes = 0;

  /** True when there is nothing to write. */
  get empty(): boolean {
    return this.retained.size === 0 && this.#perSession().every(({ size }) => size === 0);
  }

  open(session: StoredSession): void {
    // What was closed before is open again.
    this.closed.delete(session.id);
    this.opened.set(session.id, session);
    this.rows++;
  }

  close(id: number, expiresAt: number, will: PendingWill | undefined): void {
    this.closed.set(id, { expiresAt, will });
    this.rows++;
  }

  end(id: number): void {
    for (const { message } of this.queued.get(id)?.values() ?? []) this.bytes -= bytesOf(message);
    for (const part of this.#perSession()) part.delete(id);
    this.ended.add(id);
    this.rows++;
  }

  subscribe(id: number, filter: string, options: SubscribeOptions | undefined): void {
    mapAt(this.subscriptions, id).set(filter, options);
    this.rows++;
  }

  enqueue(row: QueuedRow): void {
    mapAt(this.queued, row.id).set(row.seq, row);
    this.bytes += bytesOf(row.message);
    this.rows++;
  }

  dequeue(id: number, seq: number): void {
    const rows = this.queued.get(id);
    const row = rows?.get(seq);
    if (rows === undefined || row === undefined) {
      listAt(this.dequeued, id).push(seq);
      this.rows++;
      return;
    }
    rows.delete(seq);
    if (rows.size === 0) this.queued.delete(id);
    this.bytes -= bytesOf(row.message);
    this.rows--;
  }

  release(id: number, seq: number): void {
    const row = this.queued.get(id)?.get(seq);
    if (row !== undefined) {
      row.released = true;
      return;
    }
    listAt(this.released, id).push(seq);
    this.rows++;
  }

  take(id: number, packetId: number, taken: boolean): void {
    mapAt(this.inbound, id).set(packetId, taken);
    this.rows++;
  }

  retain(tenant: string, topic: string, message: Message | undefined): void {
    const key = `${tenant} ${topic}`;
    const before = this.retained.get(key)?.message;
    this.bytes += (message === undefined ? 0 : bytesOf(message)) - (before === undefined ? 0 : bytesOf(before));
    this.retained.set(key, { tenant, topic, message });
    this.rows++;
  }

  /** Every session that something of it is about. */
  ids(): ReadonlySet<number> {
    return new Set(this.#perSession().flatMap((part) => [...part.keys()]));
  }

  /** What can be written apart from the rest: one per session, one per retained topic. */
  pieces(): readonly Batch[] {
    const pieces = [...this.ids()].map((id) => this.#of(id));
    for (const [key, row] of this.retained) {
      const piece = new Batch();
      piece.retained.set(key, row);
      pieces.push(piece);
    }
    return pieces;
  }

  /** Several pieces as one. */
  static of(pieces: readonly Batch[]): Batch {
    const whole = new Batch();
    const into = whole.#perSession();
    for (const piece of pieces) {
      piece.#perSession().forEach((part, i) => {
        const target = into[i];
        if (part instanceof Set) for (const id of part) whole.ended.add(id);
        else if (target instanceof Map) for (const [id, value] of part) target.set(id, value);
      });
      for (const [key, row] of piece.retained) whole.retained.set(key, row);
    }
    return whole;
  }

  #of(id: number): Batch {
    const piece = new Batch();
    const into = piece.#perSession();
    this.#perSession().forEach((part, i) => {
      const target = into[i];
      if (!part.has(id)) return;
      if (part instanceof Map && target instanceof Map) target.set(id, part.get(id));
      else piece.ended.add(id);
    });
    return piece;
  }

  #perSession(): readonly (Map<number, unknown> | Set<number>)[] {
    const { opened, closed, ended, subscriptions, queued, dequeued, released, inbound } = this;
    return [opened, closed, subscriptions, queued, dequeued, released, inbound, ended] as readonly (Map<number, unknown> | Set<number>)[];
  }
}

function bytesOf({ payload, topic, forwarded }: Message): number {
  return payload.length + topic.length + forwarded.length;
}

function mapAt<K, V>(maps: Map<number, Map<K, V>>, id: number): Map<K, V> {
  let map = maps.get(id);
  if (map === undefined) {
    map = new Map();
    maps.set(id, map);
  }
  return map;
}

function listAt(lists: Map<number, number[]>, id: number): number[] {
  let list = lists.get(id);
  if (list === undefined) {
    list = [];
    lists.set(id, list);
  }
  return list;
}
