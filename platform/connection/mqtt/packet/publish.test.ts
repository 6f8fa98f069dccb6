import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import type { ProtocolLevel } from './level.ts';
import { payloadIsText } from './message-properties.ts';
import { field, frame, level, oracle, packetId, parse, plain, qos, refused, text, topicName, userProperties } from './oracle.test.ts';
import { createPublishView, encodePublish, type PublishView, publishBytes, readPublish } from './publish.ts';
import { type ReasonCode, reason } from './reason.ts';

const data = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const forwardable = fc.record(
  { payloadFormatIndicator: fc.boolean(), contentType: text, responseTopic: topicName, correlationData: data, userProperties },
  { requiredKeys: [] },
);
const publish = fc.record({
  topic: topicName,
  payload: fc.uint8Array({ maxLength: 20_000 }).map((bytes) => Buffer.from(bytes)),
  qos,
  retain: fc.boolean(),
  dup: fc.boolean(),
  messageId: packetId,
});

/** What was read, with the parts that lie in the buffer. */
function read(bytes: Buffer, level: ProtocolLevel, view: PublishView = createPublishView()) {
  return parse(bytes, (first, buffer, start, end) => {
    readPublish(view, first, buffer, start, end, level);
    const payload = Buffer.from(buffer.subarray(view.payloadStart, view.payloadEnd));
    const asSaid = !view.isText || payloadIsText(buffer, view.payloadStart, view.payloadEnd);
    return { ...view, payload, forwarded: Buffer.from(view.forwarded), asSaid };
  });
}

test('[MQTT-3.3.1-8] PUBLISH of every version is read as an independent encoder wrote it, in whatever order its properties come', () => {
  const own = fc.record({ messageExpiryInterval: fc.nat(), topicAlias: fc.integer({ min: 1, max: 65_535 }) }, { requiredKeys: [] });
  fc.assert(
    fc.property(level, publish, forwardable, own, fc.nat(9), (level, { dup, ...sent }, carried, own, turn) => {
      const duplicate = dup && sent.qos > 0;
      const entries = Object.entries({ ...carried, ...own });
      const properties = Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)]);
      const bytes = mqttPacket.generate(
        { cmd: 'publish', ...sent, dup: duplicate, ...(level === 5 ? { properties } : {}) },
        {
          protocolVersion: level,
        },
      );
      const seen = read(bytes, level);
      assert.deepEqual(
        [seen.topic, seen.payload, seen.qos, seen.retain, seen.duplicate, seen.packetId],
        [sent.topic, sent.payload, sent.qos, sent.retain, duplicate, sent.qos > 0 ? sent.messageId : 0],
      );
      if (level !== 5) return;
      assert.deepEqual([seen.topicAlias, seen.expirySeconds], [own.topicAlias ?? 0, own.messageExpiryInterval ?? -1]);
      // Sent on, they are the same properties.
      const out = encodePublish(5, outgoing({ ...sent, packetId: sent.messageId, forwarded: seen.forwarded }));
      assert.deepEqual(plain(oracle(out, 5, 'publish').properties ?? {}), plain(carried));
    }),
  );
});

function outgoing(given: Partial<Parameters<typeof encodePublish>[1]>): Parameters<typeof encodePublish>[1] {
  const nothing = Buffer.alloc(0);
  return {
    topic: 'a',
    payload: nothing,
    qos: 0,
    retain: false,
    duplicate: false,
    packetId: 0,
    forwarded: nothing,
    expirySeconds: -1,
    topicAlias: 0,
    topicOmitted: false,
    subscriptionIds: [],
    ...given,
  };
}

test('[MQTT5-3.3.4-3] PUBLISH is written so that an independent parser reads it, and its length was known before', () => {
  const own = fc.record({
    expirySeconds: fc.integer({ min: -1, max: 0xffff_ffff }),
    topicAlias: fc.nat(65_535),
    subscriptionIds: fc.uniqueArray(fc.integer({ min: 1, max: 268_435_455 }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(level, publish, own, fc.boolean(), (level, { dup, messageId, ...sent }, own, omit) => {
      const topicOmitted = omit && own.topicAlias > 0 && level === 5;
      const packet = outgoing({ ...sent, ...own, duplicate: dup && sent.qos > 0, packetId: messageId, topicOmitted });
      const bytes = encodePublish(level, packet);
      assert.equal(bytes.length, publishBytes(level, packet));
      const seen = oracle(bytes, level, 'publish');
      assert.deepEqual(
        [seen.topic, seen.payload, seen.qos, seen.retain, seen.dup, seen.messageId],
        [topicOmitted ? '' : sent.topic, sent.payload, sent.qos, sent.retain, packet.duplicate, sent.qos > 0 ? messageId : undefined],
      );
      if (level !== 5) return;
      const { subscriptionIdentifier: ids, ...properties } = seen.properties ?? {};
      assert.deepEqual(ids === undefined ? [] : [ids].flat(), own.subscriptionIds);
      assert.deepEqual(plain(properties), {
        ...(own.expirySeconds >= 0 ? { messageExpiryInterval: own.expirySeconds } : {}),
        ...(own.topicAlias > 0 ? { topicAlias: own.topicAlias } : {}),
      });
    }),
  );
});

const topic = field('a');
const cases: readonly (readonly [string, string, ProtocolLevel, Buffer, ReasonCode])[] = [
  ['MQTT-3.3.1-4', 'QoS 3', 4, frame(0x36, topic, 0, 1), reason.malformedPacket],
  ['MQTT-3.3.1-2', 'DUP on QoS 0', 5, frame(0x38, topic, 0), reason.malformedPacket],
  ['MQTT-3.3.2-2', 'a wildcard in its topic', 4, frame(0x30, field('a/+')), reason.topicNameInvalid],
  ['MQTT-2.3.1-1', 'identifier 0', 4, frame(0x32, topic, 0, 0), reason.protocolError],
  ['MQTT-3.3.2', 'half an identifier', 4, frame(0x32, topic, 0), reason.malformedPacket],
  ['MQTT-4.7.3-1', 'an empty topic', 4, frame(0x30, field('')), reason.protocolError],
  ['MQTT-4.7.3-1', 'neither topic nor alias', 5, frame(0x30, field(''), 0), reason.protocolError],
  ['MQTT-1.5.3-2', 'U+0000 in its topic', 4, frame(0x30, field('\0')), reason.malformedPacket],
  ['MQTT5-3.3.2-8', 'topic alias 0', 5, frame(0x30, topic, 3, 0x23, 0, 0), reason.topicAliasInvalid],
  ['MQTT5-3.3.4-6', 'a subscription identifier', 5, frame(0x30, topic, 2, 0x0b, 1), reason.protocolError],
  ['MQTT5-3.3.2-14', 'a wildcard in its response topic', 5, frame(0x30, topic, 4, 8, field('#')), reason.protocolError],
  ['MQTT5-3.3.2-14', 'an empty response topic', 5, frame(0x30, topic, 3, 8, field('')), reason.protocolError],
  ['MQTT5-3.3.2.3', 'two expiries', 5, frame(0x30, topic, 10, 2, 0, 0, 0, 1, 2, 0, 0, 0, 1), reason.protocolError],
  ['MQTT5-3.3.2.3', 'two topic aliases', 5, frame(0x30, topic, 6, 0x23, 0, 1, 0x23, 0, 1), reason.protocolError],
  ['MQTT5-3.3.2.3', 'two content types', 5, frame(0x30, topic, 8, 3, field('x'), 3, field('x')), reason.protocolError],
  ['MQTT5-3.3.2.3.2', 'a payload format of 2', 5, frame(0x30, topic, 2, 1, 2), reason.protocolError],
  ['MQTT5-2.2.2', 'a session expiry', 5, frame(0x30, topic, 5, 0x11, 0, 0, 0, 1), reason.malformedPacket],
  ['MQTT-1.5', 'properties that end within a value', 5, frame(0x30, topic, 2, 2, 0), reason.malformedPacket],
  ['MQTT5-2.2.2', 'properties beyond its end', 5, frame(0x30, topic, 9, 2, 0), reason.malformedPacket],
  ['MQTT-1.5', 'no properties at all', 5, frame(0x30, topic), reason.malformedPacket],
  ['MQTT-1.5.3-1', 'a content type that is not UTF-8', 5, frame(0x30, topic, 4, 3, field(Buffer.from([0xff]))), reason.malformedPacket],
];
for (const [clause, what, level, bytes, code] of cases) {
  test(`[${clause}] a PUBLISH with ${what} is refused`, () => refused(clause, code, () => read(bytes, level)));
}

test('an alias leaves the topic empty, and the next packet has its own again', () => {
  const view = createPublishView();
  const plain = frame(0x30, field('a/b'), 0, 7);
  assert.equal(read(plain, 5, view).topic, 'a/b');
  const aliased = read(frame(0x30, field(''), 3, 0x23, 0, 9, 7), 5, view);
  assert.deepEqual([aliased.topic, aliased.topicAlias], ['', 9]);
  const again = read(plain, 5, view);
  assert.deepEqual([again.topic, again.topicAlias, again.payload], ['a/b', 0, Buffer.from([7])]);
});

test('MQTT 3.1 may set DUP on QoS 0', () => {
  assert.equal(read(frame(0x38, topic), 3).duplicate, true);
});

test('a payload that says it is text and is not is found out on request', () => {
  assert.equal(read(frame(0x30, topic, 2, 1, 1, 0xff), 5).asSaid, false);
  assert.equal(read(frame(0x30, topic, 2, 1, 1, 0x41), 5).asSaid, true);
  assert.equal(read(frame(0x30, topic, 2, 1, 0, 0xff), 5).asSaid, true);
});

test('[MQTT-3.3.2-1] the topic comes first, is UTF-8, and has up to 65535 bytes [MQTT-4.7.3-3]', () => {
  const longest = 'x'.repeat(65_535);
  const bytes = encodePublish(4, outgoing({ topic: longest }));
  assert.equal(read(bytes, 4).topic, longest);
  refused('MQTT-1.5.3-1', reason.malformedPacket, () => read(frame(0x30, field(Buffer.from([0x80]))), 4));
  refused('MQTT-3.3.2-1', reason.malformedPacket, () => read(frame(0x30, 0), 4));
});

test('[MQTT5-3.3.2-13] [MQTT5-3.3.2-19] response topic and content type are UTF-8', () => {
  const wrong = field(Buffer.from([0xff]));
  for (const id of [3, 8]) refused('MQTT-1.5.3-1', reason.malformedPacket, () => read(frame(0x30, topic, 4, id, wrong), 5));
});

test('[MQTT5-2.2.2-1] no properties are a length of 0', () => {
  assert.deepEqual([...encodePublish(5, outgoing({ payload: Buffer.from('x') }))], [0x30, 5, 0, 1, 97, 0, 0x78]);
});
