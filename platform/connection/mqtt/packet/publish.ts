// Hot path: bench/ingest. One PUBLISH is read into a struct that the session reuses; nothing is copied.
import { noBytes } from '../bytes.ts';
import { ProtocolError } from '../protocol.ts';
import type { ProtocolLevel } from './level.ts';
import { type MessageProperties, readMessageProperties } from './message-properties.ts';
import { property } from './property.ts';
import { PacketReader } from './reader.ts';
import { reason } from './reason.ts';
import { decodeText } from './text.ts';
import { lengthBytes, writeLength } from './writer.ts';

/** The fields of the PUBLISH read last; `payloadStart…payloadEnd` are places in the read buffer. */
export interface PublishView extends MessageProperties {
  qos: number;
  retain: boolean;
  duplicate: boolean;
  topic: string;
  packetId: number;
  payloadStart: number;
  payloadEnd: number;
  /** Bytes of `topic`, to recognise the same topic again without decoding it. */
  topicBytes: Buffer;
}

export function createPublishView(): PublishView {
  return {
    ...{ qos: 0, retain: false, duplicate: false, topic: '', packetId: 0, payloadStart: 0, payloadEnd: 0, topicBytes: noBytes },
    ...{ topicAlias: 0, expirySeconds: -1, willDelaySeconds: 0, isText: false, forwarded: noBytes },
  };
}

const reader = new PacketReader();

/** Reads a PUBLISH (§3.3), its topic first [MQTT-3.3.2-1], into `view`; the topic is '' where an alias stands for it. Throws `ProtocolError` with the clause that it breaks. */
export function readPublish(view: PublishView, first: number, bytes: Buffer, start: number, end: number, level: ProtocolLevel): void {
  const qos = (first >> 1) & 3;
  if (qos === 3) throw new ProtocolError('MQTT-3.3.1-4', 'the QoS is 3');
  // MQTT 3.1 has no such rule.
  if (qos === 0 && (first & 0x08) !== 0 && level !== 3) throw new ProtocolError('MQTT-3.3.1-2', 'DUP is set on QoS 0');
  if (start + 2 > end) throw new ProtocolError('MQTT-3.3.2-1', 'PUBLISH ends before its topic');
  const topicStart = start + 2;
  const topicEnd = topicStart + (((bytes[start] as number) << 8) | (bytes[start + 1] as number));
  let at = topicEnd;
  if (qos > 0) at += 2;
  if (at > end) throw new ProtocolError('MQTT-3.3.2', 'PUBLISH ends within its variable header');
  view.qos = qos;
  view.retain = (first & 1) !== 0;
  view.duplicate = (first & 0x08) !== 0;
  view.packetId = 0;
  if (qos > 0) {
    view.packetId = ((bytes[topicEnd] as number) << 8) | (bytes[topicEnd + 1] as number);
    if (view.packetId === 0) throw new ProtocolError('MQTT-2.3.1-1', 'the packet identifier is 0', reason.protocolError);
  }
  if (level === 5) {
    readMessageProperties(view, reader.over(bytes, at, end), false);
    at = reader.at;
  }
  if (topicStart === topicEnd && view.topicAlias !== 0) view.topic = '';
  else if (view.topic === '' || !sameBytes(view.topicBytes, bytes, topicStart, topicEnd)) readTopic(view, bytes, topicStart, topicEnd);
  view.payloadStart = at;
  view.payloadEnd = end;
}

/** Most topics have few bytes, for which a loop beats a call into Buffer.compare. */
function sameBytes(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start || start === end) return false;
  for (let i = 0; i < known.length; i++) {
    if (known[i] !== bytes[start + i]) return false;
  }
  return true;
}

/** Topics hold no wildcards [MQTT-4.7.1-1] [MQTT5-4.7.0-1]. */
function readTopic(view: PublishView, bytes: Buffer, start: number, end: number): void {
  if (start === end) throw new ProtocolError('MQTT-4.7.3-1', 'the topic is empty', reason.protocolError);
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte === 0x23 || byte === 0x2b)
      throw new ProtocolError('MQTT-3.3.2-2', 'a topic to publish on holds a wildcard', reason.topicNameInvalid);
  }
  view.topic = decodeText(bytes, start, end);
  view.topicBytes = Buffer.from(bytes.subarray(start, end));
}

/** A PUBLISH to send. */
export interface OutgoingPublish {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly duplicate: boolean;
  /** Read for QoS 1 and 2 only. */
  readonly packetId: number;
  /** Properties that are handed on, as bytes; in MQTT 5 only, as all that follows. */
  readonly forwarded: Buffer;
  /** Seconds; -1 for none. */
  readonly expirySeconds: number;
  /** 0 for none. */
  readonly topicAlias: number;
  /** True when the alias alone stands for the topic. */
  readonly topicOmitted: boolean;
  readonly subscriptionIds: readonly number[];
}

/** How many bytes the packet takes in all. */
export function publishBytes(level: ProtocolLevel, publish: OutgoingPublish): number {
  const body = bodyBytes(level, publish, propertyBytes(level, publish));
  return 1 + lengthBytes(body) + body;
}

export function encodePublish(level: ProtocolLevel, publish: OutgoingPublish): Buffer {
  const { topic, payload, qos, retain, duplicate, packetId, forwarded, topicOmitted } = publish;
  const properties = propertyBytes(level, publish);
  const body = bodyBytes(level, publish, properties);
  const out = Buffer.allocUnsafe(1 + lengthBytes(body) + body);
  // QoS 0 has neither DUP [MQTT-4.3.1-1] nor an identifier [MQTT-2.3.1-5] [MQTT5-2.2.1-2].
  out[0] = 0x30 | (duplicate && qos > 0 ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
  let at = writeLength(out, 1, body);
  const written = topicOmitted ? 0 : out.write(topic, at + 2);
  out[at] = written >>> 8;
  out[at + 1] = written & 0xff;
  at += 2 + written;
  if (qos > 0) {
    out[at] = packetId >>> 8;
    out[at + 1] = packetId & 0xff;
    at += 2;
  }
  if (level === 5) {
    // [MQTT5-2.2.2-1]
    at = writeLength(out, at, properties);
    if (properties > 0) at = writeProperties(out, at, publish);
    at += forwarded.copy(out, at);
  }
  out.set(payload, at);
  return out;
}

function bodyBytes(level: ProtocolLevel, { topic, payload, qos, topicOmitted }: OutgoingPublish, properties: number): number {
  const propertyPart = level === 5 ? lengthBytes(properties) + properties : 0;
  return 2 + (topicOmitted ? 0 : Buffer.byteLength(topic)) + (qos > 0 ? 2 : 0) + propertyPart + payload.length;
}

function propertyBytes(level: ProtocolLevel, { forwarded, expirySeconds, topicAlias, subscriptionIds }: OutgoingPublish): number {
  if (level < 5) return 0;
  let bytes = forwarded.length + (expirySeconds >= 0 ? 5 : 0) + (topicAlias > 0 ? 3 : 0);
  for (let i = 0; i < subscriptionIds.length; i++) bytes += 1 + lengthBytes(subscriptionIds[i] as number);
  return bytes;
}

function writeProperties(out: Buffer, start: number, { expirySeconds, topicAlias, subscriptionIds }: OutgoingPublish): number {
  let at = start;
  if (expirySeconds >= 0) {
    out[at++] = property.messageExpiry;
    at = out.writeUInt32BE(expirySeconds, at);
  }
  if (topicAlias > 0) {
    out[at++] = property.topicAlias;
    at = out.writeUInt16BE(topicAlias, at);
  }
  for (let i = 0; i < subscriptionIds.length; i++) {
    out[at++] = property.subscriptionId;
    at = writeLength(out, at, subscriptionIds[i] as number);
  }
  return at;
}
