import { z } from 'zod';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import type { ConnectionList } from './connection-list.ts';
import { type Connection, connectionDetailSchema, connectionListQuery, connectionPage } from './connection-shape.ts';
import type { LiveConnections } from './connection-view.ts';

const connectionExample: Connection = {
  id: '7c',
  kind: 'device',
  owner: 'pump-1',
  clientId: 'default/pump-1',
  protocol: 'mqtt-5',
  listener: 'tls',
  address: '192.0.2.7',
  credential: 'secret',
  connectedAt: '2026-01-01T08:30:00.000Z',
  lastActiveAt: '2026-01-01T08:43:00.000Z',
  keepAliveSeconds: 60,
  cleanStart: false,
  expirySeconds: 3600,
  subscriptions: 1,
  inflight: 0,
  queued: 0,
  dropped: 0,
  bytesIn: 48_213,
  bytesOut: 1204,
  messagesIn: 780,
  messagesOut: 2,
  messagesPerSecond: 1,
  bytesPerSecond: 62.4,
  unsentBytes: 0,
  paused: [],
};

const params = z.object({ connection: z.string().min(1).max(64) });

/** The live connections of a tenant. */
export function connectionRoutes(connections: ConnectionList, live: () => LiveConnections): readonly Route[] {
  const about = { tag: 'Connections', scope: 'tenant' } as const;
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/connections',
      id: 'listConnections',
      summary: 'Who is connected',
      description:
        'Of devices that you may see; with the permission in the whole tenant also of applications. `sort=-talk` gives those first that talk most, `sort=-waiting` those that take their messages slowest. Takes any condition (see [filters](filters.md)). The list is live: while you turn its pages, connections come and go.',
      permission: 'connection.read',
      query: connectionListQuery,
      response: connectionPage,
      example: { response: { items: [connectionExample], next: null, total: 1 } },
      handle: async ({ tenant, access, query }) => connections.list(tenant, access, query),
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/connections/{connection}',
      id: 'getConnection',
      summary: 'Read a connection, with what it is subscribed to',
      permission: 'connection.read',
      params,
      response: connectionDetailSchema,
      example: { response: { ...connectionExample, filters: [{ filter: 'devices/pump-1/down/#', qos: 1 }] } },
      handle: async ({ tenant, access, params: { connection } }) => {
        const view = connections.find(tenant, access, connection, 'connection.read');
        return { ...connections.told(view), filters: [...(live().subscriptionsOf(view.id) ?? [])] };
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/connections/{connection}/end',
      id: 'endConnection',
      summary: 'End a connection',
      description:
        'A client of MQTT 5 is told "administrative action" (0x98). Its session stays as it asked for, and it may connect again: to keep it out, ban it or disable the device.',
      permission: 'connection.end',
      params,
      response: z.null(),
      status: 204,
      repeat: 'refused',
      audit: {
        type: 'connection',
        before: async ({ tenant, params }: AuditedCall<{ readonly connection: string }, unknown>) => {
          for (const view of live().connections()) {
            const { kind, owner, clientId, address } = view;
            if (view.id === params.connection && view.tenant === tenant) return { kind, owner, clientId, address };
          }
          return null;
        },
      },
      example: { response: null },
      handle: async ({ tenant, access, params: { connection } }) => {
        connections.find(tenant, access, connection, 'connection.end').end('administrative');
        return null;
      },
    }),
  ];
}
