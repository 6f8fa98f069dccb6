import { packetMatchesTopic } from './publish-topic.ts';
import { maskedBody, type TracedPacket } from './traced-packet.ts';

/** What a traced packet costs besides its bytes. */
const packetOverheadBytes = 200;
/** Those who wait for one trace's next packet; further ones are answered at once. */
const followersPerTraceMax = 20;
/** How long a follower is left waiting for more, once there is a packet, so that a chatty device costs few calls. */
const gatherMs = 200;

/** Whose packets: all that is named must fit. */
export interface TraceTarget {
  readonly device?: string | undefined;
  readonly application?: string | undefined;
  readonly clientId?: string | undefined;
  readonly address?: string | undefined;
  /** Publications only, to topics that fit this filter. */
  readonly topic?: string | undefined;
}

export interface TraceWish {
  readonly target: TraceTarget;
  /** ms since the epoch */
  readonly until: number;
  readonly bytesMax: number;
  readonly willPayload: boolean;
  /** Who started it, for people to read. */
  readonly by: string;
}

/** Whose packet it is. */
export type PacketOrigin = Pick<TracedPacket, 'kind' | 'owner' | 'clientId' | 'address' | 'listener' | 'level'>;

/** Packets of some connections from a start to an end, in memory. */
export class Trace {
  readonly id: string;
  readonly tenant: string;
  readonly wish: TraceWish;
  readonly startedAt: number;
  readonly packets: TracedPacket[] = [];
  bytes = 0;
  endedAt: number | undefined;
  /** `stopped`, `time` or `full`. */
  endReason: string | undefined;
  readonly #followers = new Set<() => void>();

  constructor(id: string, tenant: string, wish: TraceWish, startedAt: number) {
    this.id = id;
    this.tenant = tenant;
    this.wish = wish;
    this.startedAt = startedAt;
  }

  get running(): boolean {
    return this.endedAt === undefined;
  }

  /** Whether a connection’s packets may be in it. */
  concerns({ kind, owner, clientId, address }: Pick<PacketOrigin, 'kind' | 'owner' | 'clientId' | 'address'>): boolean {
    const { target } = this.wish;
    return (
      (target.device === undefined || (kind !== 'application' && owner === target.device)) &&
      (target.application === undefined || (kind === 'application' && owner === target.application)) &&
      (target.clientId === undefined || clientId === target.clientId) &&
      (target.address === undefined || address === target.address)
    );
  }

  /** Takes a packet. `topic` is that of a publication, in full. True when the trace is full now. */
  add(origin: PacketOrigin, at: number, direction: 'in' | 'out', first: number, body: Uint8Array, topic: string | undefined): boolean {
    if (!this.running) return false;
    const { target, willPayload, bytesMax } = this.wish;
    if (target.topic !== undefined && !packetMatchesTopic(target.topic, topic)) return false;
    const masked = maskedBody(first, body, origin.level, { willPayload });
    const number = this.packets.length + 1;
    this.packets.push({ ...origin, number, at, direction, first, body: masked, bodyBytes: body.length });
    this.bytes += masked.length + packetOverheadBytes;
    this.#wake();
    return this.bytes >= bytesMax;
  }

  end(reason: string, at: number): void {
    if (!this.running) return;
    this.endedAt = at;
    this.endReason = reason;
    this.#wake();
  }

  /** Resolves when there is a packet after `number`, when the trace has ended, after `waitMs`, or when `signal` aborts. */
  async follow(number: number, waitMs: number, signal: AbortSignal): Promise<void> {
    if (this.packets.length <= number && !(await this.#next(waitMs, signal))) return;
    if (waitMs > 0 && this.running) await pause(gatherMs, signal);
  }

  async #next(waitMs: number, signal: AbortSignal): Promise<boolean> {
    if (!this.running || waitMs <= 0 || this.#followers.size >= followersPerTraceMax) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const woken = (): void => resolve(true);
    const away = (): void => resolve(false);
    const timer = setTimeout(away, waitMs).unref();
    signal.addEventListener('abort', away);
    this.#followers.add(woken);
    return await promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', away);
      this.#followers.delete(woken);
    });
  }

  #wake(): void {
    for (const woken of this.#followers) woken();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms).unref();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
