import type { CommitWaiter } from '#core/ports/ingest.ts';
import type { Principal } from '../../principal.ts';
import type { ProtocolLevel } from '../packet/level.ts';
import type { Message } from '../route/message.ts';
import type { SubscribeOptions } from '../route/subscriber.ts';
import type { PendingWill } from '../session/pending-will.ts';

/** A session that outlives its connection. */
export interface StoredSession {
  readonly id: number;
  readonly tenant: string;
  readonly kind: Principal['kind'];
  readonly owner: string;
  readonly clientId: string;
  readonly level: ProtocolLevel;
  readonly expirySeconds: number;
  /** What is said when its connection is lost; `at` is when, ms since the epoch, or 0 while it is connected. */
  readonly will: PendingWill | undefined;
}

/** A session as a start of the platform finds it. */
export interface FoundSession extends StoredSession {
  /** ms since the epoch; undefined for one that was connected when the platform ended. */
  readonly expiresAt: number | undefined;
  readonly subscriptions: readonly (readonly [filter: string, options: SubscribeOptions])[];
  /** Numbers and sizes in bytes of what waits for it, in order. */
  readonly seqs: readonly number[];
  readonly sizes: readonly number[];
}

/** A message that waits for one session. */
export interface StoredMessage {
  readonly seq: number;
  readonly message: Message;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly ids: readonly number[];
  /** The group that it was given to the session for. */
  readonly share: string | undefined;
  /** True after PUBREC: only the packet identifier counts. */
  readonly released: boolean;
}

/**
 * What sessions need to survive us, written in groups off the way of telemetry. Everything is appended to the open batch at once; at most
 * that one and the one before it are not durable. While the database is away batches wait; nothing is rejected.
 */
export interface Journal {
  /** Number of the open batch. */
  readonly batch: number;
  /** Grows with everything that is appended. */
  readonly appended: number;
  /** True when publishers must not be read: the open batch is at its bound. */
  readonly congested: boolean;
  /** Calls back when that begins or ends; returns the unsubscriber. */
  onCongestion(listener: (congested: boolean) => void): () => void;
  /** Registers for the open batch; a waiter that did already is kept once. */
  await(waiter: CommitWaiter): void;
  openSession(session: StoredSession): void;
  closeSession(id: number, expiresAt: number, will: PendingWill | undefined): void;
  /** Everything of the session goes; its number is never used again. */
  endSession(id: number): void;
  subscribe(id: number, filter: string, options: SubscribeOptions): void;
  unsubscribe(id: number, filter: string): void;
  /** `message` must have been kept. */
  enqueue(id: number, seq: number, message: Message, qos: 1 | 2, retain: boolean, ids: readonly number[], share: string | undefined): void;
  /** What was not written yet never will be. */
  dequeue(id: number, seq: number): void;
  /** PUBREC came. */
  releasing(id: number, seq: number): void;
  /** A publication of QoS 2 of the peer was taken. */
  received(id: number, packetId: number): void;
  /** PUBREL came for it. */
  completed(id: number, packetId: number): void;
  retain(message: Message): void;
  unretain(tenant: string, topic: string): void;
  /** All sessions, then all retained messages, page by page. */
  load(session: (found: FoundSession) => void, retained: (message: Message) => void): Promise<void>;
  /** What waits for a session, in order: everything that was appended before the call. */
  queue(tenant: string, id: number): Promise<readonly StoredMessage[]>;
  inbound(id: number): Promise<readonly number[]>;
  /** Writes what is open, or gives it up when the database stays away. */
  close(): Promise<void>;
}
