import { randomBytes } from 'node:crypto';
import type { EventBus } from '#core/events.ts';
import { addressKey } from './address.ts';
import type { AddressBan, TenantBan } from './ban.ts';
import type { BanList } from './ban-list.ts';
import { ConnectPaces } from './connect-paces.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import type { FiredLimits } from './fired-limits.ts';
import { createFlappingDetector } from './flapping.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { OverloadLevel } from './overload.ts';
import type { CoarseClock } from './owner-meter.ts';
import { createOwnerMeters } from './owner-meters.ts';

/** Who is at the other end of a connection, as far as limits go. */
export interface GuardPeer {
  readonly address: string;
  /** `tcp`, `tls`, `ws`, `wss`. */
  readonly listener: string;
  /** From this machine itself: limits per address don't hold, as a proxy on it would make all devices one address. */
  readonly loopback: boolean;
}

/** Who was let in, as far as limits go. */
export interface GuardPrincipal {
  readonly kind: 'device' | 'application';
  readonly tenant: string;
  readonly name: string;
}

/** Server busy, banned, quota exceeded, connection rate exceeded (MQTT 5 §2.4). */
type GuardCode = 0x89 | 0x8a | 0x97 | 0x9f;

/** A connection that is not let in: the code it is answered with, the stable name of the limit, and what a client of MQTT 5 is told. */
export interface GuardRefusal {
  readonly code: GuardCode;
  readonly limit: string;
  readonly text: string;
}

/** What one device or application may send. */
export interface RateMeter {
  /** One message arrived: 0 when it was taken, else how many milliseconds it has to wait; it was not counted then. */
  take(bytes: number): number;
  /** The message that was just taken could not be used, and is asked for again. */
  giveBack(bytes: number): void;
  /** Which limit made the last message wait. */
  readonly limit: string;
  /** True when the wait is for everything that the connection sends; else QoS 0 is dropped instead. */
  readonly holds: boolean;
}

/** Asked at named places of a connection's life; each refusal names the limit. */
export interface Guard {
  /** Before a byte is read; a reason closes the connection. */
  admit(peer: GuardPeer): string | undefined;
  /** A connection was accepted; `left` when it is gone. */
  arrived(peer: GuardPeer): void;
  left(peer: GuardPeer): void;
  /** At CONNECT, before anybody asks who it is. */
  connect(peer: GuardPeer, clientId: string, username: string | undefined): GuardRefusal | undefined;
  /** At a login that was right; when it is not refused, `ended` follows some time. */
  opened(principal: GuardPrincipal, clientId: string, peer: GuardPeer): GuardRefusal | undefined;
  ended(principal: GuardPrincipal, clientId: string, peer: GuardPeer, reason: string): void;
  refusedLogin(peer: GuardPeer, username?: string): void;
  /** The ban that keeps a client out; live ones that have one are to be ended when `ban.added` is told. */
  banned(principal: GuardPrincipal, clientId: string, peer: GuardPeer): TenantBan | AddressBan | undefined;
  /** Of somebody who was let in; asked once per connection, then once per message. */
  meter(principal: GuardPrincipal, peer: GuardPeer): RateMeter | undefined;
  /** Counts that a limit held somebody back. */
  fired(limit: string): void;
  readonly level: OverloadLevel;
  /** To be called every second: holds those who send most while there is overload. */
  everySecond(): void;
  /** The limits are others now. */
  limitsChanged(): void;
}

export interface GuardNeeds {
  readonly limits: () => ConnectionLimits;
  readonly bans: BanList;
  readonly throttle: LoginThrottle;
  readonly level: () => OverloadLevel;
  readonly fired: FiredLimits;
  readonly events: EventBus;
  readonly clock: CoarseClock;
  readonly now: () => number;
}

export function createGuard({ limits, bans, throttle, level, fired, events, clock, now }: GuardNeeds): Guard {
  const paces = new ConnectPaces(limits);
  const meters = createOwnerMeters(limits, clock);
  const flapping = createFlappingDetector(() => limits().disconnectsPerMinuteMax, now);
  const connectionsAt = new Map<string, number>();
  const connectionsOn = new Map<string, number>();
  return {
    admit,
    arrived,
    left,
    connect,
    opened,
    ended,
    refusedLogin: (peer, username) => throttle.refused(peer.address, username),
    banned: (principal, clientId, peer) => bans.findAddress(peer.address) ?? bans.find(principal, clientId),
    meter: (principal) => meters.of(principal),
    fired: (limit) => fired.count(limit),
    get level() {
      return level();
    },
    everySecond() {
      const held = meters.holdTalkers(level());
      for (let i = 0; i < held; i++) fired.count('overload.talkers');
    },
    limitsChanged() {
      paces.clear();
      meters.setLimits(limits());
    },
  };

  function admit(peer: GuardPeer): string | undefined {
    const limit = whyNotAdmitted(peer);
    if (limit !== undefined) fired.count(limit);
    return limit;
  }

  function whyNotAdmitted(peer: GuardPeer): string | undefined {
    if (bans.findAddress(peer.address) !== undefined) return 'banned';
    if ((connectionsOn.get(peer.listener) ?? 0) >= limits().listenerConnectionsMax) return 'listener.connections';
    const here = peer.loopback ? 0 : (connectionsAt.get(addressKey(peer.address)) ?? 0);
    if (here >= limits().addressConnectionsMax) return 'address.connections';
    return paces.isStorming(peer.listener, clock.now) ? 'listener.connectsPerSecond' : undefined;
  }

  function arrived({ address, listener, loopback }: GuardPeer): void {
    add(connectionsOn, listener, 1);
    if (!loopback) add(connectionsAt, addressKey(address), 1);
  }

  function left({ address, listener, loopback }: GuardPeer): void {
    add(connectionsOn, listener, -1);
    if (!loopback) add(connectionsAt, addressKey(address), -1);
  }

  function connect(peer: GuardPeer, clientId: string, username: string | undefined): GuardRefusal | undefined {
    if (level() >= 2) return refuse(0x89, 'overload.connects', 'the platform is overloaded; come again in a minute');
    const ban = bans.findAddress(peer.address);
    if (ban !== undefined) return refuseBanned(ban);
    const limit = paces.take(peer, clientId, username, clock.now);
    if (limit !== undefined) return refuse(0x9f, limit, `too many connects at once (${limit}); wait a few seconds`);
    if (!throttle.blocked(peer.address, username)) return undefined;
    return refuse(0x9f, 'login.refusals', 'too many refused logins (login.refusals); wait a minute or longer');
  }

  function opened(principal: GuardPrincipal, clientId: string, peer: GuardPeer): GuardRefusal | undefined {
    const ban = bans.findAddress(peer.address) ?? bans.find(principal, clientId);
    if (ban !== undefined) return refuseBanned(ban);
    const most = limits().sessionsPerApplicationMax;
    if (principal.kind === 'application' && meters.connectionsOf(principal) >= most) {
      return refuse(0x97, 'application.connections', `${most} connections are open already, the most of one application`);
    }
    meters.opened(principal);
    return undefined;
  }

  function ended(principal: GuardPrincipal, clientId: string, { address }: GuardPeer, reason: string): void {
    meters.ended(principal);
    const found = flapping.ended(principal, clientId, address, reason);
    if (found === undefined) return;
    const { kind, addresses, disconnects } = found;
    const { tenant, name } = principal;
    const at = now();
    const until = found.ban ? at + limits().flappingBanSeconds * 1000 : undefined;
    events.publish('connection.flapping', { tenant, kind: principal.kind, name, clientId, cause: kind, addresses, disconnects, until, at });
    if (until === undefined) return;
    const reasonTold =
      kind === 'flapping'
        ? `${disconnects} broken connections within a minute`
        : `two clients with the same credentials and client identifier take its place from each other: ${addresses.join(' and ')}`;
    bans.add({
      ...{ id: randomBytes(8).toString('hex'), tenant, clientId, [principal.kind]: name, limit: kind },
      ...{ reason: reasonTold, createdBy: undefined, createdAt: at, expiresAt: until },
    });
    // Whoever took over is not let in yet, and is to be ended too.
    setImmediate(() => events.publish('ban.added', { tenant }));
  }

  function refuseBanned({ limit, reason, expiresAt }: TenantBan | AddressBan): GuardRefusal {
    const until = expiresAt === Number.POSITIVE_INFINITY ? '' : ` until ${new Date(expiresAt).toISOString()}`;
    return refuse(0x8a, limit, `banned${until}: ${reason}`);
  }

  function refuse(code: GuardCode, limit: string, text: string): GuardRefusal {
    fired.count(limit);
    return { code, limit, text };
  }
}

function add(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
