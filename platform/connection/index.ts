import type { Kysely } from 'kysely';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { ApplicationDirectory } from '#core/ports/application-directory.ts';
import type { DeviceCredentials } from '#core/ports/device-credentials.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { DeviceReach } from '#core/ports/device-reach.ts';
import type { Ingest } from '#core/ports/ingest.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import type { Route } from '#core/route.ts';
import { createNativeDialect } from './dialect/native/native.ts';
import { devicePropertiesRoute } from './http/properties-route.ts';
import type { Limits } from './limits/limits.ts';
import { createAuthenticator } from './login/authenticator.ts';
import type { MqttCounters } from './mqtt/counters.ts';
import { createGateway } from './mqtt/create-gateway.ts';
import { openJournal } from './mqtt/journal/open-journal.ts';
import { liveConnections } from './mqtt/live-connections.ts';
import { createStock, type MqttStock } from './mqtt/stock.ts';
import { createSystemTopics, systemTopicsMs } from './mqtt/system-topics.ts';
import type { Authenticator } from './principal.ts';
import { createChannels } from './session/channels.ts';
import type { Diagnostics } from './trace/open-diagnostics.ts';
import type { ListenerView } from './transport/listener.ts';
import { listenerRoutes } from './transport/listener-routes.ts';
import { createMqttListeners, type ListenWish } from './transport/mqtt-listeners.ts';
import type { Certificates } from './transport/tls/certificates.ts';
import type { Upgrade } from './transport/websocket/upgrade.ts';

export { openLimits } from './limits/open-limits.ts';
export { migrations } from './migrations.ts';
export { openJournal } from './mqtt/journal/open-journal.ts';
export { Message } from './mqtt/route/message.ts';
export { openDiagnostics } from './trace/open-diagnostics.ts';
export { type Certificates, openCertificates } from './transport/tls/certificates.ts';
export { CertificateError } from './transport/tls/key-pair.ts';
export type { Diagnostics, Limits, ListenerView, MqttCounters };

export interface ConnectionNeeds {
  readonly db: Kysely<unknown>;
  readonly directory: DeviceDirectory;
  readonly credentials: DeviceCredentials;
  readonly applications: ApplicationDirectory;
  readonly reach: DeviceReach;
  readonly ingest: Ingest;
  readonly events: EventBus;
  readonly quotas: Quotas;
  readonly limits: Limits;
  readonly diagnostics: Diagnostics;
  readonly packetBytesMax: number;
  readonly log: Logger;
  readonly now: () => number;
  /** The tenant of clients that send neither name nor password; left out, they are refused. */
  readonly anonymousTenant?: string | undefined;
  /** For MQTT over TLS; left out, there is none. */
  readonly certificates?: Certificates | undefined;
  /** Addresses and ranges of proxies that tell whom they forward. */
  readonly proxies?: readonly string[] | undefined;
}

export interface ConnectionPlatform extends AsyncDisposable {
  readonly routes: readonly Route[];
  readonly counters: MqttCounters;
  /** What MQTT keeps of sessions in the database. */
  readonly journal: Pick<ReturnType<typeof openJournal>, 'counters' | 'rows' | 'congested' | 'lateMs'>;
  /** Who may connect, whatever they speak. */
  readonly authenticator: Authenticator;
  /** Devices with at least one live session. */
  devicesOnline(): number;
  /** Brings back the sessions of MQTT; to be called once, before the first listener. */
  start(): Promise<void>;
  /** Listens for MQTT. Rejects when the address is taken or not ours. */
  listen(wish: ListenWish): Promise<ListenerView>;
  /** MQTT over WebSocket, for the platform's HTTP server. */
  readonly webSocket: Upgrade;
  /** Tells where that server listens. */
  webSocketMounted(at: { readonly address: string; readonly port: number }): void;
  /** Where MQTT comes in. */
  listeners(): readonly ListenerView[];
  /** Connections that ended before a byte of MQTT was read, by reason. */
  readonly turnedAway: ReadonlyMap<string, number>;
  /** What there is of sessions, messages and retained ones. */
  stock(): MqttStock;
  /** Stops accepting, lets what was read be acknowledged, ends all connections. */
  close(): Promise<void>;
}

/** How devices get in and stay in: listeners, sessions, dialects, limits. */
export function createConnectionPlatform(needs: ConnectionNeeds): ConnectionPlatform {
  const { events, quotas, limits, directory, ingest, log, now, db } = needs;
  const dialect = createNativeDialect(ingest);
  const channels = createChannels(events, quotas, () => limits.inForce().sessionsPerDeviceMax, now);
  const { diary, tracer } = needs.diagnostics;
  const journal = openJournal(db, log, now);
  const authenticator = createAuthenticator({ ...needs, dialects: [dialect] });
  const gateway = createGateway({
    ...{ ingest, journal, events, quotas, channels, diary, tracer, log, now },
    authenticator,
    async device(tenant, name) {
      const device = await directory.device(tenant, name);
      return device === undefined ? undefined : { kind: 'device', tenant, name, device, dialect };
    },
    guard: limits.guard,
    limits: limits.inForce,
    packetBytesMax: needs.packetBytesMax,
  });
  const listeners = createMqttListeners({
    door: { accept: gateway.accept, admit: limits.guard.admit },
    certificates: needs.certificates,
    proxies: needs.proxies ?? [],
    packetBytesMax: needs.packetBytesMax,
    connectionsMax: () => limits.inForce().listenerConnectionsMax,
    log,
  });
  const live = liveConnections(gateway.connections);
  needs.diagnostics.watch(live);
  const systemTopics = createSystemTopics(gateway.tenants, live, now);
  const telling = setInterval(systemTopics.tell, systemTopicsMs).unref();
  const { throttle, guard } = limits;
  return {
    routes: [
      devicePropertiesRoute({ authenticator, ingest, quotas, throttle, guard, bodyBytesMax: needs.packetBytesMax }),
      ...listenerRoutes(listeners, () => needs.certificates?.state),
    ],
    authenticator,
    counters: gateway.counters,
    journal,
    devicesOnline: () => channels.devices,
    start: () => gateway.start(),
    listen: listeners.listen,
    webSocket: listeners.webSocket,
    webSocketMounted: listeners.mounted,
    listeners: listeners.views,
    turnedAway: listeners.turnedAway,
    stock: createStock(gateway, now),
    close,
    async [Symbol.asyncDispose]() {
      clearInterval(telling);
      await close();
      await journal.close();
    },
  };

  async function close(): Promise<void> {
    listeners.stopAccepting();
    await gateway.drain();
    await listeners.close();
  }
}
