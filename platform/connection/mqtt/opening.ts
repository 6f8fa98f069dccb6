import { randomUUID } from 'node:crypto';
import type { Login, Principal } from '../principal.ts';
import type { Channel, LiveSession } from '../session/channels.ts';
import type { Peer } from '../transport/peer.ts';
import type { Refused } from './admission.ts';
import type { MqttGateway } from './gateway.ts';
import { sweepMs, unacknowledgedPublishesMax } from './limits.ts';
import type { ConnackFields } from './packet/connack.ts';
import type { Connect } from './packet/connect.ts';
import { reason } from './packet/reason.ts';
import type { ClientSession } from './session/client-session.ts';

/** What a client that proved who it is gets: a session, and what CONNACK tells about it. */
export interface Opened {
  readonly session: ClientSession;
  readonly channel: Channel;
  readonly keepAliveSeconds: number;
  readonly connack: ConnackFields;
}

/**
 * Opens the session of a client that proved who it is; synchronous, so that connections are counted in the turn in which they are admitted.
 * A refusal names the limit.
 */
export function openSession(
  gateway: MqttGateway,
  connect: Connect,
  { principal }: Login & { readonly ok: true },
  live: LiveSession & { readonly peer: Peer },
): Opened | Refused {
  // [MQTT-3.1.3-6] [MQTT5-3.2.2-16]
  const clientId = connect.clientId === '' ? randomUUID() : connect.clientId;
  if (!gateway.channels.admits(principal, clientId)) {
    const text = 'the tenant has all the connections that its quota allows';
    return { code: reason.quotaExceeded, why: 'quota connections', text };
  }
  const { will } = connect;
  if (will !== undefined && principal.kind === 'application' && !principal.mayPublish(will.topic))
    return { code: reason.notAuthorized, why: 'will-topic', text: `not allowed to publish the will on ${will.topic.slice(0, 64)}` };
  const guarded = gateway.guard.opened(principal, clientId, live.peer);
  if (guarded !== undefined) return { code: guarded.code, why: guarded.limit, text: guarded.text };
  const { sessionExpirySecondsMax, keepAliveSecondsMax, topicAliasMax } = gateway.limits();
  const asked = connect.properties.sessionExpirySeconds;
  const expirySeconds = Math.min(asked, sessionExpirySecondsMax);
  const { level, cleanStart } = connect;
  let session!: ClientSession;
  let present = false;
  const channel = gateway.channels.join(principal, live, () => {
    ({ session, present } = gateway.sessions.open({ principal, clientId, level, cleanStart, expirySeconds, will }));
  });
  const keepAliveSeconds = keepAlive(connect, keepAliveSecondsMax);
  const connack: ConnackFields = {
    reason: reason.success,
    // [MQTT-3.2.2-1] [MQTT-3.2.2-2] [MQTT-3.2.2-3] [MQTT5-3.2.2-2] [MQTT5-3.2.2-3]
    sessionPresent: present,
    ...(connect.level < 5
      ? {}
      : {
          ...(expirySeconds === asked ? {} : { sessionExpirySeconds: expirySeconds }),
          // [MQTT5-3.1.3-7]
          ...(connect.clientId === '' ? { assignedClientId: clientId } : {}),
          ...(keepAliveSeconds === connect.keepAliveSeconds ? {} : { serverKeepAlive: keepAliveSeconds }),
          receiveMax: unacknowledgedPublishesMax,
          packetBytesMax: gateway.packetBytesMax,
          topicAliasMax,
          // [MQTT5-3.1.2-28]
          ...(connect.properties.requestResponseInformation ? { responseInformation: responseTopics(principal, clientId) } : {}),
        }),
  };
  return { session, channel, keepAliveSeconds, connack };
}

/** Silence that ends a connection [MQTT5-3.1.2-22]; 0 for never. What was read is noted by a clock as old as the last sweep, hence a little more. */
export function idleMs(keepAliveSeconds: number): number {
  return keepAliveSeconds === 0 ? 0 : keepAliveSeconds * 1500 + sweepMs;
}

/** A client of MQTT 5 is told our bound, or keeps what it asked for [MQTT5-3.2.2-22]; older ones keep what they asked for. */
function keepAlive({ level, keepAliveSeconds }: Connect, most: number): number {
  return level === 5 && (keepAliveSeconds === 0 || keepAliveSeconds > most) ? most : keepAliveSeconds;
}

/** Where a client may have answers sent to: topics that it may subscribe to and nobody else uses. */
function responseTopics({ kind, name }: Principal, clientId: string): string {
  return kind === 'device' ? `devices/${name}/down/responses/` : `responses/${clientId}/`;
}
