import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { ProtocolError } from '../protocol.ts';
import { parseConnect } from './connect.ts';
import { FrameReader } from './frame.ts';
import { createPublishView, encodePublish, readPublish } from './publish.ts';
import { encodeSuback } from './suback.ts';
import { parseSubscribe } from './subscribe.ts';
import { parseUnsubscribe } from './unsubscribe.ts';

/** Hands the one packet in `bytes` to a parser. */
function parse<T>(bytes: Buffer, parser: (first: number, bytes: Buffer, start: number, end: number) => T): T {
  const found: T[] = [];
  new FrameReader(1 << 20).feed(bytes, (first, buffer, start, end) => found.push(parser(first, buffer, start, end)) > 0);
  assert.equal(found.length, 1);
  return found[0] as T;
}

/** What mqtt-packet, an independent implementation, reads from our bytes. */
function oracle(bytes: Buffer): Packet {
  const parser = mqttPacket.parser({ protocolVersion: 4 });
  const seen: Packet[] = [];
  parser.on('packet', (packet) => seen.push(packet));
  parser.parse(bytes);
  assert.equal(seen.length, 1);
  return seen[0] as Packet;
}

const plain = {
  retain: false,
  duplicate: false,
  forwarded: Buffer.alloc(0),
  expirySeconds: -1,
  topicAlias: 0,
  topicOmitted: false,
  subscriptionIds: [],
};
const options = { noLocal: false, retainAsPublished: false, retainHandling: 0 };
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((value) => !value.includes('\0'));
const topic = text.filter((value) => !/[+#]/.test(value));

test('CONNECT is read as an independent encoder wrote it', () => {
  const will = fc.record({
    topic,
    payload: fc.uint8Array({ maxLength: 50 }),
    qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
    retain: fc.boolean(),
  });
  fc.assert(
    fc.property(
      text,
      text,
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(65_535),
      fc.boolean(),
      fc.option(will),
      (clientId, username, password, keepalive, clean, will) => {
        const bytes = mqttPacket.generate({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clientId,
          clean,
          keepalive,
          username,
          password: Buffer.from(password),
          ...(will === null ? {} : { will: { ...will, payload: Buffer.from(will.payload) } }),
        });
        const connect = parse(bytes, parseConnect);
        assert.equal(connect.level, 4);
        assert.deepEqual(
          [connect.clientId, connect.username, connect.keepAliveSeconds, connect.cleanStart],
          [clientId, username, keepalive, clean],
        );
        assert.deepEqual([...(connect.password ?? [])], [...password]);
        assert.deepEqual(
          connect.will && [connect.will.topic, connect.will.qos, connect.will.retain, ...connect.will.payload],
          will === null ? undefined : [will.topic, will.qos, will.retain, ...will.payload],
        );
      },
    ),
  );
});

test('PUBLISH is written so that an independent parser reads it, and read back the same', () => {
  fc.assert(
    fc.property(topic, fc.uint8Array({ maxLength: 20_000 }), fc.nat(65_535), (name, payload, packetId) => {
      const qos = packetId === 0 ? 0 : 1;
      const bytes = encodePublish(4, { ...plain, topic: name, payload, qos, packetId });
      const seen = oracle(bytes);
      assert.ok(seen.cmd === 'publish');
      assert.deepEqual([seen.topic, seen.qos, seen.messageId ?? 0], [name, packetId === 0 ? 0 : 1, packetId]);
      assert.deepEqual([...(seen.payload as Buffer)], [...payload]);
      const view = createPublishView();
      parse(bytes, (first, buffer, start, end) => {
        readPublish(view, first, buffer, start, end, 4);
        assert.deepEqual([...buffer.subarray(view.payloadStart, view.payloadEnd)], [...payload]);
      });
      assert.deepEqual([view.topic, view.qos, view.packetId], [name, packetId === 0 ? 0 : 1, packetId]);
    }),
  );
});

test('SUBSCRIBE and UNSUBSCRIBE are read as an independent encoder wrote them', () => {
  const bytes = mqttPacket.generate({
    cmd: 'subscribe',
    messageId: 7,
    subscriptions: [
      { topic: 'down/#', qos: 1 },
      { topic: '+/x', qos: 0 },
    ],
  });
  assert.deepEqual(
    parse(bytes, (...at) => parseSubscribe(...at, 4)),
    {
      packetId: 7,
      subscriptionId: 0,
      subscriptions: [
        { filter: 'down/#', qos: 1, ...options },
        { filter: '+/x', qos: 0, ...options },
      ],
    },
  );
  const bye = mqttPacket.generate({ cmd: 'unsubscribe', messageId: 8, unsubscriptions: ['down/#'] });
  assert.deepEqual(
    parse(bye, (...at) => parseUnsubscribe(...at, 4)),
    { packetId: 8, filters: ['down/#'] },
  );
});

test('[MQTT-3.8.4-5] SUBACK carries one code per filter', () => {
  const seen = oracle(encodeSuback(4, 9, [0, 1, 0x80]));
  assert.ok(seen.cmd === 'suback');
  assert.deepEqual([seen.messageId, [...(seen.granted as number[])]], [9, [0, 1, 0x80]]);
});

const broken: readonly [string, string, number[]][] = [
  ['MQTT-3.1.2-3', 'the reserved connect flag', [0x10, 12, 0, 4, 77, 81, 84, 84, 4, 3, 0, 60, 0, 0]],
  ['MQTT-3.1.2-22', 'a password without a user name', [0x10, 14, 0, 4, 77, 81, 84, 84, 4, 0x42, 0, 60, 0, 0, 0, 0]],
  ['MQTT-3.1.2-14', 'a will with QoS 3', [0x10, 16, 0, 4, 77, 81, 84, 84, 4, 0x1e, 0, 60, 0, 0, 0, 0, 0, 0]],
  ['MQTT-3.1.2-1', 'another protocol name', [0x10, 12, 0, 4, 72, 84, 84, 80, 4, 2, 0, 60, 0, 0]],
  ['MQTT-1.5.3-2', 'U+0000 in the client identifier', [0x10, 13, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60, 0, 1, 0]],
  ['MQTT-1.5.3-1', 'ill-formed UTF-8', [0x10, 13, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60, 0, 1, 0xff]],
];
for (const [clause, what, bytes] of broken) {
  test(`[${clause}] a CONNECT with ${what} is refused`, () => {
    assert.throws(
      () => parse(Buffer.from(bytes), parseConnect),
      (error) => error instanceof ProtocolError && error.clause === clause,
    );
  });
}

test('[MQTT-3.3.1-4] [MQTT-3.3.2-2] [MQTT-2.3.1-1] a PUBLISH with QoS 3, a wildcard, or identifier 0 is refused', () => {
  const view = createPublishView();
  for (const bytes of [
    [0x36, 5, 0, 1, 97, 0, 1],
    [0x30, 3, 0, 1, 0x23],
    [0x32, 5, 0, 1, 97, 0, 0],
    [0x32, 4, 0, 1, 97, 0],
    [0x38, 3, 0, 1, 97],
  ]) {
    assert.throws(() => parse(Buffer.from(bytes), (...at) => readPublish(view, ...at, 4)), ProtocolError);
  }
});

test('random bytes never do anything but parse or throw a protocol error', () => {
  const view = createPublishView();
  type Place = [number, Buffer, number, number];
  const parsers = [
    parseConnect,
    ...([3, 4, 5] as const).flatMap((level) => [
      (...at: Place) => parseSubscribe(...at, level),
      (...at: Place) => parseUnsubscribe(...at, level),
      (...at: Place) => readPublish(view, ...at, level),
    ]),
  ];
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(255), (body, first) => {
      for (const parser of parsers) {
        try {
          parser(first, Buffer.from(body), 0, body.length);
        } catch (error) {
          assert.ok(error instanceof ProtocolError, String(error));
        }
      }
    }),
    { numRuns: 3000 },
  );
});
