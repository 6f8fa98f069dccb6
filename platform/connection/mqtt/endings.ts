import type { EventBus } from '#core/events.ts';
import type { Guard } from '../limits/guard.ts';
import type { Channels } from '../session/channels.ts';
import type { MqttConnection } from './connection.ts';
import { reason } from './packet/reason.ts';
import type { Sessions } from './session/sessions.ts';

export interface EndingsNeeds {
  readonly events: EventBus;
  readonly channels: Channels;
  readonly sessions: Sessions;
  readonly guard: Guard;
  readonly connections: ReadonlySet<MqttConnection>;
}

/** Ends connections and sessions when what they rest on is gone: the device, its credential, or the right to be here. */
export function followEndings({ events, channels, sessions, guard, connections }: EndingsNeeds): void {
  events.on('device.credentials', ({ tenant, device }) => channels.end(tenant, 'device', device, 'credentials-changed'));
  events.on('device.removed', ({ tenant, device }) => {
    channels.end(tenant, 'device', device, 'device-removed');
    sessions.terminateAll(tenant, 'device', device);
  });
  events.on('credential.revoked', ({ tenant, device, application, credential }) => {
    const by = (live: { readonly credential: string }): boolean => credential === undefined || live.credential === credential;
    if (device !== undefined) channels.end(tenant, 'device', device, 'revoked', by);
    if (application !== undefined) channels.end(tenant, 'application', application, 'revoked', by);
    if (device !== undefined || application !== undefined) return;
    // A credential of many, as an authority is.
    for (const connection of connections) if (connection.principal?.tenant === tenant && by(connection)) connection.end('revoked');
  });
  events.on('ban.added', ({ tenant }) => {
    for (const connection of connections) {
      const { principal } = connection;
      if (principal === undefined || (tenant !== undefined && principal.tenant !== tenant)) continue;
      const ban = guard.banned(principal, connection.clientId, connection.peer);
      // A DISCONNECT has no code of its own for it (§3.14.2.1); a CONNACK has.
      if (ban !== undefined) connection.end('banned', reason.administrativeAction, `banned: ${ban.reason}`);
    }
  });
}
