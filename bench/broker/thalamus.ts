import { type Platform, startPlatform } from '../platform.ts';
import type { Peer } from './broker.ts';

/** The platform as a broker: anybody on loopback may use the free topics. */
export interface Thalamus extends Peer {
  readonly platform: Platform;
}

/** So that what is measured is the broker and not a bound that protects it: peers have none. */
const limits = {
  'application.connections': 100_000,
  'listener.connectsPerSecond': 1_000_000,
  'listener.connectBurst': 1_000_000,
  'clientId.connectsPerSecond': 1_000_000,
  'session.queuedMessages': 1_000_000,
} as const;

/** Starts the real program; `node` are arguments of Node itself. */
export async function startThalamus(folder: string, node: readonly string[] = []): Promise<Thalamus> {
  const platform = await startPlatform(folder, { environment: { THALAMUS_BIND: '127.0.0.1', THALAMUS_MQTT_ANONYMOUS: 'default' }, node });
  await platform.operator.setConnectionLimits(limits);
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
