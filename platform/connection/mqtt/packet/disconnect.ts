import { ProtocolError } from '../protocol.ts';
import type { ProtocolLevel } from './level.ts';
import { property } from './property.ts';
import { PacketReader, readProperties } from './reader.ts';
import { type ReasonCode, reason } from './reason.ts';
import { PacketWriter } from './writer.ts';

export interface Disconnect {
  readonly reason: ReasonCode;
  readonly sessionExpirySeconds: number | undefined;
}

const reader = new PacketReader();
const allowed = new Set<number>([property.sessionExpiry, property.reasonString, property.userProperty]);
const plain: Disconnect = { reason: reason.success, sessionExpirySeconds: undefined };

/** Reads a DISCONNECT (§3.14). */
export function parseDisconnect(first: number, bytes: Buffer, start: number, end: number, level: ProtocolLevel): Disconnect {
  if ((first & 0x0f) !== 0) throw new ProtocolError('MQTT-3.14.1-1', 'DISCONNECT has reserved flags set', reason.malformedPacket);
  if (start === end) return plain;
  if (level < 5) throw new ProtocolError('MQTT-3.14.1-1', 'DISCONNECT has a body', reason.malformedPacket);
  reader.over(bytes, start, end);
  const code = reader.u8();
  if (reader.at === end) return { reason: code, sessionExpirySeconds: undefined };
  const properties = readProperties(reader, allowed);
  if (reader.at !== end) throw new ProtocolError('MQTT5-3.14', 'DISCONNECT is longer than its fields', reason.malformedPacket);
  return { reason: code, sessionExpirySeconds: properties.get(property.sessionExpiry) as number | undefined };
}

/** A DISCONNECT of ours, which MQTT 5 has. */
export function encodeDisconnect(fields: {
  readonly reason: ReasonCode;
  readonly reasonString?: string;
  readonly serverReference?: string;
}): Buffer {
  const properties = new PacketWriter();
  if (fields.reasonString) properties.u8(property.reasonString).text(fields.reasonString);
  if (fields.serverReference) properties.u8(property.serverReference).text(fields.serverReference);
  return new PacketWriter().u8(fields.reason).sized(properties).packet(0xe0);
}
