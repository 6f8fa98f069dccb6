// Hot path: bench/ingest. What outlives a connection; everything that most sessions never need is made when first needed.
import type { ConnectionLimits } from '../../limits/connection-limits.ts';
import type { Principal } from '../../principal.ts';
import type { Peer } from '../../transport/peer.ts';
import type { Journal, StoredMessage } from '../journal/journal.ts';
import type { ProtocolLevel } from '../packet/level.ts';
import type { Message } from '../route/message.ts';
import type { ShareGroup } from '../route/share-group.ts';
import type { SubscribeOptions, Subscriber } from '../route/subscriber.ts';
import type { TenantRoutes } from '../route/tenant-routes.ts';
import { type Line, Outbox } from './outbox.ts';
import type { PendingWill } from './pending-will.ts';
import { RetainedFeed } from './retained-feed.ts';
import type { Shelf } from './shelf.ts';

/** The connection as its session sees it. */
export interface LiveLine extends Line {
  readonly level: ProtocolLevel;
  readonly peer: Peer;
  /** Sends a QoS 0 message, or drops and counts it while the peer does not read. */
  publishAtMostOnce(message: Message, retain: boolean, ids: readonly number[]): void;
  /** Ends the connection; `reason` names why to operators. */
  end(reason: string): void;
}

export interface SessionNeeds {
  readonly journal: Journal;
  readonly limits: () => ConnectionLimits;
  readonly dropped: (reason: string) => void;
  readonly now: () => number;
}

/** What tells a session from all others: its tenant, whose it is, and the client identifier within that. */
export interface SessionIdentity {
  readonly id: number;
  readonly tenant: string;
  readonly kind: Principal['kind'];
  readonly owner: string;
  readonly clientId: string;
  readonly level: ProtocolLevel;
}

/** One device can't take over the session of another, whatever client identifier it claims. */
export function sessionKey(tenant: string, kind: Principal['kind'], owner: string, clientId: string): string {
  return `${tenant}/${kind}/${owner}/${clientId}`;
}

/** The state of a client in its tenant (§4.1): its subscriptions, what it has not acknowledged, what it must not be told twice. */
export class ClientSession implements Subscriber {
  readonly id: number;
  readonly key: string;
  readonly clientId: string;
  readonly routes: TenantRoutes;
  readonly tenant: string;
  readonly kind: Principal['kind'];
  /** Name of the device or application that it belongs to. */
  readonly owner: string;
  /** Undefined from a start of the platform until its device connects again. */
  principal: Principal | undefined;
  level: ProtocolLevel;
  /** Where a device's topics lie in its tenant's tree; '' for applications. */
  readonly mount: string;
  /** Seconds that the session lives on without a connection; 0 ends it with its connection. */
  expirySeconds = 0;
  /** Its connection is counted from here; Infinity while it is connected. */
  expiresAt = Number.POSITIVE_INFINITY;
  /** True when everything of it is written to the journal. */
  persistent = false;
  /** True when the journal knows of it: it is persistent, or has a will. */
  noted = false;
  will: PendingWill | undefined;
  dropped = 0;
  line: LiveLine | undefined;
  /** True once a filter was written with the device's full name: topics are then shown so. */
  fullNames = false;
  readonly #needs: SessionNeeds;
  #subscriptions: Map<string, SubscribeOptions> | undefined;
  #outbox: Outbox | undefined;
  #inbound: Set<number> | undefined;
  #feed: RetainedFeed | undefined;

  constructor({ id, tenant, kind, owner, clientId, level }: SessionIdentity, routes: TenantRoutes, needs: SessionNeeds) {
    this.id = id;
    this.tenant = tenant;
    this.kind = kind;
    this.owner = owner;
    this.key = sessionKey(tenant, kind, owner, clientId);
    this.clientId = clientId;
    this.level = level;
    this.routes = routes;
    this.mount = kind === 'device' ? `devices/${owner}/` : '';
    this.#needs = needs;
  }

  /** Where its connection comes from. */
  get peer(): Peer | undefined {
    return this.line?.peer;
  }

  get online(): boolean {
    return this.line !== undefined;
  }

  /** Whoever does not take what was sent has more to do than any other. */
  get load(): number {
    const waiting = this.#outbox === undefined ? 0 : this.#outbox.inflight + this.#outbox.queued;
    return this.line?.blocked === true ? waiting + blockedLoad : waiting;
  }

  get inflight(): number {
    return this.#outbox?.inflight ?? 0;
  }

  get queued(): number {
    return this.#outbox?.queued ?? 0;
  }

  get subscriptions(): ReadonlyMap<string, SubscribeOptions> {
    return this.#subscriptions ?? noSubscriptions;
  }

  /** Identifiers of QoS 2 publications of the peer that it has not released; none twice [MQTT-4.3.3-2] [MQTT5-4.3.3-10]. */
  get inbound(): Set<number> {
    this.#inbound ??= new Set();
    return this.#inbound;
  }

  get inboundCount(): number {
    return this.#inbound?.size ?? 0;
  }

  get outbox(): Outbox {
    this.#outbox ??= this.#makeOutbox(0);
    return this.#outbox;
  }

  /** Its outbox, if it ever got anything. */
  get outboxIfAny(): Outbox | undefined {
    return this.#outbox;
  }

  /** Retained messages on their way to it. */
  get feed(): RetainedFeed {
    this.#feed ??= new RetainedFeed(this);
    return this.#feed;
  }

  /** The client can take more. */
  pump(): void {
    this.#outbox?.pump();
    this.#feed?.pump();
  }

  get loading(): boolean {
    return !this.inboundKnown || (this.#outbox?.loading ?? false);
  }

  /** What waits for an application whose rights are not known since a start is asked about when it is back. */
  mayReceive(topic: string): boolean {
    return this.principal?.kind !== 'application' || this.principal.mayReceive(topic);
  }

  deliver(message: Message, qos: 0 | 1 | 2, retain: boolean, ids: readonly number[], share: ShareGroup | undefined): void {
    // Whether it is connected or not [MQTT-3.1.2-5] [MQTT-4.5.0-1].
    if (qos !== 0) this.outbox.push(message, qos, retain, ids, share);
    else if (this.line !== undefined) this.line.publishAtMostOnce(message, retain, ids);
    else this.lose('offline');
  }

  /** Counts a message that will not be delivered. */
  readonly lose = (reason: string): void => {
    this.dropped++;
    this.#needs.dropped(reason);
  };

  /** True when the filter was not subscribed before. */
  subscribe(filter: string, options: SubscribeOptions): boolean {
    this.#subscriptions ??= new Map();
    const isNew = !this.#subscriptions.has(filter);
    this.#subscriptions.set(filter, options);
    this.routes.subscribe(this, filter, options);
    if (this.persistent) this.#needs.journal.subscribe(this.id, filter, options);
    return isNew;
  }

  unsubscribe(filter: string): boolean {
    if (this.#subscriptions?.delete(filter) !== true) return false;
    // Nothing new comes from here on [MQTT-3.10.4-2].
    this.routes.unsubscribe(this, filter);
    if (this.persistent) this.#needs.journal.unsubscribe(this.id, filter);
    return true;
  }

  /** Brings back what a start of the platform found. */
  restore(subscriptions: Iterable<readonly [string, SubscribeOptions]>, nextSeq: number, shelf: Shelf): void {
    this.persistent = true;
    this.noted = true;
    for (const [filter, options] of subscriptions) {
      if (options.fullName === true) this.fullNames = true;
      this.#subscriptions ??= new Map();
      this.#subscriptions.set(filter, options);
      this.routes.subscribe(this, filter, options);
    }
    this.#outbox = this.#makeOutbox(nextSeq, shelf);
  }

  /** False from a start of the platform until the journal was asked. */
  inboundKnown = true;

  /** What the journal held; what was sent before is sent again. */
  loaded(stored: readonly StoredMessage[], inbound: readonly number[]): void {
    for (const packetId of inbound) this.inbound.add(packetId);
    this.inboundKnown = true;
    this.#outbox?.loaded(
      stored,
      (key) => this.routes.groupOf(key),
      (topic) => this.mayReceive(topic),
    );
  }

  attach(line: LiveLine): void {
    this.line = line;
    this.level = line.level;
    this.expiresAt = Number.POSITIVE_INFINITY;
    this.#outbox?.attach(line);
  }

  detach(): void {
    this.line = undefined;
    if (this.persistent) {
      this.#outbox?.shelve();
      this.#feed?.settle(this.#needs.limits().queuedMessagesMax - this.queued);
    }
    this.#feed = undefined;
  }

  /** Takes all subscriptions out of the tree and hands on what was a group's. The journal is the caller's; gives what is left to do before. */
  dissolve(): (() => Promise<void>) | undefined {
    const sentUpTo = this.#outbox?.shelvedUpTo;
    const shares = sentUpTo !== undefined && [...this.subscriptions.keys()].some((filter) => filter.startsWith('$share/'));
    for (const filter of this.#subscriptions?.keys() ?? []) this.routes.unsubscribe(this, filter);
    this.#subscriptions = undefined;
    for (const { message, share } of this.#outbox?.handOn() ?? []) {
      if (message !== undefined && share !== undefined) this.routes.redeliver(message, share, this);
    }
    this.#outbox = undefined;
    this.#inbound = undefined;
    return shares ? () => this.#handOnStored(sentUpTo) : undefined;
  }

  /** QoS 2 that may have been sent goes to nobody else [MQTT5-4.8.2-5]. */
  async #handOnStored(sentUpTo: number): Promise<void> {
    for (const { seq, message, qos, share, released } of await this.#needs.journal.queue(this.tenant, this.id)) {
      const group = share === undefined ? undefined : this.routes.groupOf(share);
      if (group !== undefined && !released && (qos === 1 || seq > sentUpTo)) this.routes.redeliver(message, group, this);
    }
  }

  #makeOutbox(nextSeq: number, shelf?: Shelf): Outbox {
    const { queuedMessagesMax, queuedBytesMax } = this.#needs.limits();
    const journal = this.persistent ? this.#needs.journal : undefined;
    const outbox = new Outbox(journal, this.id, nextSeq, { queuedMessagesMax, queuedBytesMax }, this.lose, this.#needs.now, shelf);
    outbox.room = () => this.#feed?.pump();
    if (this.line !== undefined) outbox.attach(this.line);
    // Without a connection everything goes to the journal alone.
    else if (shelf === undefined && this.persistent) outbox.shelve();
    return outbox;
  }
}

/** More than any queue holds. */
const blockedLoad = 1e9;
const noSubscriptions: ReadonlyMap<string, SubscribeOptions> = new Map();
