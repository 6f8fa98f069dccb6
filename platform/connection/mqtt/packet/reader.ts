import { ProtocolError } from '../protocol.ts';
import { property } from './property.ts';
import { reason } from './reason.ts';
import { checkText, decodeText, fieldEnd } from './text.ts';

/** A place in the body of one packet, which moves on as it is read; throws `ProtocolError` where the packet ends too early. */
export class PacketReader {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  end = 0;

  /** Reading is synchronous, so one reader serves all. */
  over(bytes: Buffer, start: number, end: number): this {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    return this;
  }

  u8(): number {
    this.#need(1);
    return this.bytes[this.at++] as number;
  }

  u16(): number {
    this.#need(2);
    this.at += 2;
    return this.bytes.readUInt16BE(this.at - 2);
  }

  u32(): number {
    this.#need(4);
    this.at += 4;
    return this.bytes.readUInt32BE(this.at - 4);
  }

  /** A variable byte integer, in as few bytes as it needs (MQTT 5 §1.5.5) [MQTT5-1.5.5-1]. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.u8();
      value += (byte & 127) * 2 ** shift;
      if (byte > 127) continue;
      if (byte === 0 && shift > 0)
        throw new ProtocolError('MQTT5-1.5.5-1', 'a length takes more bytes than it needs', reason.malformedPacket);
      return value;
    }
    throw new ProtocolError('MQTT5-1.5.5', 'a length takes more than four bytes', reason.malformedPacket);
  }

  text(): string {
    const stop = fieldEnd(this.bytes, this.at, this.end);
    const text = decodeText(this.bytes, this.at + 2, stop);
    this.at = stop;
    return text;
  }

  /** Passes over a text that must be one. */
  skipText(): void {
    const stop = fieldEnd(this.bytes, this.at, this.end);
    checkText(this.bytes, this.at + 2, stop);
    this.at = stop;
  }

  /** Binary data; a copy, as it may outlive the read buffer. */
  binary(): Buffer {
    const stop = fieldEnd(this.bytes, this.at, this.end);
    const copy = Buffer.from(this.bytes.subarray(this.at + 2, stop));
    this.at = stop;
    return copy;
  }

  skipBinary(): void {
    this.at = fieldEnd(this.bytes, this.at, this.end);
  }

  /** Where the properties that begin here end. */
  propertiesEnd(): number {
    const length = this.varint();
    if (this.at + length > this.end)
      throw new ProtocolError('MQTT5-2.2.2', 'the properties are longer than their packet', reason.malformedPacket);
    return this.at + length;
  }

  #need(count: number): void {
    if (this.at + count > this.end) throw new ProtocolError('MQTT-1.5', 'the packet ends too early', reason.malformedPacket);
  }
}

/** Properties of a packet, by identifier: numbers, texts, binary data; user properties are only checked. */
export type Properties = ReadonlyMap<number, number | string | Buffer>;

const noProperties: Properties = new Map();

/** Reads the properties at the reader's place; all but those `allowed` are refused [MQTT5-2.2.2], as is one that comes twice. */
export function readProperties(reader: PacketReader, allowed: ReadonlySet<number>): Properties {
  const stop = reader.propertiesEnd();
  if (reader.at === stop) return noProperties;
  const end = reader.end;
  reader.end = stop;
  const found = new Map<number, number | string | Buffer>();
  while (reader.at < stop) {
    const id = reader.varint();
    if (!allowed.has(id)) {
      // An identifier that exists nowhere is malformed, one that does not belong here too (§2.2.2.2).
      throw new ProtocolError('MQTT5-2.2.2', `property ${id} does not belong into this packet`, reason.malformedPacket);
    }
    if (id === property.userProperty) {
      // Both halves [MQTT5-1.5.7-1].
      reader.skipText();
      reader.skipText();
      continue;
    }
    if (found.has(id)) throw new ProtocolError('MQTT5-2.2.2', `property ${id} comes twice`, reason.protocolError);
    found.set(id, readValue(reader, id));
  }
  reader.end = end;
  return found;
}

function readValue(reader: PacketReader, id: number): number | string | Buffer {
  switch (id) {
    case property.payloadFormat:
    case property.requestProblemInformation:
    case property.requestResponseInformation:
      return atMost(reader.u8(), 1, id);
    case property.messageExpiry:
    case property.sessionExpiry:
    case property.willDelay:
      return reader.u32();
    case property.packetBytesMax:
      return atLeast(reader.u32(), 1, id);
    case property.receiveMax:
      return atLeast(reader.u16(), 1, id);
    case property.topicAliasMax:
    case property.topicAlias:
      return reader.u16();
    case property.subscriptionId:
      return atLeast(reader.varint(), 1, id);
    case property.correlationData:
    case property.authData:
      return reader.binary();
    default:
      return reader.text();
  }
}

function atMost(value: number, most: number, id: number): number {
  if (value > most) throw new ProtocolError('MQTT5-2.2.2', `property ${id} is ${value}, at most ${most} is allowed`, reason.protocolError);
  return value;
}

function atLeast(value: number, least: number, id: number): number {
  if (value < least) throw new ProtocolError('MQTT5-2.2.2', `property ${id} must not be ${value}`, reason.protocolError);
  return value;
}
