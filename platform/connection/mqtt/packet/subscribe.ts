import { ProtocolError } from '../protocol.ts';
import type { ProtocolLevel } from './level.ts';
import { property } from './property.ts';
import { PacketReader, readProperties } from './reader.ts';
import { reason } from './reason.ts';

/** Most topic filters in one SUBSCRIBE or UNSUBSCRIBE. */
export const filtersPerPacketMax = 128;

export interface Subscription {
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  /** Retained messages: 0 always, 1 for a new subscription, 2 never. */
  readonly retainHandling: 0 | 1 | 2;
}

export interface Subscribe {
  readonly packetId: number;
  /** 0 for none. */
  readonly subscriptionId: number;
  readonly subscriptions: readonly Subscription[];
}

const reader = new PacketReader();
const allowed = new Set<number>([property.subscriptionId, property.userProperty]);

/** Reads a SUBSCRIBE (§3.8). */
export function parseSubscribe(first: number, bytes: Buffer, start: number, end: number, level: ProtocolLevel): Subscribe {
  checkRequestFlags('MQTT-3.8.1-1', first, level);
  reader.over(bytes, start, end);
  const packetId = readPacketId(reader);
  const subscriptionId = level === 5 ? ((readProperties(reader, allowed).get(property.subscriptionId) as number | undefined) ?? 0) : 0;
  const subscriptions: Subscription[] = [];
  while (reader.at < end) {
    const filter = readFilter(reader);
    const subscription = readOptions(filter, reader.u8(), level);
    subscriptions.push(subscription);
    if (subscriptions.length > filtersPerPacketMax) throw tooMany();
  }
  // [MQTT5-3.8.3-2]
  if (subscriptions.length === 0) throw new ProtocolError('MQTT-3.8.3-3', 'SUBSCRIBE names no filter', reason.protocolError);
  return { packetId, subscriptionId, subscriptions };
}

function readOptions(filter: string, options: number, level: ProtocolLevel): Subscription {
  const qos = options & 3;
  if (qos === 3) throw new ProtocolError('MQTT-3.8.3-4', 'a requested QoS is 3', reason.protocolError);
  if (level < 5) {
    if (options > 2) throw new ProtocolError('MQTT-3.8.3-4', 'a requested QoS is not 0, 1 or 2', reason.malformedPacket);
    return { filter, qos: qos as 0 | 1 | 2, noLocal: false, retainAsPublished: false, retainHandling: 0 };
  }
  const retainHandling = (options >> 4) & 3;
  const noLocal = (options & 4) !== 0;
  if ((options & 0xc0) !== 0) throw new ProtocolError('MQTT5-3.8.3-5', 'reserved subscription options are set', reason.malformedPacket);
  if (retainHandling === 3) throw new ProtocolError('MQTT5-3.8.3.1', 'the retain handling is 3', reason.protocolError);
  if (noLocal && filter.startsWith('$share/'))
    throw new ProtocolError('MQTT5-3.8.3-4', 'no-local on a shared subscription', reason.protocolError);
  const retainAsPublished = (options & 8) !== 0;
  return { filter, qos: qos as 0 | 1 | 2, noLocal, retainAsPublished, retainHandling: retainHandling as 0 | 1 | 2 };
}

/** SUBSCRIBE and UNSUBSCRIBE carry the flags 0010; in MQTT 3.1 they may be marked as repetitions. */
export function checkRequestFlags(clause: string, first: number, level: ProtocolLevel): void {
  const flags = first & 0x0f;
  if (flags !== 2 && !(level === 3 && flags === 0x0a)) throw new ProtocolError(clause, 'a request has wrong flags', reason.malformedPacket);
}

export function tooMany(): ProtocolError {
  return new ProtocolError('limit', `more than ${filtersPerPacketMax} filters in one packet`, reason.quotaExceeded);
}

/** An identifier, which is never 0 [MQTT5-2.2.1-3]. */
export function readPacketId(from: PacketReader): number {
  const packetId = from.u16();
  if (packetId === 0) throw new ProtocolError('MQTT-2.3.1-1', 'the packet identifier is 0', reason.protocolError);
  return packetId;
}

/**
 * A topic filter: UTF-8 [MQTT-3.8.3-1] [MQTT-3.10.3-1], not empty, `#` last [MQTT-4.7.1-2] [MQTT5-4.7.1-1] and `+` alone [MQTT-4.7.1-3]
 * [MQTT5-4.7.1-2] in their levels, a group with a name [MQTT5-4.8.2-1] [MQTT5-4.8.2-2].
 */
export function readFilter(from: PacketReader): string {
  const filter = from.text();
  if (filter === '') throw new ProtocolError('MQTT-4.7.3-1', 'a topic filter is empty', reason.protocolError);
  const levels = filter.split('/');
  for (const [i, level] of levels.entries()) {
    if (level.includes('#') && (level !== '#' || i !== levels.length - 1))
      throw new ProtocolError('MQTT-4.7.1-2', '# is not the last level', reason.topicFilterInvalid);
    if (level.includes('+') && level !== '+')
      throw new ProtocolError('MQTT-4.7.1-3', '+ does not fill its level', reason.topicFilterInvalid);
  }
  if (levels[0] !== '$share') return filter;
  const [, group, ...shared] = levels;
  if (!group) throw new ProtocolError('MQTT5-4.8.2-1', 'a share has no name', reason.topicFilterInvalid);
  if (group === '+' || group === '#' || shared.length === 0 || (shared.length === 1 && shared[0] === ''))
    throw new ProtocolError('MQTT5-4.8.2-2', 'a shared subscription is $share/{group}/{filter}', reason.topicFilterInvalid);
  return filter;
}
