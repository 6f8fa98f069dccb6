import { isUtf8 } from 'node:buffer';
import { noBytes } from '../bytes.ts';
import { ProtocolError } from '../protocol.ts';
import { property } from './property.ts';
import type { PacketReader } from './reader.ts';
import { reason } from './reason.ts';

/** What the properties of one publication or will say. */
export interface MessageProperties {
  /** 0 where there is none. */
  topicAlias: number;
  /** Seconds; -1 where it never expires. */
  expirySeconds: number;
  /** Seconds; of a will only. */
  willDelaySeconds: number;
  /** True when the payload is said to be UTF-8. */
  isText: boolean;
  /**
   * The bytes of all properties that are handed on unaltered, in their order [MQTT5-3.3.2-4] [MQTT5-3.3.2-15] [MQTT5-3.3.2-16] [MQTT5-3.3.2-17]
   * [MQTT5-3.3.2-18] [MQTT5-3.3.2-20] [MQTT5-3.1.3-10].
   */
  forwarded: Buffer;
}

/** Reads the properties of a PUBLISH (§3.3.2.3) or a will (§3.1.3.2) at the reader's place; `forwarded` is a view of the packet where it can be. */
export function readMessageProperties(into: MessageProperties, reader: PacketReader, will: boolean): void {
  into.topicAlias = 0;
  into.expirySeconds = -1;
  into.willDelaySeconds = 0;
  into.isText = false;
  into.forwarded = noBytes;
  const stop = reader.propertiesEnd();
  if (reader.at === stop) return;
  const end = reader.end;
  reader.end = stop;
  let seen = 0;
  let from = reader.at;
  while (reader.at < stop) {
    const start = reader.at;
    const id = reader.varint();
    if (id !== property.userProperty) {
      const bit = id === property.topicAlias ? 1 << 30 : 1 << (id & 31);
      if ((seen & bit) !== 0) throw new ProtocolError('MQTT5-3.3.2.3', `property ${id} comes twice`, reason.protocolError);
      seen |= bit;
    }
    if (readHandedOn(into, reader, id)) continue;
    readOwn(into, reader, id, will);
    // Taken out of what is handed on, which then is no longer one piece.
    if (start > from) into.forwarded = joined(into.forwarded, reader.bytes, from, start);
    from = reader.at;
  }
  if (stop > from) into.forwarded = joined(into.forwarded, reader.bytes, from, stop);
  reader.end = end;
}

function readHandedOn(into: MessageProperties, reader: PacketReader, id: number): boolean {
  switch (id) {
    case property.payloadFormat: {
      const format = reader.u8();
      if (format > 1) throw new ProtocolError('MQTT5-3.3.2.3.2', 'the payload format indicator is neither 0 nor 1', reason.protocolError);
      into.isText = format === 1;
      return true;
    }
    case property.contentType:
      // [MQTT5-3.3.2-19]
      reader.skipText();
      return true;
    case property.responseTopic: {
      const start = reader.at + 2;
      reader.skipText();
      checkResponseTopic(reader.bytes, start, reader.at);
      return true;
    }
    case property.correlationData:
      reader.skipBinary();
      return true;
    case property.userProperty:
      reader.skipText();
      reader.skipText();
      return true;
    default:
      return false;
  }
}

function readOwn(into: MessageProperties, reader: PacketReader, id: number, will: boolean): void {
  if (id === property.messageExpiry) into.expirySeconds = reader.u32();
  else if (id === property.willDelay && will) into.willDelaySeconds = reader.u32();
  else if (id === property.topicAlias && !will) {
    into.topicAlias = reader.u16();
    if (into.topicAlias === 0) throw new ProtocolError('MQTT5-3.3.2-8', 'a topic alias is 0', reason.topicAliasInvalid);
  } else if (id === property.subscriptionId && !will) {
    throw new ProtocolError('MQTT5-3.3.4-6', 'a client sends a subscription identifier with a publication', reason.protocolError);
  } else throw new ProtocolError('MQTT5-2.2.2', `property ${id} does not belong here`, reason.malformedPacket);
}

/** A response topic is a topic [MQTT5-3.3.2-13] without wildcards [MQTT5-3.3.2-14]. */
function checkResponseTopic(bytes: Buffer, start: number, end: number): void {
  let plain = end > start;
  for (let i = start; i < end; i++) if (bytes[i] === 0x23 || bytes[i] === 0x2b) plain = false;
  if (!plain) throw new ProtocolError('MQTT5-3.3.2-14', 'the response topic is no topic', reason.protocolError);
}

function joined(before: Buffer, bytes: Buffer, start: number, end: number): Buffer {
  const piece = bytes.subarray(start, end);
  return before.length === 0 ? piece : Buffer.concat([before, piece]);
}

/** Whether a payload that is said to be UTF-8 is. */
export function payloadIsText(bytes: Buffer, start: number, end: number): boolean {
  return isUtf8(bytes.subarray(start, end));
}
