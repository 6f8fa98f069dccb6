import { randomUUID } from 'node:crypto';
import type { DeviceRef } from '#core/device.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Peer } from '../transport/peer.ts';
import { count, type MqttGateway } from './gateway.ts';
import { clientIdCharactersMax } from './limits.ts';
import { encodeConnack } from './packet/connack.ts';
import type { Connect } from './packet/connect.ts';
import { connectReturn } from './protocol.ts';

/** What a CONNECT is answered with; without a session the connection ends after the CONNACK. */
export interface ConnectAnswer {
  readonly connack: Buffer;
  readonly reason: string;
  readonly session?: { readonly device: DeviceRef; readonly dialect: Dialect; readonly clientId: string };
}

/** Refuses a device that proved who it is where its tenant has as many connections as it may. */
export function refuseFull(gateway: MqttGateway, session: NonNullable<ConnectAnswer['session']>): ConnectAnswer | undefined {
  if (gateway.channels.admits(session.device, session.clientId)) return undefined;
  count(gateway.counters.refusedLogins, 'quota connections');
  return { connack: encodeConnack(connectReturn.serverUnavailable), reason: 'refused: quota connections' };
}

/** Decides on a CONNECT (§3.1.4): protocol, dialect, throttle, secret. */
export async function answerConnect(gateway: MqttGateway, connect: Connect, peer: Peer): Promise<ConnectAnswer> {
  const refuse = (code: number, reason: string): ConnectAnswer => {
    count(gateway.counters.refusedLogins, reason);
    return { connack: encodeConnack(code), reason: `refused: ${reason}` };
  };
  if (connect.level !== 4) return refuse(connectReturn.unacceptableProtocol, 'protocol-version');
  // [MQTT-3.1.3-8]: an empty identifier needs a clean session.
  if (connect.clientId === '' && !connect.cleanSession) return refuse(connectReturn.identifierRejected, 'client-id');
  if (connect.clientId.length > clientIdCharactersMax) return refuse(connectReturn.identifierRejected, 'client-id');
  if (gateway.throttle.blocked(peer.address)) return refuse(connectReturn.notAuthorized, 'too-many-refused-logins');
  try {
    const login = await gateway.authenticator.login({ ...connect, level: 4, peer });
    if (!login.ok) {
      gateway.throttle.refused(peer.address);
      return refuse(login.code === 0x87 ? connectReturn.notAuthorized : connectReturn.badCredentials, login.reason);
    }
    if (login.principal.kind !== 'device') return refuse(connectReturn.notAuthorized, 'application');
    const { device, dialect } = login.principal;
    const clientId = connect.clientId === '' ? randomUUID() : connect.clientId;
    return { connack: encodeConnack(connectReturn.accepted), reason: 'accepted', session: { device, dialect, clientId } };
  } catch {
    return refuse(connectReturn.serverUnavailable, 'registry-unavailable');
  }
}
