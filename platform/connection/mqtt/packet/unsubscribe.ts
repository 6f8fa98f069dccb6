import { ProtocolError } from '../protocol.ts';
import { filtersPerPacketMax, readFilter, readPacketId } from './subscribe.ts';
import { fieldEnd } from './text.ts';

export interface Unsubscribe {
  readonly packetId: number;
  readonly filters: readonly string[];
}

/** Reads an UNSUBSCRIBE (§3.10). */
export function parseUnsubscribe(first: number, bytes: Buffer, start: number, end: number): Unsubscribe {
  if ((first & 0x0f) !== 2) throw new ProtocolError('MQTT-3.10.1-1', 'UNSUBSCRIBE has wrong flags');
  const packetId = readPacketId(bytes, start, end);
  const filters: string[] = [];
  let at = start + 2;
  while (at < end) {
    const stop = fieldEnd(bytes, at, end);
    filters.push(readFilter(bytes, at + 2, stop));
    if (filters.length > filtersPerPacketMax) throw new ProtocolError('limit', `more than ${filtersPerPacketMax} filters in one packet`);
    at = stop;
  }
  if (filters.length === 0) throw new ProtocolError('MQTT-3.10.3-2', 'UNSUBSCRIBE names no filter');
  return { packetId, filters };
}
