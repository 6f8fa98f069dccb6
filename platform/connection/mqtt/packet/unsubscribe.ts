import { ProtocolError } from '../protocol.ts';
import type { ProtocolLevel } from './level.ts';
import { property } from './property.ts';
import { PacketReader, readProperties } from './reader.ts';
import { reason } from './reason.ts';
import { checkRequestFlags, filtersPerPacketMax, readFilter, readPacketId, tooMany } from './subscribe.ts';

export interface Unsubscribe {
  readonly packetId: number;
  readonly filters: readonly string[];
}

const reader = new PacketReader();
const allowed = new Set<number>([property.userProperty]);

/** Reads an UNSUBSCRIBE (§3.10). */
export function parseUnsubscribe(first: number, bytes: Buffer, start: number, end: number, level: ProtocolLevel): Unsubscribe {
  checkRequestFlags('MQTT-3.10.1-1', first, level);
  reader.over(bytes, start, end);
  const packetId = readPacketId(reader);
  if (level === 5) readProperties(reader, allowed);
  const filters: string[] = [];
  while (reader.at < end) {
    filters.push(readFilter(reader));
    if (filters.length > filtersPerPacketMax) throw tooMany();
  }
  if (filters.length === 0) throw new ProtocolError('MQTT-3.10.3-2', 'UNSUBSCRIBE names no filter', reason.protocolError);
  return { packetId, filters };
}
