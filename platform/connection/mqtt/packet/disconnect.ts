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
/** Codes that a client may leave with [MQTT5-3.14.2-1]. */
const clientCodes = new Set<number>([
  reason.success,
  reason.disconnectWithWill,
  reason.unspecifiedError,
  reason.malformedPacket,
  reason.protocolError,
  reason.implementationSpecificError,
  reason.topicNameInvalid,
  reason.receiveMaximumExceeded,
  reason.topicAliasInvalid,
  reason.packetTooLarge,
  reason.messageRateTooHigh,
  reason.quotaExceeded,
  reason.administrativeAction,
  reason.payloadFormatInvalid,
]);
const plain: Disconnect = { reason: reason.success, sessionExpirySeconds: undefined };

/** Reads a DISCONNECT (§3.14). */
export function parseDisconnect(first: number, bytes: Buffer, start: number, end: number, level: ProtocolLevel): Disconnect {
  // [MQTT5-3.14.1-1]
  if ((first & 0x0f) !== 0) throw new ProtocolError('MQTT-3.14.1-1', 'DISCONNECT has reserved flags set', reason.malformedPacket);
  if (start === end) return plain;
  if (level < 5) throw new ProtocolError('MQTT-3.14.1-1', 'DISCONNECT has a body', reason.malformedPacket);
  reader.over(bytes, start, end);
  const code = reader.u8();
  if (!clientCodes.has(code)) throw new ProtocolError('MQTT5-3.14.2-1', `DISCONNECT has the reason code ${code}`, reason.protocolError);
  if (reader.at === end) return { reason: code, sessionExpirySeconds: undefined };
  const properties = readProperties(reader, allowed);
  if (reader.at !== end) throw new ProtocolError('MQTT5-3.14', 'DISCONNECT is longer than its fields', reason.malformedPacket);
  return { reason: code, sessionExpirySeconds: properties.get(property.sessionExpiry) as number | undefined };
}

/** What we say before we close. */
export interface Farewell {
  readonly reason: ReasonCode;
  readonly reasonString?: string;
  readonly serverReference?: string;
}

/**
 * A DISCONNECT of ours, which MQTT 5 has: without a session expiry [MQTT5-3.14.2-2], and without words where those would make it larger than
 * the peer takes [MQTT5-3.14.2-3]; it never has user properties [MQTT5-3.14.2-4].
 */
export function encodeDisconnect(fields: Farewell, packetBytesMax = Number.POSITIVE_INFINITY): Buffer {
  const whole = encode(fields);
  return whole.length <= packetBytesMax ? whole : encode({ reason: fields.reason });
}

function encode(fields: Farewell): Buffer {
  const properties = new PacketWriter();
  if (fields.reasonString) properties.u8(property.reasonString).text(fields.reasonString);
  if (fields.serverReference) properties.u8(property.serverReference).text(fields.serverReference);
  return new PacketWriter().u8(fields.reason).sized(properties).packet(0xe0);
}
