// Hot path: bench/ingest. A session asks it once per message; no promise, closure or object comes of that.
import { Fault } from '#core/errors.ts';
import type { QuotaWaiter, TenantMeter } from '#core/ports/quotas.ts';
import { type QuotaLimits, type QuotaName, quotas } from '#core/quota.ts';
import { monthBounds } from './quota.ts';
import { TokenBucket } from './token-bucket.ts';

/** Messages and bytes at once: what this many seconds bring. */
const messageBurstS = 1;
/** API requests at once: what this many seconds bring; a page of the console asks a dozen things together. */
export const requestBurstS = 5;
/** Who is refused for want of storage looks again after this time, when it has been measured again. */
const storageRetryS = 60;

/** What a tenant used since the last look. */
export interface UsageCounts {
  messages: number;
  points: number;
  bytesIn: number;
  requests: number;
  /** How often a connection waited for the message rate. */
  slowed: number;
}

const countNames = ['messages', 'points', 'bytesIn', 'requests', 'slowed'] as const satisfies readonly (keyof UsageCounts)[];

/** The counts and limits of one tenant. Counts of the month only grow until `beginMonth`. */
export class Meter implements TenantMeter {
  readonly tenant: string;
  readonly counts: UsageCounts = { messages: 0, points: 0, bytesIn: 0, requests: 0, slowed: 0 };
  /** Refusals since the last time that somebody emptied it, and since the start. */
  readonly refusals = new Map<QuotaName, number>();
  readonly refusalsEver = new Map<QuotaName, number>();
  readonly messageBucket: TokenBucket;
  /** Of bytes that arrived; what is above it is made up for before the next message is taken. */
  readonly byteBucket: TokenBucket;
  readonly requestBucket: TokenBucket;
  messagesMonth = 0;
  pointsMonth = 0;
  connections = 0;
  /** Most connections since somebody set it back. */
  connectionsPeak = 0;
  devices: number | undefined;
  storageBytes: number | undefined;
  closedBy: QuotaName | undefined;
  limits: QuotaLimits;
  /** Averages since the last look, per second. */
  messageRate = 0;
  byteRate = 0;
  requestRate = 0;
  readonly #waiting = new Set<QuotaWaiter>();
  readonly #now: () => number;
  readonly #drained: UsageCounts = { messages: 0, points: 0, bytesIn: 0, requests: 0, slowed: 0 };
  readonly #looked = { at: 0, messages: 0, bytesIn: 0, requests: 0 };

  constructor(tenant: string, limits: QuotaLimits, now: () => number) {
    this.tenant = tenant;
    this.limits = limits;
    this.#now = now;
    this.#looked.at = now();
    this.messageBucket = new TokenBucket(limits.messagesPerSecond, messageBurstS, now());
    this.byteBucket = new TokenBucket(limits.bytesPerSecond, messageBurstS, now());
    this.requestBucket = new TokenBucket(limits.requestsPerSecond, requestBurstS, now());
    this.judge();
  }

  limit(quota: QuotaName): number {
    return this.limits[quota];
  }

  takeMessage(): boolean {
    if (this.closedBy !== undefined || this.byteBucket.tokens <= 0 || !this.messageBucket.take()) return false;
    this.counts.messages++;
    if (++this.messagesMonth >= this.limits.messagesPerMonth) this.judge();
    return true;
  }

  get lacking(): QuotaName {
    return this.closedBy ?? (this.byteBucket.tokens <= 0 ? 'bytesPerSecond' : 'messagesPerSecond');
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  wait(waiter: QuotaWaiter): void {
    if (this.closedBy === undefined) this.counts.slowed++;
    this.#waiting.add(waiter);
  }

  leave(waiter: QuotaWaiter): void {
    this.#waiting.delete(waiter);
  }

  /** Brings what the time has brought, and lets those proceed who waited for it: each in its turn, as far as it goes. */
  tick(): void {
    this.messageBucket.refill(this.#now());
    this.byteBucket.refill(this.#now());
    for (const waiter of this.#waiting) {
      if (this.closedBy !== undefined || this.messageBucket.tokens < 1 || this.byteBucket.tokens <= 0) return;
      this.#waiting.delete(waiter);
      waiter.proceed();
    }
  }

  received(bytes: number): void {
    this.counts.bytesIn += bytes;
    this.byteBucket.owe(bytes);
  }

  /** Counts points that became durable. */
  stored(points: number): void {
    this.counts.points += points;
    this.pointsMonth += points;
    if (this.pointsMonth >= this.limits.pointsPerMonth) this.judge();
  }

  get connectionsFull(): boolean {
    return this.connections >= this.limits.connections;
  }

  connected(): void {
    this.connections++;
    if (this.connections > this.connectionsPeak) this.connectionsPeak = this.connections;
  }

  disconnected(): void {
    this.connections--;
  }

  observe(stock: 'devices' | 'storageBytes', used: number): void {
    this[stock] = used;
    this.judge();
  }

  refused(quota: QuotaName): void {
    this.refusals.set(quota, (this.refusals.get(quota) ?? 0) + 1);
    this.refusalsEver.set(quota, (this.refusalsEver.get(quota) ?? 0) + 1);
  }

  exceeded(quota: QuotaName): Fault {
    return this.#exceeded(quota, this.#retryAfterS(quota));
  }

  /** The same, for a key that has a bucket of its own. */
  keyExceeded(retryAfterS: number): Fault {
    return this.#exceeded('requestsPerSecondPerKey', retryAfterS);
  }

  /** What was counted since the last time, which begins anew; undefined when nothing was. */
  drain(): UsageCounts | undefined {
    const { counts } = this;
    if (counts.messages + counts.points + counts.bytesIn + counts.requests + counts.slowed === 0) return undefined;
    const taken = { ...counts };
    for (const name of countNames) {
      this.#drained[name] += counts[name];
      counts[name] = 0;
    }
    return taken;
  }

  /** How often a connection waited for the message rate since the start. */
  get slowedEver(): number {
    return this.#drained.slowed + this.counts.slowed;
  }

  /** Takes the averages since the last look. */
  look(): void {
    const at = this.#now();
    const seconds = (at - this.#looked.at) / 1000;
    if (seconds <= 0) return;
    const messages = this.#drained.messages + this.counts.messages;
    const bytesIn = this.#drained.bytesIn + this.counts.bytesIn;
    const requests = this.#drained.requests + this.counts.requests;
    this.messageRate = (messages - this.#looked.messages) / seconds;
    this.byteRate = (bytesIn - this.#looked.bytesIn) / seconds;
    this.requestRate = (requests - this.#looked.requests) / seconds;
    Object.assign(this.#looked, { at, messages, bytesIn, requests });
  }

  /** How much of a quota is used; undefined where that is not known, or not of one number. */
  used(quota: QuotaName): number | undefined {
    switch (quota) {
      case 'devices':
        return this.devices;
      case 'connections':
        return this.connections;
      case 'messagesPerSecond':
        return this.messageRate;
      case 'bytesPerSecond':
        return this.byteRate;
      case 'messagesPerMonth':
        return this.messagesMonth;
      case 'pointsPerMonth':
        return this.pointsMonth;
      case 'storageBytes':
        return this.storageBytes;
      case 'requestsPerSecond':
        return this.requestRate;
      case 'retentionDays':
      case 'requestsPerSecondPerKey':
        return undefined;
    }
  }

  setLimits(limits: QuotaLimits): void {
    const now = this.#now();
    this.limits = limits;
    this.messageBucket.setRate(limits.messagesPerSecond, now);
    this.byteBucket.setRate(limits.bytesPerSecond, now);
    this.requestBucket.setRate(limits.requestsPerSecond, now);
    this.judge();
    this.tick();
  }

  beginMonth(messages: number, points: number): void {
    this.messagesMonth = messages;
    this.pointsMonth = points;
    this.judge();
    this.tick();
  }

  /** Which quota, if any, closes the tenant to data; who waits is let in when none does any more. */
  judge(): void {
    const { limits } = this;
    const closed = this.closedBy !== undefined;
    if (this.messagesMonth >= limits.messagesPerMonth) this.closedBy = 'messagesPerMonth';
    else if (this.pointsMonth >= limits.pointsPerMonth) this.closedBy = 'pointsPerMonth';
    else if ((this.storageBytes ?? 0) >= limits.storageBytes) this.closedBy = 'storageBytes';
    else this.closedBy = undefined;
    if (closed && this.closedBy === undefined) this.tick();
  }

  #exceeded(quota: QuotaName, retryAfterS: number | undefined): Fault {
    this.refused(quota);
    const detail = `The quota ${quota} of your tenant is used up: ${this.limits[quota]} ${quotas[quota].unit}; whoever runs the platform can raise it`;
    return new Fault('QUOTA_EXCEEDED', detail, { quota, ...(retryAfterS === undefined ? {} : { retryAfterS }) });
  }

  #retryAfterS(quota: QuotaName): number | undefined {
    const now = this.#now();
    if (quota === 'messagesPerSecond') return this.messageBucket.waitS();
    if (quota === 'bytesPerSecond') return this.byteBucket.waitS();
    if (quota === 'requestsPerSecond') return this.requestBucket.waitS();
    if (quota === 'storageBytes') return storageRetryS;
    return quotas[quota].kind === 'month' ? Math.ceil((monthBounds(now).until - now) / 1000) : undefined;
  }
}
