import { z } from 'zod';
import { defineRoute, type Route } from '#core/route.ts';
import type { MqttListeners } from './mqtt-listeners.ts';
import { authorityRoute } from './tls/authority-route.ts';
import type { CertificateState } from './tls/certificates.ts';

const listenersSchema = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(['tcp', 'tls', 'ws', 'wss']),
        address: z.string(),
        port: z.int(),
        connections: z.int(),
        max: z.int().nullable().describe('Further connections are closed at once; null: no bound'),
      }),
    ),
    turnedAway: z
      .array(z.object({ reason: z.string(), count: z.int() }))
      .describe('Connections since the start that ended before a byte of MQTT was read, most first'),
    certificate: z
      .object({
        source: z.enum(['development', 'operator']),
        expiresAt: z.iso.datetime().describe('When the first of those in use ends'),
        failure: z.string().nullable().describe('Why newer files are not in use; null: all is well'),
      })
      .nullable()
      .describe('null: no TLS'),
  })
  .meta({ id: 'MqttListeners' });

/** Where MQTT comes in, for those who run the platform; and what clients of TLS have to trust. */
export function listenerRoutes(
  listeners: Pick<MqttListeners, 'views' | 'turnedAway'>,
  certificate: () => CertificateState | undefined,
): readonly Route[] {
  return [
    authorityRoute(certificate),
    defineRoute({
      method: 'GET',
      path: '/operator/mqtt-listeners',
      id: 'listMqttListeners',
      tag: 'Operators',
      summary: 'List the ways in for MQTT',
      description: 'Addresses with their open connections, whom they turned away and why, and how the TLS certificate is.',
      permission: 'operator',
      scope: 'none',
      response: listenersSchema,
      example: {
        response: {
          items: [{ name: 'tls:8883', kind: 'tls', address: '::', port: 8883, connections: 1204, max: 100_000 }],
          turnedAway: [{ reason: 'tls-not-trusted', count: 3 }],
          certificate: { source: 'operator', expiresAt: '2026-06-01T00:00:00.000Z', failure: null },
        },
      },
      handle: async () => {
        const state = certificate();
        return {
          items: listeners.views().map(({ name, kind, address, port, connections, max }) => {
            return { name, kind, address, port, connections, max: Number.isFinite(max) ? max : null };
          }),
          turnedAway: [...listeners.turnedAway].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
          certificate:
            state === undefined
              ? null
              : { source: state.source, expiresAt: new Date(state.expiresAt).toISOString(), failure: state.failure ?? null },
        };
      },
    }),
  ];
}
