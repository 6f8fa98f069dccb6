import { ProtocolError } from '../protocol.ts';
import { encodeConnack } from './connack.ts';
import type { ProtocolLevel } from './level.ts';
import { type MessageProperties, payloadIsText, readMessageProperties } from './message-properties.ts';
import { property } from './property.ts';
import { PacketReader, type Properties, readProperties } from './reader.ts';
import { reason } from './reason.ts';

/** What is published when the connection of its client is lost. */
export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly delaySeconds: number;
  /** Seconds; -1 where the message never expires. */
  readonly expirySeconds: number;
  /** Properties that are handed on unaltered, as bytes. */
  readonly forwarded: Buffer;
}

/** What a client of MQTT 5 says about itself; for older ones what their specification means. */
export interface ConnectProperties {
  /** 0 ends the session with its connection, 0xffffffff never. */
  readonly sessionExpirySeconds: number;
  readonly receiveMax: number;
  readonly packetBytesMax: number;
  readonly topicAliasMax: number;
  readonly requestResponseInformation: boolean;
  readonly requestProblemInformation: boolean;
  readonly authMethod: string | undefined;
  readonly authData: Buffer | undefined;
}

export interface Connect {
  readonly level: ProtocolLevel;
  readonly cleanStart: boolean;
  readonly keepAliveSeconds: number;
  readonly clientId: string;
  readonly will: Will | undefined;
  readonly username: string | undefined;
  readonly password: Buffer | undefined;
  readonly properties: ConnectProperties;
}

const neverExpires = 0xffffffff;
const reader = new PacketReader();
const connectProperties = new Set<number>([
  property.sessionExpiry,
  property.receiveMax,
  property.packetBytesMax,
  property.topicAliasMax,
  property.requestResponseInformation,
  property.requestProblemInformation,
  property.userProperty,
  property.authMethod,
  property.authData,
]);

/** Reads the body of a CONNECT (§3.1). Copies what outlives the read buffer. */
export function parseConnect(first: number, bytes: Buffer, start: number, end: number): Connect {
  if ((first & 0x0f) !== 0) throw new ProtocolError('MQTT-2.2.2-2', 'CONNECT has reserved flags set', reason.malformedPacket);
  reader.over(bytes, start, end);
  const level = readLevel(reader);
  const peer = { packetBytesMax: Number.POSITIVE_INFINITY };
  try {
    return readConnect(reader, level, peer);
  } catch (error) {
    // [MQTT5-3.1.4-1]: told in CONNACK, as the version is known; older ones get no answer [MQTT-3.1.4-1].
    if (error instanceof ProtocolError && level === 5)
      error.answer ??= encodeConnack(5, { reason: error.reason, sessionPresent: false, reasonString: error.message }, peer.packetBytesMax);
    throw error;
  }
}

/** [MQTT-3.1.2-1] [MQTT-3.1.2-2] [MQTT5-3.1.2-2] */
function readLevel(from: PacketReader): ProtocolLevel {
  const name = from.text();
  // The high bit marks the bridges of some brokers, which are clients like any other.
  const level = from.u8() & 0x7f;
  if (name === 'MQTT' && (level === 4 || level === 5)) return level;
  if (name === 'MQIsdp' && level === 3) return 3;
  const known = name === 'MQTT' || name === 'MQIsdp';
  const error = new ProtocolError(
    known ? 'MQTT-3.1.2-2' : 'MQTT-3.1.2-1',
    `protocol ${name.slice(0, 16)} level ${level} is not offered`,
    reason.unsupportedProtocolVersion,
  );
  if (known) error.answer = encodeConnack(level > 5 ? 5 : 4, { reason: reason.unsupportedProtocolVersion, sessionPresent: false });
  throw error;
}

/** `peer` learns what the client takes, also when the rest is broken. */
function readConnect(from: PacketReader, level: ProtocolLevel, peer: { packetBytesMax: number }): Connect {
  const flags = from.u8();
  const hasUsername = (flags & 0x80) !== 0;
  const hasPassword = (flags & 0x40) !== 0;
  const hasWill = (flags & 0x04) !== 0;
  const willQos = (flags >> 3) & 3;
  if (level > 3 && (flags & 0x01) !== 0) throw malformed('MQTT-3.1.2-3', 'the reserved connect flag is set');
  // [MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15] [MQTT5-3.1.2-11] [MQTT5-3.1.2-13]
  if (!hasWill && (flags & 0x38) !== 0) throw malformed('MQTT-3.1.2-11', 'will flags without a will');
  // [MQTT5-3.1.2-12]
  if (willQos === 3) throw malformed('MQTT-3.1.2-14', 'the will’s QoS is 3');
  // MQTT 5 allows a password alone.
  if (level === 4 && !hasUsername && hasPassword) throw malformed('MQTT-3.1.2-22', 'a password without a user name');
  const cleanStart = (flags & 0x02) !== 0;
  const keepAliveSeconds = from.u16();
  const properties = level === 5 ? readConnectProperties(readProperties(from, connectProperties)) : olderProperties(cleanStart);
  peer.packetBytesMax = properties.packetBytesMax;
  // The fields come in this order [MQTT-3.1.3-1], the client identifier first [MQTT-3.1.3-3] and as UTF-8 [MQTT-3.1.3-4].
  const clientId = from.text();
  // [MQTT-3.1.2-9] [MQTT5-3.1.2-9]
  const will = hasWill ? readWill(from, level, willQos as 0 | 1 | 2, (flags & 0x20) !== 0) : undefined;
  // Both are there exactly when their flags say so [MQTT-3.1.2-18] [MQTT-3.1.2-19] [MQTT-3.1.2-20] [MQTT-3.1.2-21] [MQTT5-3.1.2-16]
  // [MQTT5-3.1.2-17] [MQTT5-3.1.2-18] [MQTT5-3.1.2-19]; the name is UTF-8 [MQTT-3.1.3-11] [MQTT5-3.1.3-12].
  // In MQTT 3.1 the length of the packet counts more than the flags: both may be missing.
  const username = hasUsername && !(level === 3 && from.at === from.end) ? from.text() : undefined;
  const password = hasPassword && !(level === 3 && from.at === from.end) ? from.binary() : undefined;
  if (from.at !== from.end) throw malformed('MQTT-3.1.3-1', 'CONNECT is longer than its fields');
  return { level, cleanStart, keepAliveSeconds, clientId, will, username, password, properties };
}

function readWill(from: PacketReader, level: ProtocolLevel, qos: 0 | 1 | 2, retain: boolean): Will {
  const own: MessageProperties = { topicAlias: 0, expirySeconds: -1, willDelaySeconds: 0, isText: false, forwarded: Buffer.alloc(0) };
  if (level === 5) readMessageProperties(own, from, true);
  // [MQTT5-3.1.3-11]
  const topic = from.text();
  if (topic === '' || topic.includes('+') || topic.includes('#'))
    throw new ProtocolError('MQTT-3.1.3-10', 'the will’s topic is no topic to publish on', reason.topicNameInvalid);
  const payload = from.binary();
  if (own.isText && !payloadIsText(payload, 0, payload.length))
    throw new ProtocolError('MQTT5-3.1.3.2.3', 'the will’s payload is not UTF-8 as it says', reason.payloadFormatInvalid);
  return {
    topic,
    payload,
    qos,
    retain,
    delaySeconds: own.willDelaySeconds,
    expirySeconds: own.expirySeconds,
    forwarded: Buffer.from(own.forwarded),
  };
}

function readConnectProperties(given: Properties): ConnectProperties {
  const number = (id: number, otherwise: number): number => (given.get(id) as number | undefined) ?? otherwise;
  const authMethod = given.get(property.authMethod) as string | undefined;
  const authData = given.get(property.authData) as Buffer | undefined;
  if (authData !== undefined && authMethod === undefined)
    throw new ProtocolError('MQTT5-3.1.2.11.10', 'authentication data without a method', reason.protocolError);
  return {
    sessionExpirySeconds: number(property.sessionExpiry, 0),
    receiveMax: number(property.receiveMax, 0xffff),
    packetBytesMax: number(property.packetBytesMax, Number.POSITIVE_INFINITY),
    topicAliasMax: number(property.topicAliasMax, 0),
    requestResponseInformation: number(property.requestResponseInformation, 0) === 1,
    requestProblemInformation: number(property.requestProblemInformation, 1) === 1,
    authMethod,
    authData,
  };
}

/** A session that is not clean has no end in MQTT 3.1 and 3.1.1. */
function olderProperties(cleanSession: boolean): ConnectProperties {
  return {
    sessionExpirySeconds: cleanSession ? 0 : neverExpires,
    receiveMax: 0xffff,
    packetBytesMax: Number.POSITIVE_INFINITY,
    topicAliasMax: 0,
    requestResponseInformation: false,
    requestProblemInformation: false,
    authMethod: undefined,
    authData: undefined,
  };
}

function malformed(clause: string, message: string): ProtocolError {
  return new ProtocolError(clause, message, reason.malformedPacket);
}
