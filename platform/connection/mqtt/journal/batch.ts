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

/** What is written together: per thing what it shall be in the end, so that nothing is written that was undone meanwhile. */
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
  /** By tenant and topic; undefined where it is deleted. */
  readonly retained = new Map<string, { readonly tenant: string; readonly topic: string; readonly message: Message | undefined }>();
  rows = 0;
  bytes = 0;

  /** True when there is nothing to write. */
  get empty(): boolean {
    const { opened, closed, ended, subscriptions, queued, dequeued, released, inbound, retained } = this;
    return [opened, closed, ended, subscriptions, queued, dequeued, released, inbound, retained].every(({ size }) => size === 0);
  }

  end(id: number): void {
    this.opened.delete(id);
    this.closed.delete(id);
    this.subscriptions.delete(id);
    this.queued.delete(id);
    this.dequeued.delete(id);
    this.released.delete(id);
    this.inbound.delete(id);
    this.ended.add(id);
  }

  enqueue(row: QueuedRow): void {
    mapAt(this.queued, row.id).set(row.seq, row);
    this.bytes += row.message.payload.length + row.message.topic.length;
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
    this.bytes -= row.message.payload.length + row.message.topic.length;
    this.rows--;
  }

  release(id: number, seq: number): void {
    const row = this.queued.get(id)?.get(seq);
    if (row === undefined) listAt(this.released, id).push(seq);
    else row.released = true;
    this.rows++;
  }

  /** Only what concerns one session, to find out which one the database does not take. */
  of(id: number): Batch {
    const part = new Batch();
    for (const [from, to] of [
      [this.opened, part.opened],
      [this.closed, part.closed],
      [this.subscriptions, part.subscriptions],
      [this.queued, part.queued],
      [this.dequeued, part.dequeued],
      [this.released, part.released],
      [this.inbound, part.inbound],
    ] as readonly (readonly [Map<number, unknown>, Map<number, unknown>])[]) {
      if (from.has(id)) to.set(id, from.get(id));
    }
    if (this.ended.has(id)) part.ended.add(id);
    return part;
  }

  /** Every session that something of it is about. */
  sessions(): ReadonlySet<number> {
    const { opened, closed, ended, subscriptions, queued, dequeued, released, inbound } = this;
    return new Set([opened, closed, ended, subscriptions, queued, dequeued, released, inbound].flatMap((part) => [...part.keys()]));
  }
}

export function mapAt<K, V>(maps: Map<number, Map<K, V>>, id: number): Map<K, V> {
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
