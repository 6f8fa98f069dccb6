import { type Platform, startPlatform } from '../platform.ts';
import type { Peer } from './broker.ts';

/** The platform as a broker: anybody on loopback may use the free topics. */
export interface Thalamus extends Peer {
  readonly platform: Platform;
}

/** Starts the real program; `node` are arguments of Node itself. */
export async function startThalamus(folder: string, node: readonly string[] = []): Promise<Thalamus> {
  const platform = await startPlatform(folder, { environment: { THALAMUS_MQTT_ANONYMOUS: 'default' }, node });
  return {
    name: 'thalamus',
    version: '',
    port: platform.mqttPort,
    pid: platform.pid,
    shares: true,
    session: (clientId) => ({ clientId }),
    platform,
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  };
}
