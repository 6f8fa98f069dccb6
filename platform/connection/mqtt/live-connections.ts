import type { ConnectionView, LiveConnections } from '../trace/connection-view.ts';
import type { MqttConnection } from './connection.ts';
import { pauses } from './wire.ts';

/** Open connections as those see them who look after the platform; read when somebody looks. */
export function liveConnections(connections: ReadonlySet<MqttConnection>): LiveConnections {
  return { connections: views, subscriptionsOf };

  function* views(): Iterable<ConnectionView> {
    for (const connection of connections) {
      const view = viewOf(connection);
      if (view !== undefined) yield view;
    }
  }

  function subscriptionsOf(id: string) {
    for (const connection of connections) {
      if (connection.id === id && connection.session !== undefined)
        return [...connection.session.subscriptions].map(([filter, { qos }]) => ({ filter, qos }));
    }
    return undefined;
  }
}

/** Undefined before the login is decided. */
function viewOf(connection: MqttConnection): ConnectionView | undefined {
  const { session, principal, peer, wire, messages } = connection;
  if (session === undefined || principal === undefined) return undefined;
  return {
    ...{ id: connection.id, tenant: session.tenant, kind: session.kind, owner: session.owner, clientId: session.clientId },
    device: principal.kind === 'device' ? principal.device : undefined,
    ...{ level: connection.level, listener: peer.listener, address: peer.address, credential: connection.credential },
    ...{ connectedAt: connection.connectedAt, keepAliveSeconds: connection.keepAliveSeconds, cleanStart: connection.cleanStart },
    ...{ expirySeconds: session.expirySeconds, subscriptions: session.subscriptions.size },
    ...{ inflight: session.inflight, queued: session.queued, dropped: session.dropped },
    ...{ bytesIn: connection.bytesIn, bytesOut: wire.bytesOut, messagesIn: messages.in, messagesOut: messages.out },
    unsentBytes: wire.unsent,
    paused: Object.entries(pauses).flatMap(([name, bit]) => ((wire.paused & bit) === 0 ? [] : [name])),
    lastActiveAt: connection.lastPublishAt,
    end: (reason) => connection.end(reason),
  };
}
