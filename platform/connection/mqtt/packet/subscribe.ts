import { ProtocolError } from '../protocol.ts';
import { decodeText, fieldEnd } from './text.ts';

/** Most topic filters in one SUBSCRIBE or UNSUBSCRIBE. */
export const filtersPerPacketMax = 128;

export interface Subscription {
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
}

export interface Subscribe {
  readonly packetId: number;
  readonly subscriptions: readonly Subscription[];
}

/** Reads a SUBSCRIBE (§3.8). */
export function parseSubscribe(first: number, bytes: Buffer, start: number, end: number): Subscribe {
  if ((first & 0x0f) !== 2) throw new ProtocolError('MQTT-3.8.1-1', 'SUBSCRIBE has wrong flags');
  const packetId = readPacketId(bytes, start, end);
  const subscriptions: Subscription[] = [];
  let at = start + 2;
  while (at < end) {
    const stop = fieldEnd(bytes, at, end);
    const filter = readFilter(bytes, at + 2, stop);
    const qos = bytes[stop];
    if (qos === undefined || stop >= end || qos > 2) throw new ProtocolError('MQTT-3.8.3-4', 'a requested QoS is not 0, 1 or 2');
    subscriptions.push({ filter, qos: qos as 0 | 1 | 2 });
    if (subscriptions.length > filtersPerPacketMax)
      throw new ProtocolError('limit', `more than ${filtersPerPacketMax} filters in one packet`);
    at = stop + 1;
  }
  if (subscriptions.length === 0) throw new ProtocolError('MQTT-3.8.3-3', 'SUBSCRIBE names no filter');
  return { packetId, subscriptions };
}

export function readPacketId(bytes: Buffer, start: number, end: number): number {
  if (start + 2 > end) throw new ProtocolError('MQTT-2.3.1', 'the packet ends before its identifier');
  const packetId = bytes.readUInt16BE(start);
  if (packetId === 0) throw new ProtocolError('MQTT-2.3.1-1', 'the packet identifier is 0');
  return packetId;
}

/** A topic filter: not empty, `#` last and `+` alone in their levels [MQTT-4.7.1-2] [MQTT-4.7.1-3]. */
export function readFilter(bytes: Buffer, start: number, end: number): string {
  if (start === end) throw new ProtocolError('MQTT-4.7.3-1', 'a topic filter is empty');
  const filter = decodeText(bytes, start, end);
  const levels = filter.split('/');
  for (const [i, level] of levels.entries()) {
    if (level.includes('#') && (level !== '#' || i !== levels.length - 1))
      throw new ProtocolError('MQTT-4.7.1-2', '# is not the last level');
    if (level.includes('+') && level !== '+') throw new ProtocolError('MQTT-4.7.1-3', '+ does not fill its level');
  }
  return filter;
}
