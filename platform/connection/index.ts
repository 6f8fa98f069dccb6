import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { ApplicationDirectory } from '#core/ports/application-directory.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { DeviceReach } from '#core/ports/device-reach.ts';
import type { Ingest } from '#core/ports/ingest.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import type { Route } from '#core/route.ts';
import { createNativeDialect } from './dialect/native/native.ts';
import { devicePropertiesRoute } from './http/properties-route.ts';
import type { Limits } from './limits/limits.ts';
import { createAuthenticator } from './login/authenticator.ts';
import { createAcceptor } from './mqtt/acceptor.ts';
import { createCounters, type MqttCounters, type MqttGateway } from './mqtt/gateway.ts';
import { createChannels } from './session/channels.ts';
import type { ListenerView } from './transport/listener.ts';
import { createMqttListeners, type ListenWish } from './transport/mqtt-listeners.ts';
import { authorityRoute } from './transport/tls/authority-route.ts';
import type { Certificates } from './transport/tls/certificates.ts';
import type { Upgrade } from './transport/websocket/upgrade.ts';

export { openLimits } from './limits/open-limits.ts';
export { migrations } from './migrations.ts';
export { openDiagnostics } from './trace/open-diagnostics.ts';
export { type Certificates, openCertificates } from './transport/tls/certificates.ts';
export { CertificateError } from './transport/tls/key-pair.ts';
export type { Limits, ListenerView, MqttCounters };

export interface ConnectionNeeds {
  readonly directory: DeviceDirectory;
  readonly applications: ApplicationDirectory;
  readonly reach: DeviceReach;
  readonly ingest: Ingest;
  readonly events: EventBus;
  readonly quotas: Quotas;
  readonly limits: Limits;
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

export interface ConnectionPlatform {
  readonly routes: readonly Route[];
  readonly counters: MqttCounters;
  /** Devices with at least one live session. */
  devicesOnline(): number;
  /** Listens for MQTT. Rejects when the address is taken or not ours. */
  listen(wish: ListenWish): Promise<ListenerView>;
  /** MQTT over WebSocket, for the platform's HTTP server. */
  readonly webSocket: Upgrade;
  /** Where MQTT comes in. */
  listeners(): readonly ListenerView[];
  /** Connections that ended before a byte of MQTT was read, by reason. */
  readonly turnedAway: ReadonlyMap<string, number>;
  /** Stops accepting, lets what was read be acknowledged, ends all connections. */
  close(): Promise<void>;
}

/** How devices get in and stay in: listeners, sessions, dialects, limits. */
export function createConnectionPlatform(needs: ConnectionNeeds): ConnectionPlatform {
  const { throttle } = needs.limits;
  const channels = createChannels(needs.events, needs.quotas, needs.now);
  const gateway: MqttGateway = {
    ingest: needs.ingest,
    authenticator: createAuthenticator({ ...needs, dialects: [createNativeDialect(needs.ingest)] }),
    channels,
    throttle,
    packetBytesMax: needs.packetBytesMax,
    counters: createCounters(),
    log: needs.log,
    clock: needs.now,
    now: needs.now(),
  };
  const acceptor = createAcceptor(gateway);
  const listeners = createMqttListeners({
    door: { accept: acceptor.accept, admit: needs.limits.guard.admit },
    certificates: needs.certificates,
    proxies: needs.proxies ?? [],
    packetBytesMax: needs.packetBytesMax,
    log: needs.log,
  });
  needs.events.on('device.credentials', ({ tenant, device }) => channels.end(tenant, device, 'credentials-changed'));
  needs.events.on('device.removed', ({ tenant, device }) => channels.end(tenant, device, 'device-removed'));
  return {
    routes: [
      devicePropertiesRoute({
        directory: needs.directory,
        ingest: needs.ingest,
        quotas: needs.quotas,
        throttle,
        guard: needs.limits.guard,
        bodyBytesMax: needs.packetBytesMax,
      }),
      authorityRoute(() => needs.certificates?.state),
    ],
    counters: gateway.counters,
    devicesOnline: () => channels.devices,
    listen: listeners.listen,
    webSocket: listeners.webSocket,
    listeners: listeners.views,
    turnedAway: listeners.turnedAway,
    async close() {
      listeners.stopAccepting();
      await acceptor.drain();
      await listeners.close();
    },
  };
}
