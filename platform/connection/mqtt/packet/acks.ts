// Hot path: bench/ingest. PUBACK, PUBREC, PUBREL and PUBCOMP are alike.
import { ProtocolError } from '../protocol.ts';
import type { ProtocolLevel } from './level.ts';
import { property } from './property.ts';
import { PacketReader, readProperties } from './reader.ts';
import { reason as reasons } from './reason.ts';
import { PacketWriter } from './writer.ts';

/** 4 PUBACK, 5 PUBREC, 6 PUBREL, 7 PUBCOMP. */
export type AckType = 4 | 5 | 6 | 7;
/** Most bytes of one without a reason string. */
export const ackBytesMax = 5;

export interface AckView {
  packetId: number;
  reason: number;
}

const reader = new PacketReader();
const allowed = new Set<number>([property.reasonString, property.userProperty]);
/** Codes that a PUBACK or PUBREC may carry [MQTT5-3.4.2-1] [MQTT5-3.5.2-1]. */
const publishCodes = new Set<number>([
  reasons.success,
  reasons.noMatchingSubscribers,
  reasons.unspecifiedError,
  reasons.implementationSpecificError,
  reasons.notAuthorized,
  reasons.topicNameInvalid,
  reasons.packetIdentifierInUse,
  reasons.quotaExceeded,
  reasons.payloadFormatInvalid,
]);
/** Codes that a PUBREL or PUBCOMP may carry [MQTT5-3.6.2-1] [MQTT5-3.7.2-1]. */
const releaseCodes = new Set<number>([reasons.success, reasons.packetIdentifierNotFound]);

export function createAckView(): AckView {
  return { packetId: 0, reason: 0 };
}

/** Reads one of the four (§3.4 to §3.7) into `view`. */
export function readAck(
  view: AckView,
  type: AckType,
  first: number,
  bytes: Buffer,
  start: number,
  end: number,
  level: ProtocolLevel,
): void {
  const flags = first & 0x0f;
  const expected = type === 6 ? 2 : 0;
  // In MQTT 3.1 a PUBREL may be marked as a repetition.
  if (flags !== expected && !(level === 3 && type === 6 && flags === 0x0a))
    throw new ProtocolError(type === 6 ? 'MQTT-3.6.1-1' : 'MQTT-2.2.2-2', 'an acknowledgement has wrong flags', reasons.malformedPacket);
  const length = end - start;
  if (length < 2 || (level < 5 && length !== 2))
    throw new ProtocolError('MQTT-3.4', 'an acknowledgement has not two bytes', reasons.malformedPacket);
  view.packetId = ((bytes[start] as number) << 8) | (bytes[start + 1] as number);
  view.reason = length > 2 ? (bytes[start + 2] as number) : 0;
  if (view.packetId === 0) throw new ProtocolError('MQTT-2.3.1-1', 'the packet identifier is 0', reasons.protocolError);
  if (length > 2 && !(type < 6 ? publishCodes : releaseCodes).has(view.reason))
    throw new ProtocolError('MQTT5-3.4.2-1', `an acknowledgement has the reason code ${view.reason}`, reasons.protocolError);
  if (length > 3) {
    reader.over(bytes, start + 3, end);
    readProperties(reader, allowed);
    if (reader.at !== end) throw new ProtocolError('MQTT5-3.4', 'an acknowledgement is longer than its fields', reasons.malformedPacket);
  }
}

/** PUBREL and PUBCOMP of ours never have words, nor does any have user properties, which could make it too large [MQTT5-3.4.2-3] [MQTT5-3.5.2-3]
 * [MQTT5-3.6.2-2] [MQTT5-3.6.2-3] [MQTT5-3.7.2-2] [MQTT5-3.7.2-3]. Writes one at `at`, at most `ackBytesMax` bytes; the caller sees to the room. Returns how many. */
export function writeAck(into: Buffer, at: number, type: AckType, packetId: number, reason: number, level: ProtocolLevel): number {
  into[at] = (type << 4) | (type === 6 ? 2 : 0);
  into[at + 2] = packetId >>> 8;
  into[at + 3] = packetId & 0xff;
  if (level < 5 || reason === 0) {
    into[at + 1] = 2;
    return 4;
  }
  into[at + 1] = 3;
  into[at + 4] = reason;
  return 5;
}

/** One with a reason string, for clients of MQTT 5. */
export function encodeAck(type: AckType, packetId: number, reason: number, level: ProtocolLevel, text: string): Buffer {
  if (level < 5) {
    const plain = Buffer.allocUnsafe(ackBytesMax);
    return plain.subarray(0, writeAck(plain, 0, type, packetId, reason, level));
  }
  const properties = new PacketWriter().u8(property.reasonString).text(text);
  return new PacketWriter()
    .u16(packetId)
    .u8(reason)
    .sized(properties)
    .packet((type << 4) | (type === 6 ? 2 : 0));
}
