import type { ConnectionPlatform } from '#platform/connection/index.ts';
import type { Listening } from './bind.ts';
import { assertPortFree, opening } from './boot-server.ts';
import type { Config } from './config.ts';
import { variableOf } from './config-keys.ts';

/** Where MQTT is listened on; what is off is left out. */
export type MqttPorts = { readonly [kind in 'tcp' | 'tls' | 'wss']?: number };

/** Ports as people are told them. */
export interface MqttAddresses {
  readonly mqtt: { readonly host: string; readonly port: number; readonly url: string };
  readonly mqtts: { readonly host: string; readonly port: number; readonly url: string } | null;
  readonly webSocket: { readonly url: string } | null;
  readonly secureWebSocket: { readonly url: string } | null;
}

const ways = [
  { kind: 'tcp', name: 'mqttPort' },
  { kind: 'tls', name: 'mqttTlsPort' },
  { kind: 'wss', name: 'mqttWssPort' },
] as const;

/** Throws `StartError` when one of the ports is taken. */
export async function assertMqttPortsFree(bind: string, config: Config): Promise<void> {
  for (const { name } of ways) {
    const port = config[name];
    if (port !== 'off') await assertPortFree(bind, port, variableOf(name));
  }
}

/** Opens all MQTT listeners that the configuration names; tells their ports. */
export async function openMqttPorts(platform: ConnectionPlatform, config: Config, bind: string): Promise<MqttPorts> {
  const ports: Partial<Record<(typeof ways)[number]['kind'], number>> = {};
  for (const { kind, name } of ways) {
    const port = config[name];
    if (port === 'off') continue;
    ports[kind] = (await opening(bind, port, variableOf(name), platform.listen({ kind, bind, port }))).port;
  }
  return ports;
}

/** The ports as configured, before any is listened on. */
export function wantedPorts(config: Config): MqttPorts {
  return Object.fromEntries(ways.flatMap(({ kind, name }) => (config[name] === 'off' ? [] : [[kind, config[name]]])));
}

export function mqttAddresses({ tcp, tls, wss }: MqttPorts, config: Config, { shown }: Listening): MqttAddresses {
  const host = shown.includes(':') ? `[${shown}]` : shown;
  const secure = tls === undefined ? null : { host: shown, port: tls, url: `mqtts://${host}:${tls}` };
  const plain = tcp === undefined ? undefined : { host: shown, port: tcp, url: `mqtt://${host}:${tcp}` };
  // What people call the HTTP port is what the WebSocket is called, a proxy's TLS included.
  const base = config.publicUrl?.replace(/^http/, 'ws') ?? `ws://${host}:${config.httpPort}`;
  const webSocket = config.mqttWs === 'off' ? null : { url: `${base}/mqtt` };
  const secureWebSocket = wss === undefined ? null : { url: `wss://${host}:${wss}/mqtt` };
  // Where plain MQTT is off, the next best is what devices are told.
  const last = { host: shown, port: wss ?? config.httpPort, url: (secureWebSocket ?? webSocket)?.url ?? '' };
  return { mqtt: plain ?? secure ?? last, mqtts: secure, webSocket, secureWebSocket };
}
