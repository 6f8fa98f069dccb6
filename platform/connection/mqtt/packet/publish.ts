// Hot path: bench/ingest. One PUBLISH is read into a struct that the session reuses; nothing is copied.
import { ProtocolError } from '../protocol.ts';
import { decodeText } from './text.ts';

/** The fields of the PUBLISH read last; `payloadStart…payloadEnd` are places in the read buffer. */
export interface PublishView {
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
  return { qos: 0, retain: false, duplicate: false, topic: '', packetId: 0, payloadStart: 0, payloadEnd: 0, topicBytes: Buffer.alloc(0) };
}

/** Reads a PUBLISH (§3.3) into `view`. Throws `ProtocolError` with the clause that it breaks. */
export function readPublish(view: PublishView, first: number, bytes: Buffer, start: number, end: number): void {
  const qos = (first >> 1) & 3;
  if (qos === 3) throw new ProtocolError('MQTT-3.3.1-4', 'the QoS is 3');
  if (qos === 0 && (first & 0x08) !== 0) throw new ProtocolError('MQTT-3.3.1-2', 'DUP is set on QoS 0');
  if (start + 2 > end) throw new ProtocolError('MQTT-3.3.2-1', 'PUBLISH ends before its topic');
  const topicStart = start + 2;
  const topicEnd = topicStart + (((bytes[start] as number) << 8) | (bytes[start + 1] as number));
  let at = topicEnd;
  if (qos > 0) at += 2;
  if (at > end) throw new ProtocolError('MQTT-3.3.2', 'PUBLISH ends within its variable header');
  if (!sameBytes(view.topicBytes, bytes, topicStart, topicEnd)) readTopic(view, bytes, topicStart, topicEnd);
  view.qos = qos;
  view.retain = (first & 1) !== 0;
  view.duplicate = (first & 0x08) !== 0;
  view.packetId = 0;
  if (qos > 0) {
    view.packetId = ((bytes[topicEnd] as number) << 8) | (bytes[topicEnd + 1] as number);
    if (view.packetId === 0) throw new ProtocolError('MQTT-2.3.1-1', 'the packet identifier is 0');
  }
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

function readTopic(view: PublishView, bytes: Buffer, start: number, end: number): void {
  if (start === end) throw new ProtocolError('MQTT-4.7.3-1', 'the topic is empty');
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte === 0x23 || byte === 0x2b) throw new ProtocolError('MQTT-3.3.2-2', 'a topic to publish on holds a wildcard');
  }
  view.topic = decodeText(bytes, start, end);
  view.topicBytes = Buffer.from(bytes.subarray(start, end));
}

/** Bytes of a PUBLISH to send: QoS 1 with `packetId`, QoS 0 when it is 0. */
export function encodePublish(topic: string, payload: Uint8Array, packetId: number, duplicate = false): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const length = 2 + topicBytes + (packetId === 0 ? 0 : 2) + payload.length;
  const lengthBytes = length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;
  const out = Buffer.allocUnsafe(1 + lengthBytes + length);
  out[0] = 0x30 | (packetId === 0 ? 0 : 2) | (duplicate ? 8 : 0);
  let at = 1;
  for (let rest = length, i = 0; i < lengthBytes; i++, rest >>>= 7) out[at++] = (rest & 127) | (i < lengthBytes - 1 ? 128 : 0);
  at = out.writeUInt16BE(topicBytes, at);
  at += out.write(topic, at);
  if (packetId !== 0) at = out.writeUInt16BE(packetId, at);
  out.set(payload, at);
  return out;
}
