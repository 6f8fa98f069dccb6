import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { ProtocolError } from '../protocol.ts';
import { type AckType, createAckView, readAck } from './acks.ts';
import { parseAuth } from './auth.ts';
import { parseConnect } from './connect.ts';
import { parseDisconnect } from './disconnect.ts';
import { checkEmpty } from './empty.ts';
import type { ProtocolLevel } from './level.ts';
import { level } from './oracle.test.ts';
import { createPublishView, readPublish } from './publish.ts';
import { parseSubscribe } from './subscribe.ts';
import { parseUnsubscribe } from './unsubscribe.ts';

type Parser = (first: number, bytes: Buffer, start: number, end: number, level: ProtocolLevel) => unknown;
const view = createPublishView();
const ack = createAckView();
const acks = ([4, 5, 6, 7] as const).map(
  (type: AckType): Parser =>
    (first, bytes, start, end, version) =>
      readAck(ack, type, first, bytes, start, end, version),
);
const parsers: readonly Parser[] = [
  parseConnect,
  parseSubscribe,
  parseUnsubscribe,
  parseDisconnect,
  parseAuth,
  (first, _bytes, start, end) => checkEmpty(first, start, end),
  (first, bytes, start, end, version) => {
    readPublish(view, first, bytes, start, end, version);
    assert.ok(view.payloadStart <= end && view.payloadEnd === end);
    return { ...view, forwarded: Buffer.from(view.forwarded), payload: Buffer.from(bytes.subarray(view.payloadStart, end)) };
  },
  ...acks,
];

/** What a parser makes of bytes that lie at `start` of a buffer filled with `filler`: reading past their end would show. */
function outcome(parser: Parser, first: number, body: Uint8Array, level: ProtocolLevel, filler: number): unknown {
  const buffer = Buffer.alloc(body.length + 40, filler);
  buffer.set(body, 20);
  try {
    return parser(first, buffer, 20, 20 + body.length, level) ?? { ...ack };
  } catch (error) {
    assert.ok(error instanceof ProtocolError, error instanceof Error ? error.stack : String(error));
    return [error.clause, error.reason];
  }
}

function check(first: number, body: Uint8Array, level: ProtocolLevel): void {
  for (const parser of parsers) {
    const places = { payloadStart: 0, payloadEnd: 0 };
    const seen = [0x00, 0xff].map((filler) => ({ ...(outcome(parser, first, body, level, filler) as object), ...places }));
    assert.deepEqual(seen[0], seen[1], 'the outcome depends on bytes outside of the packet');
  }
}

test('random bytes never do anything but parse or throw a protocol error, and nothing outside of them is read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 60 }), fc.nat(255), level, (body, first, level) => check(first, body, level)),
    { numRuns: 1000 },
  );
});

const property = { userProperties: { a: 'b' }, reasonString: 'r' };
const packets: readonly Packet[] = [
  {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 5,
    clientId: 'c',
    clean: true,
    keepalive: 9,
    username: 'u',
    password: Buffer.from('p'),
    properties: { receiveMaximum: 5, authenticationMethod: 'm', authenticationData: Buffer.from('d'), userProperties: { a: 'b' } },
    will: { topic: 't', payload: 'x', qos: 1, retain: true, properties: { willDelayInterval: 5, responseTopic: 'r', contentType: 'c' } },
  },
  {
    cmd: 'publish',
    topic: 'a/b',
    payload: 'xyz',
    qos: 2,
    messageId: 7,
    dup: false,
    retain: false,
    properties: {
      contentType: 'c',
      messageExpiryInterval: 7,
      userProperties: { a: 'b' },
      topicAlias: 3,
      correlationData: Buffer.from('q'),
    },
  },
  { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '$share/g/a', qos: 1 }], properties: { subscriptionIdentifier: 300 } },
  { cmd: 'unsubscribe', messageId: 1, unsubscriptions: ['a/+', '#'] },
  { cmd: 'puback', messageId: 1, reasonCode: 0x97, properties: property },
  { cmd: 'pubrel', messageId: 1, reasonCode: 0x92, properties: property },
  { cmd: 'disconnect', reasonCode: 4, properties: { ...property, sessionExpiryInterval: 4 } },
  { cmd: 'auth', reasonCode: 0x18, properties: { authenticationMethod: 'm', authenticationData: Buffer.from('d') } },
];

test('packets with bytes changed, cut out or put in behave the same', () => {
  const change = fc.tuple(fc.nat(200), fc.nat(255), fc.constantFrom('set', 'cut', 'put'));
  fc.assert(
    fc.property(fc.constantFrom(...packets), fc.array(change, { maxLength: 3 }), level, (packet, changes, level) => {
      const whole = mqttPacket.generate(packet, { protocolVersion: 5 });
      const body = [...whole.subarray(2)];
      for (const [place, value, kind] of changes) {
        body.splice(place % body.length, kind === 'put' ? 0 : 1, ...(kind === 'cut' ? [] : [value]));
      }
      check(whole[0] as number, Uint8Array.from(body), level);
    }),
    { numRuns: 1000 },
  );
});
