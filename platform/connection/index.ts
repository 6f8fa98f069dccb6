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
import { createCounters, type MqttCounters, type MqttGateway } from './mqtt/gateway.ts';
import { listenMqtt, type MqttListener } from './mqtt/listener.ts';
import { createChannels } from './session/channels.ts';

export { openLimits } from './limits/open-limits.ts';
export { migrations } from './migrations.ts';
export type { Limits, MqttCounters, MqttListener };

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
}

export interface ConnectionPlatform {
  readonly routes: readonly Route[];
  readonly counters: MqttCounters;
  /** Devices with at least one live session. */
  devicesOnline(): number;
  listenMqtt(bind: string, port: number): Promise<MqttListener>;
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
    ],
    counters: gateway.counters,
    devicesOnline: () => channels.devices,
    listenMqtt: (bind, port) => listenMqtt(gateway, bind, port),
  };
}
