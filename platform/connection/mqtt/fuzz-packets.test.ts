import mqttPacket, { type Packet } from 'mqtt-packet';
import { createAckView, readAck } from './packet/acks.ts';
import { parseDisconnect } from './packet/disconnect.ts';
import { checkEmpty } from './packet/empty.ts';
import { createPublishView, readPublish } from './packet/publish.ts';
import { type ReasonCode, reason } from './packet/reason.ts';
import { parseSubscribe } from './packet/subscribe.ts';
import { parseUnsubscribe } from './packet/unsubscribe.ts';
import { ProtocolError, packetType } from './protocol.ts';

export type Level = 3 | 4 | 5;

/** Numbers that are the same for the same seed, from 0 to below 1. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const words = { reasonString: 'why', userProperties: { a: 'b' } };
const publication = { cmd: 'publish', payload: '{"a":1}', dup: false, retain: false } as const;
const described = {
  contentType: 'text/plain',
  responseTopic: 'answers',
  correlationData: Buffer.from('7'),
  messageExpiryInterval: 60,
  payloadFormatIndicator: true,
  userProperties: { a: 'b' },
};

/** What clients of a version send after CONNECT, one packet of each kind and shape. */
function samples(level: Level): readonly Packet[] {
  const five = level === 5;
  return [
    { ...publication, topic: 'fuzz/a', qos: 0 },
    { ...publication, topic: 'fuzz/a', qos: 1, messageId: 1 },
    { ...publication, topic: 'up/properties', qos: 2, messageId: 2, retain: true },
    { ...publication, topic: 'fuzz/a', qos: 1, messageId: 3, ...(five ? { properties: described } : {}) },
    { ...publication, topic: 'fuzz/b', qos: 0, ...(five ? { properties: { topicAlias: 3 } } : {}) },
    { cmd: 'puback', messageId: 1, ...(five ? { reasonCode: 0x10, properties: words } : {}) },
    { cmd: 'pubrec', messageId: 1, ...(five ? { reasonCode: 0x97, properties: words } : {}) },
    { cmd: 'pubrel', messageId: 2, ...(five ? { reasonCode: 0x92, properties: words } : {}) },
    { cmd: 'pubcomp', messageId: 2 },
    {
      cmd: 'subscribe',
      messageId: 4,
      subscriptions: [
        { topic: 'fuzz/#', qos: 2, nl: true, rap: true, rh: 1 },
        { topic: '$share/g/fuzz/+', qos: 1 },
      ],
      ...(five ? { properties: { subscriptionIdentifier: 300 } } : {}),
    },
    { cmd: 'subscribe', messageId: 5, subscriptions: [{ topic: '+/a', qos: 0 }] },
    { cmd: 'unsubscribe', messageId: 6, unsubscriptions: ['fuzz/#', '$share/g/fuzz/+'] },
    { cmd: 'pingreq' },
    { cmd: 'disconnect', ...(five ? { reasonCode: 4, properties: { sessionExpiryInterval: 0, reasonString: 'bye' } } : {}) },
    ...(five
      ? [{ cmd: 'auth', reasonCode: 0x18, properties: { authenticationMethod: 'm', authenticationData: Buffer.from('d') } } as const]
      : []),
  ];
}

const sampleBytes = new Map(([3, 4, 5] as const).map((level) => [level, samples(level).map((packet) => encode(packet, level))]));

function encode(packet: Packet, protocolVersion: number): { first: number; body: Buffer } {
  const bytes = mqttPacket.generate(packet, { protocolVersion });
  // All samples have a remaining length of one byte.
  return { first: bytes[0] as number, body: bytes.subarray(2) };
}

/** One packet with a length that is right: now and then as clients send it, mostly with a few bytes set, cut or put in, or of nothing but chance. */
export function anyPacket(level: Level, random: () => number): Buffer {
  const below = (most: number) => Math.floor(random() * most);
  const known = sampleBytes.get(level) ?? [];
  const sample = known[below(known.length)];
  if (sample === undefined || random() < 0.05) return framed(below(256), Buffer.from(Array.from({ length: below(40) }, () => below(256))));
  const body = [...sample.body];
  for (let changes = random() < 0.5 ? 0 : 1 + below(3); changes > 0; changes--) {
    const place = below(body.length + 1);
    const kind = random();
    if (kind < 0.6 && body.length > 0) body[place % body.length] = random() < 0.5 ? below(256) : below(4);
    else if (kind < 0.8) body.splice(place, 1);
    else body.splice(place, 0, below(256));
  }
  const first = random() < 0.03 ? below(256) : sample.first;
  return framed(first, Buffer.from(body));
}

export function framed(first: number, body: Buffer): Buffer {
  const head = body.length < 128 ? [first, body.length] : [first, (body.length & 127) | 128, body.length >>> 7];
  return Buffer.concat([Buffer.from(head), body]);
}

const publish = createPublishView();
const ack = createAckView();

/** What a packet breaks by itself, whatever was said before; undefined for one that can be read. */
export function brokenBy(packet: Buffer, level: Level): ReasonCode | undefined {
  const first = packet[0] as number;
  const start = (packet[1] as number) > 127 ? 3 : 2;
  try {
    read(first, packet, start, packet.length, level);
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.reason;
    throw error;
  }
}

function read(first: number, bytes: Buffer, start: number, end: number, level: Level): unknown {
  const type = first >> 4;
  switch (type) {
    case packetType.publish:
      return readPublish(publish, first, bytes, start, end, level);
    case packetType.puback:
    case packetType.pubrec:
    case packetType.pubrel:
    case packetType.pubcomp:
      return readAck(ack, type, first, bytes, start, end, level);
    case packetType.subscribe:
      return parseSubscribe(first, bytes, start, end, level);
    case packetType.unsubscribe:
      return parseUnsubscribe(first, bytes, start, end, level);
    case packetType.pingreq:
      return checkEmpty(first, start, end);
    case packetType.disconnect:
      return parseDisconnect(first, bytes, start, end, level);
    default:
      // AUTH too: nobody here named a method in CONNECT.
      throw new ProtocolError('MQTT-2.2.1', 'no packet of these clients', reason.protocolError);
  }
}
