import { z } from 'zod';
import { defineRoute, type Route } from '#core/route.ts';

export interface PlatformInfo {
  readonly version: string;
  readonly mqtt: { readonly host: string; readonly port: number; readonly url: string };
  readonly mqtts: { readonly host: string; readonly port: number; readonly url: string } | null;
  readonly webSocket: { readonly url: string } | null;
  readonly secureWebSocket: { readonly url: string } | null;
  readonly http: { readonly url: string };
  readonly startedAt: Date;
}

/** Where devices and programs connect; `info` is asked at each call, as ports are known only after listening. */
export function platformRoute(info: () => PlatformInfo): Route {
  return defineRoute({
    method: 'GET',
    path: '/platform',
    id: 'getPlatform',
    tag: 'Platform',
    summary: 'Version and addresses',
    permission: 'signed-in',
    scope: 'tenant',
    response: z
      .object({
        version: z.string(),
        tenant: z.string(),
        mqtt: z.object({ host: z.string(), port: z.int(), url: z.string() }),
        mqtts: z.object({ host: z.string(), port: z.int(), url: z.string() }).nullable().describe('MQTT over TLS; null where it is off'),
        webSocket: z.object({ url: z.string() }).nullable().describe('MQTT over WebSocket; null where it is off'),
        secureWebSocket: z.object({ url: z.string() }).nullable().describe('MQTT over WebSocket with TLS; null where it is off'),
        http: z.object({ url: z.string() }),
        nodeVersion: z.string(),
        startedAt: z.iso.datetime(),
      })
      .meta({ id: 'Platform' }),
    example: {
      response: {
        version: '0.1.0',
        tenant: 'default',
        mqtt: { host: '127.0.0.1', port: 1883, url: 'mqtt://127.0.0.1:1883' },
        mqtts: { host: '127.0.0.1', port: 8883, url: 'mqtts://127.0.0.1:8883' },
        webSocket: { url: 'ws://127.0.0.1:8080/mqtt' },
        secureWebSocket: null,
        http: { url: 'http://127.0.0.1:8080' },
        nodeVersion: 'v24.12.0',
        startedAt: '2026-01-01T00:00:00.000Z',
      },
    },
    handle: async ({ tenant }) => {
      const { version, mqtt, mqtts, webSocket, secureWebSocket, http, startedAt } = info();
      return {
        version,
        tenant,
        mqtt,
        mqtts,
        webSocket,
        secureWebSocket,
        http,
        nodeVersion: process.version,
        startedAt: startedAt.toISOString(),
      };
    },
  });
}
