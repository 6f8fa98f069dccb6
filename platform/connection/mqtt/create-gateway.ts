import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { Ingest } from '#core/ports/ingest.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import type { ConnectionLimits } from '../limits/connection-limits.ts';
import type { Guard } from '../limits/guard.ts';
import { endPaced } from '../limits/paced-ends.ts';
import type { Authenticator } from '../principal.ts';
import type { Channels } from '../session/channels.ts';
import type { Diary } from '../trace/diary.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Peer } from '../transport/peer.ts';
import type { Accept, Transport } from '../transport/transport.ts';
import { MqttConnection } from './connection.ts';
import { count, createCounters } from './counters.ts';
import { followEndings } from './endings.ts';
import type { MqttGateway } from './gateway.ts';
import type { Journal } from './journal/journal.ts';
import { drainMs, drainPollMs, lastAcknowledgementsMs, sweepMs } from './limits.ts';
import { noteDenied, noteEnded, noteFlapping, noteLimited, noteOpened, noteRefused } from './notes.ts';
import { own } from './ownership.ts';
import { reason } from './packet/reason.ts';
import { createTenantRoutes, type TenantRoutes } from './route/tenant-routes.ts';
import { loadSession, restoreSessions } from './session/restore.ts';
import { createSessions } from './session/sessions.ts';
import { publishWill } from './session/will.ts';
import { Flusher } from './wire.ts';

export interface GatewayNeeds {
  readonly ingest: Ingest;
  readonly journal: Journal;
  readonly authenticator: Authenticator;
  readonly device: MqttGateway['device'];
  readonly events: EventBus;
  readonly quotas: Quotas;
  readonly channels: Channels;
  readonly guard: Guard;
  readonly diary: Diary;
  readonly tracer: Tracer;
  readonly limits: () => ConnectionLimits;
  readonly packetBytesMax: number;
  readonly log: Logger;
  readonly now: () => number;
}

/** The MQTT broker behind all listeners. */
export interface Gateway extends MqttGateway {
  readonly accept: Accept;
  readonly connections: ReadonlySet<MqttConnection>;
  readonly tenants: ReadonlyMap<string, TenantRoutes>;
  /** Brings back sessions and retained messages; to be called once, before the first listener. */
  start(): Promise<void>;
  /** Lets what was read be acknowledged (at most `drainMs`) and ends all connections, their sessions intact. */
  drain(): Promise<void>;
}

export function createGateway(needs: GatewayNeeds): Gateway {
  const { journal, ingest, now, diary, events } = needs;
  const counters = createCounters();
  const connections = new Set<MqttConnection>();
  const tenants = new Map<string, TenantRoutes>();
  const sessionNeeds = { journal, limits: needs.limits, now, dropped: (why: string) => count(counters.dropped, why) };
  const sessions = createSessions({
    ...sessionNeeds,
    routes,
    publishWill: (session, will) => publishWill(gateway, session, will),
  });
  const gateway: Gateway = {
    ...needs,
    counters,
    sessions,
    connections,
    tenants,
    flusher: new Flusher(),
    verdict: { reason: reason.success, text: '', ingested: false },
    clock: now,
    now: now(),
    get packetBytesMax() {
      return Math.min(needs.packetBytesMax, needs.limits().packetBytesMax);
    },
    accept,
    start: () => restoreSessions(gateway, sessionNeeds, routes),
    drain,
    loadSession: (session) => loadSession(journal, session),
    denied: (session, topic) => noteDenied(diary, session, topic, now()),
    limited(session, limit) {
      needs.guard.fired(limit);
      noteLimited(diary, session, limit, now());
    },
    refused(connection, refused, login) {
      count(counters.refusedLogins, refused.why);
      // A limit that refuses must not make itself stricter, and who could not be looked up has not guessed.
      if (login !== undefined && !login.ok && refused.code <= reason.notAuthorized)
        needs.guard.refusedLogin(connection.peer, connection.username);
      noteRefused(diary, connection, refused, login, now());
    },
    opened: (connection) => noteOpened(diary, connection, now()),
    ended(connection, why) {
      const { principal, clientId, peer } = connection;
      if (principal === undefined) return;
      if (why === 'too-many-sessions') needs.guard.fired('device.connections');
      needs.guard.ended(principal, clientId, peer, why.split(':', 1)[0] as string);
      noteEnded(diary, connection, why, now());
    },
  };

  const congested = (): void => {
    const both = ingest.congested || journal.congested;
    for (const connection of connections) connection.congestion(both);
  };
  ingest.onCongestion(congested);
  journal.onCongestion(congested);
  needs.tracer.onChange(() => {
    for (const connection of connections) connection.trace();
  });
  const sweeping = setInterval(sweep, sweepMs).unref();
  events.on('connection.flapping', (event) => noteFlapping(diary, event));
  followEndings({ events, channels: needs.channels, sessions, guard: needs.guard, connections });
  return gateway;

  function routes(tenant: string): TenantRoutes {
    let made = tenants.get(tenant);
    if (made === undefined) {
      made = createTenantRoutes(now, needs.limits);
      tenants.set(tenant, made);
    }
    return made;
  }

  function accept(transport: Transport, peer: Peer): void {
    const connection = new MqttConnection(gateway, transport, peer);
    connections.add(connection);
    needs.guard.arrived(peer);
    counters.connections++;
    own(transport, connection, left);
  }

  function left(connection: MqttConnection): void {
    connections.delete(connection);
    counters.bytesOut += connection.wire.bytesOut;
    needs.guard.left(connection.peer);
    counters.connections--;
  }

  function sweep(): void {
    gateway.now = now();
    for (const connection of connections) connection.sweep(gateway.now);
    sessions.sweep(gateway.now);
    for (const [tenant, { retained }] of tenants) retained.sweep(gateway.now, (topic) => journal.unretain(tenant, topic));
  }

  async function drain(): Promise<void> {
    const { drainPerSecond: perSecond } = needs.limits();
    await endPaced(connections, (connection) => connection.drain(), { perSecond, withinMs: drainMs });
    const until = now() + lastAcknowledgementsMs;
    while (connections.size > 0) {
      if (now() > until) for (const connection of [...connections]) connection.end('shutting-down');
      await new Promise((resolve) => setTimeout(resolve, drainPollMs));
    }
    await sessions.settled();
    // What comes due from now on is for the next start: the journal is about to close.
    clearInterval(sweeping);
  }
}
